/** Completeness, node by node: until when is each of them known? Exact and quick; it grows with the square of the cluster. */

import type { NodeId, Origin } from '../../protocol/names.ts';
import type { Completeness } from './completeness.ts';
import { nodeOf } from '../store/dot.ts';
import type { VersionVector } from '../store/version-vector.ts';

/** Claims that wait for a gap to close, per node. The oldest goes: it says least. */
const CLAIMS_LIMIT = 16;

interface Claim {
  readonly origin: Origin;
  readonly seq: number;
  readonly atMs: number;
}

export class ClaimTable implements Completeness {
  readonly #seen: VersionVector;
  readonly #peerCount: number;
  readonly #isPeer: (node: NodeId) => boolean;
  /** Of the peers of which something is known: the latest claim that holds. */
  readonly #known = new Map<NodeId, Claim>();
  readonly #waiting = new Map<NodeId, Claim[]>();
  #minMs: number;
  #minNode: NodeId | undefined;

  constructor(peerCount: number, isPeer: (node: NodeId) => boolean, seen: VersionVector) {
    this.#peerCount = peerCount;
    this.#isPeer = isPeer;
    this.#seen = seen;
    this.#minMs = peerCount === 0 ? Infinity : -Infinity;
  }

  get throughMs(): number {
    return this.#minMs;
  }

  /** For each peer of whom something is known: its present life, and until when all of it is known. */
  known(): Iterable<Claim> {
    return this.#known.values();
  }

  claim(node: NodeId, origin: Origin, seq: number, atMs: number): void {
    const known = this.#known.get(node);
    if (known === undefined ? !this.#isPeer(node) : atMs <= known.atMs) return;
    const claim = { origin, seq, atMs };
    const waiting = this.#waiting.get(node);
    if (waiting === undefined && this.#holds(claim)) {
      this.#learn(node, claim);
      return;
    }
    const claims = [...(waiting ?? []), claim].sort((a, b) => a.atMs - b.atMs).slice(-CLAIMS_LIMIT);
    this.#settle(node, claims);
  }

  advanced(origin: Origin): void {
    if (this.#waiting.size === 0) return;
    const node = nodeOf(origin);
    const claims = this.#waiting.get(node);
    if (claims !== undefined) this.#settle(node, claims);
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
    return seq === 0 || this.#seen.through(origin) >= seq;
  }

  #learn(node: NodeId, claim: Claim): void {
    this.#known.set(node, claim);
    if (this.#known.size < this.#peerCount) return;
    if (this.#minNode === undefined || node === this.#minNode) this.#findMin();
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
