/** Completeness, node by node: until when is each of them known? Exact and quick; it grows with the square of the cluster. */

import { compareText } from '../../base/order.ts';
import type { NodeId, Origin } from '../../protocol/names.ts';
import { nodeOf } from '../store/dot.ts';
import type { VersionVector } from '../store/version-vector.ts';
import { wireSeen } from '../store/wire-seen.ts';
import type { Completeness, SeenSections } from './completeness.ts';

interface Claim {
  readonly origin: Origin;
  readonly seq: number;
  readonly atMs: number;
}

export class CompletenessTable implements Completeness {
  /** Rounds bring in what is known, whether anybody waits for it or not. */
  readonly isAsking = false;
  readonly saysInRows = true;
  readonly #origin: Origin;
  readonly #seen: VersionVector;
  #peerCount: number;
  /** Where members change: the one life of each that counts. */
  #lives: ReadonlyMap<NodeId, Origin> | undefined;
  /** Known before the members changed: whoever has joined since accepts nothing that is dated before it. */
  #floorMs = -Infinity;
  readonly #isPeer: (node: NodeId) => boolean;
  /** Of the peers of which something is known: the latest claim that holds. */
  readonly #known = new Map<NodeId, Claim>();
  readonly #waitingLimit: number;
  readonly #waiting = new Map<NodeId, Claim[]>();
  #minMs: number;
  #minNode: NodeId | undefined;

  /**
   * @param origin this replica's own
   * @param waitingLimit claims of one node that wait for a gap to close: the oldest goes, it says least
   */
  constructor(
    origin: Origin,
    peerCount: number,
    isPeer: (node: NodeId) => boolean,
    seen: VersionVector,
    waitingLimit: number,
  ) {
    this.#waitingLimit = waitingLimit;
    this.#origin = origin;
    this.#peerCount = peerCount;
    this.#isPeer = isPeer;
    this.#seen = seen;
    this.#minMs = peerCount === 0 ? Infinity : -Infinity;
  }

  get throughMs(): number {
    return Math.max(this.#floorMs, this.#minMs);
  }

  membersChanged(lives: ReadonlyMap<NodeId, Origin>, now: number): void {
    // Before its first view a node knows nothing of the others.
    if (this.#lives !== undefined) this.#floorMs = Math.max(this.#floorMs, Math.min(this.#minMs, now));
    this.#lives = lives;
    this.#peerCount = lives.size;
    for (const [node, { origin }] of this.#known) if (lives.get(node) !== origin) this.#known.delete(node);
    for (const node of this.#waiting.keys()) if (!lives.has(node)) this.#waiting.delete(node);
    this.#minNode = undefined;
    if (this.#known.size === this.#peerCount) this.#findMin();
    else this.#minMs = -Infinity;
  }

  claim(node: NodeId, origin: Origin, seq: number, atMs: number, isOwn = false): void {
    const known = this.#known.get(node);
    const claim = { origin, seq, atMs };
    if (this.#lives !== undefined && this.#lives.get(node) !== origin) return;
    if (isOwn && known !== undefined && known.origin !== origin && this.#holds(claim)) {
      this.#waiting.delete(node);
      this.#learn(node, claim);
      return;
    }
    if (known === undefined ? !this.#isPeer(node) : atMs <= known.atMs) return;
    const waiting = this.#waiting.get(node);
    if (waiting === undefined && this.#holds(claim)) {
      this.#learn(node, claim);
      return;
    }
    const claims = [...(waiting ?? []), claim].sort((a, b) => a.atMs - b.atMs).slice(-this.#waitingLimit);
    this.#settle(node, claims);
  }

  advanced(origin: Origin): void {
    if (this.#waiting.size === 0) return;
    const node = nodeOf(origin);
    const claims = this.#waiting.get(node);
    if (claims !== undefined) this.#settle(node, claims);
  }

  /** Each origin, with the age of what is known of it completely. */
  seenSections(now: number): SeenSections {
    const all = this.#seen.all();
    const ages = new Map<Origin, number | null>(all.map(({ origin }) => [origin, null]));
    // Rounded up: it is safe to claim less than is known, but not more.
    for (const { origin, atMs } of this.#known.values())
      ages.set(origin, Math.max(0, Math.ceil((now - atMs) * 1000) / 1000));
    ages.set(this.#origin, 0);
    const rows = [...ages];
    // What was seen is in order; behind it come nodes that have written nothing.
    if (rows.length > all.length) rows.sort(([a], [b]) => compareText(a, b));
    const seen = rows.map(([origin, ageMs]) => wireSeen(origin, this.#seen.of(origin), ageMs));
    return { seen };
  }

  heard(): void {
    // Only large clusters call the roll.
  }

  #settle(node: NodeId, claims: readonly Claim[]): void {
    for (const claim of claims) {
      if (claim.atMs > this.#ofNode(node) && this.#holds(claim)) this.#learn(node, claim);
    }
    const throughMs = this.#ofNode(node);
    const waiting = claims.filter((claim) => claim.atMs > throughMs);
    if (waiting.length > 0) this.#waiting.set(node, waiting);
    else this.#waiting.delete(node);
  }

  #ofNode(node: NodeId): number {
    return this.#known.get(node)?.atMs ?? -Infinity;
  }

  #holds({ origin, seq }: Claim): boolean {
    return this.#seen.through(origin) >= seq;
  }

  #learn(node: NodeId, claim: Claim): void {
    this.#known.set(node, claim);
    if (this.#known.size < this.#peerCount) return;
    // A new life may know less than the last one.
    const isLeast = node === this.#minNode || claim.atMs < this.#minMs;
    if (this.#minNode === undefined || isLeast) this.#findMin();
  }

  #findMin(): void {
    this.#minMs = Infinity;
    for (const [node, { atMs }] of this.#known) {
      if (atMs >= this.#minMs) continue;
      this.#minMs = atMs;
      this.#minNode = node;
    }
  }
}
