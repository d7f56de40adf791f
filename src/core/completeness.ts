/**
 * Until when this replica knows everything that was accepted anywhere. It closes the books on a read: only when every
 * node is complete through the read's time is it known how stale the read was.
 */

import type { NodeId } from '../protocol/envelope.ts';
import type { Origin } from '../protocol/gossip.ts';
import type { VersionVector } from './version-vector.ts';

/** Claims that wait for a gap to close, per node. The latest one always stays; a dropped one only delays. */
const CLAIMS_LIMIT = 16;

/** "All that the node accepted before `atMs` has sequence numbers through `seq`." */
interface Claim {
  readonly origin: Origin;
  readonly seq: number;
  readonly atMs: number;
}

export class Completeness {
  readonly #seen: VersionVector;
  readonly #peerCount: number;
  readonly #isPeer: (node: NodeId) => boolean;
  /** Of the peers of which something is known. */
  readonly #throughMs = new Map<NodeId, number>();
  /** The same, in the order in which they became known. */
  readonly #known: NodeId[] = [];
  #turn = 0;
  readonly #claims = new Map<NodeId, Claim[]>();
  readonly #origins = new Map<NodeId, Origin>();
  #minMs: number;
  #minNode: NodeId | undefined;

  constructor(peerCount: number, isPeer: (node: NodeId) => boolean, seen: VersionVector) {
    this.#peerCount = peerCount;
    this.#isPeer = isPeer;
    this.#seen = seen;
    this.#minMs = peerCount === 0 ? Infinity : -Infinity;
  }

  /** Everything accepted anywhere before this is known here. Infinity without peers. */
  get throughMs(): number {
    return this.#minMs;
  }

  /** Everything that one peer accepted before this is known here. */
  ofNode(node: NodeId): number {
    return this.#throughMs.get(node) ?? -Infinity;
  }

  /** Which life of the node that is about; undefined as long as nothing is known. */
  originOf(node: NodeId): Origin | undefined {
    return this.#origins.get(node);
  }

  /** The origins of peers of whom something is known: of all, or of so many that are next in turn. */
  someOrigins(limit: number): Origin[] {
    const count = Math.min(limit, this.#known.length);
    const origins: Origin[] = [];
    for (let i = 0; i < count; i++) {
      const origin = this.#origins.get(this.#known[(this.#turn + i) % this.#known.length] as NodeId);
      if (origin !== undefined) origins.push(origin);
    }
    this.#turn = (this.#turn + count) % Math.max(1, this.#known.length);
    return origins;
  }

  /** A peer (or another on its behalf) says how far its writes go. Ignored for nodes that are no peers. */
  claim(node: NodeId, claim: Claim): void {
    const known = this.#throughMs.get(node);
    if (known === undefined ? !this.#isPeer(node) : claim.atMs <= known) return;
    let claims = this.#claims.get(node);
    if (claims === undefined && this.#holds(claim)) {
      this.#learn(node, claim);
      return;
    }
    if (claims === undefined) this.#claims.set(node, (claims = []));
    if (claims.length >= CLAIMS_LIMIT) claims.pop();
    claims.push(claim);
    this.#settle(node, claims);
  }

  /** Something of this node was seen: waiting claims may hold now. */
  advanced(node: NodeId): void {
    const claims = this.#claims.get(node);
    if (claims !== undefined) this.#settle(node, claims);
  }

  #settle(node: NodeId, claims: readonly Claim[]): void {
    for (const claim of claims) {
      if (claim.atMs > this.ofNode(node) && this.#holds(claim)) this.#learn(node, claim);
    }
    const throughMs = this.ofNode(node);
    const waiting = claims.filter((claim) => claim.atMs > throughMs);
    if (waiting.length > 0) this.#claims.set(node, waiting);
    else this.#claims.delete(node);
  }

  #holds({ origin, seq }: Claim): boolean {
    return this.#seen.through(origin) >= seq;
  }

  #learn(node: NodeId, { origin, atMs }: Claim): void {
    if (!this.#throughMs.has(node)) this.#known.push(node);
    this.#throughMs.set(node, atMs);
    this.#origins.set(node, origin);
    if (this.#known.length < this.#peerCount) return;
    if (this.#minNode === undefined || node === this.#minNode) this.#findMin();
  }

  #findMin(): void {
    this.#minMs = Infinity;
    for (const [node, throughMs] of this.#throughMs) {
      if (throughMs >= this.#minMs) continue;
      this.#minMs = throughMs;
      this.#minNode = node;
    }
  }
}
