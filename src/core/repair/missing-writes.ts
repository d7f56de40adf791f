/**
 * What peers have said to exist and has still not come: it was lost. Every message tells its sender's last sequence
 * number, so the next word from a peer reveals a loss, and the peer is asked, without waiting for a random round.
 */

import { compareText } from '../../base/order.ts';
import type { NodeId, Origin } from '../../protocol/names.ts';
import type { VersionVector } from '../store/version-vector.ts';

/** With nothing to wait for, a node would ask without end. */
const LEAST_GRACE_MS = 10;

interface Watch {
  dueAtMs: number;
  /** Through which write of an origin the peer goes. */
  readonly through: Map<Origin, number>;
}

/** One watch a peer at a time: what it says meanwhile it says again when it is asked. */
export class MissingWrites {
  readonly #seen: VersionVector;
  readonly #graceMs: (peer: NodeId) => number;
  readonly #watches = new Map<NodeId, Watch>();
  #dueAtMs = Infinity;

  /** @param graceMs how long something from the peer may be on its way */
  constructor(seen: VersionVector, graceMs: (peer: NodeId) => number) {
    this.#seen = seen;
    this.#graceMs = graceMs;
  }

  get dueAtMs(): number {
    return this.#dueAtMs;
  }

  /** The peer has the origin's writes through `seq`. @param graceMs how long they may still be on their way */
  told(peer: NodeId, origin: Origin, seq: number, now: number, graceMs?: number): void {
    if (seq <= this.#seen.through(origin)) return;
    const dueAtMs = now + Math.max(LEAST_GRACE_MS, graceMs ?? this.#graceMs(peer));
    let watch = this.#watches.get(peer);
    if (watch === undefined) this.#watches.set(peer, (watch = { dueAtMs, through: new Map() }));
    watch.dueAtMs = Math.min(watch.dueAtMs, dueAtMs);
    this.#dueAtMs = Math.min(this.#dueAtMs, watch.dueAtMs);
    if (!watch.through.has(origin)) watch.through.set(origin, seq);
  }

  /** The peers that have to be asked, in one order everywhere: what they told of is overdue. */
  overdue(now: number): NodeId[] {
    const peers: NodeId[] = [];
    this.#dueAtMs = Infinity;
    for (const [peer, { dueAtMs, through }] of this.#watches) {
      if (dueAtMs > now) {
        this.#dueAtMs = Math.min(this.#dueAtMs, dueAtMs);
        continue;
      }
      this.#watches.delete(peer);
      if ([...through].some(([origin, seq]) => this.#seen.through(origin) < seq)) peers.push(peer);
    }
    return peers.sort(compareText);
  }
}
