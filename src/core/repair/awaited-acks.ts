/**
 * Acknowledgements that should have come: they were lost, or what they acknowledge was. The peers that owe them are
 * asked; whoever is suspected is left to anti-entropy until it answers again.
 */

import type { NodeId } from '../../protocol/names.ts';
import type { Convergence } from '../measure/convergence.ts';
import type { Peers } from '../membership.ts';

/** How often an acknowledgement's usual way is waited for. */
const PATIENCE = 3;
/** However short that is: with nothing to wait for, a node would ask without end. */
const LEAST_GRACE_MS = 100;

export class AwaitedAcks {
  readonly #peers: Peers;
  readonly #convergence: Convergence;
  readonly #graceMs: number;
  dueAtMs = Infinity;

  /** @param usualMs how long a write and its acknowledgement are usually on their way */
  constructor(peers: Peers, convergence: Convergence, usualMs: number) {
    this.#peers = peers;
    this.#convergence = convergence;
    this.#graceMs = Math.max(LEAST_GRACE_MS, usualMs * PATIENCE);
  }

  /** A write was accepted here: its acknowledgements are awaited. */
  expect(now: number): void {
    if (this.dueAtMs === Infinity) this.dueAtMs = now + this.#graceMs;
  }

  /** The peers to ask now. */
  debtors(now: number, isSuspected: (peer: NodeId) => boolean): NodeId[] {
    this.dueAtMs = this.#convergence.pending > 0 ? now + this.#graceMs : Infinity;
    const before = now - this.#graceMs;
    return this.#peers.filter((peer) => {
      const since = this.#convergence.missingSince(peer);
      return since !== undefined && since <= before && !isSuspected(peer);
    });
  }
}
