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
  readonly #throughMs = new Map<NodeId, number>();
  readonly #claims = new Map<NodeId, Claim[]>();
  readonly #origins = new Map<NodeId, Origin>();
  #minMs: number;
  #minNode: NodeId | undefined;

  constructor(peers: readonly NodeId[], seen: VersionVector) {
    this.#seen = seen;
    for (const peer of peers) this.#throughMs.set(peer, -Infinity);
    this.#minNode = peers[0];
    this.#minMs = this.#minNode === undefined ? Infinity : -Infinity;
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

  /** The origins of all peers of whom something is known. */
  origins(): Iterable<Origin> {
    return this.#origins.values();
  }

  /** A peer (or another on its behalf) says how far its writes go. Ignored for nodes that are no peers. */
  claim(node: NodeId, claim: Claim): void {
    const known = this.#throughMs.get(node);
    if (known === undefined || claim.atMs <= known) return;
    let claims = this.#claims.get(node);
    if (claims === undefined) this.#claims.set(node, (claims = []));
    if (claims.length >= CLAIMS_LIMIT) claims.pop();
    claims.push(claim);
    this.#settle(node, claims);
  }

  /** Something of this node was seen: waiting claims may hold now. */
  advanced(node: NodeId): void {
    const claims = this.#claims.get(node);
    if (claims !== undefined && claims.length > 0) this.#settle(node, claims);
  }

  #settle(node: NodeId, claims: Claim[]): void {
    let through = this.ofNode(node);
    const waiting: Claim[] = [];
    for (const claim of claims) {
      if (claim.atMs <= through) continue;
      if (this.#seen.through(claim.origin) < claim.seq) waiting.push(claim);
      else {
        through = claim.atMs;
        this.#origins.set(node, claim.origin);
      }
    }
    this.#claims.set(
      node,
      waiting.filter((claim) => claim.atMs > through),
    );
    this.#throughMs.set(node, through);
    if (node === this.#minNode) this.#findMin();
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
