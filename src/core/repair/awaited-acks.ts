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
  #peers: Peers;
  readonly #convergence: Convergence;
  readonly #graceMs: number;
  readonly #timeoutMs: (peer: NodeId) => number;
  readonly #askedAtMs = new Map<NodeId, number>();
  dueAtMs = Infinity;

  /**
   * @param usualMs how long a write and its acknowledgement are usually on their way
   * @param timeoutMs how long the peer's answer to a question takes at most
   */
  constructor(peers: Peers, convergence: Convergence, usualMs: number, timeoutMs: (peer: NodeId) => number) {
    this.#timeoutMs = timeoutMs;
    this.#peers = peers;
    this.#convergence = convergence;
    this.#graceMs = Math.max(LEAST_GRACE_MS, usualMs * PATIENCE);
  }

  /** Another view: these owe acknowledgements from now on. */
  setPeers(peers: Peers): void {
    this.#peers = peers;
  }

  /** A write was accepted here: its acknowledgements are awaited. */
  expect(now: number): void {
    if (this.dueAtMs === Infinity) this.dueAtMs = now + this.#graceMs;
  }

  /** The peers to ask now. */
  debtors(now: number, isSuspected: (peer: NodeId) => boolean): NodeId[] {
    this.dueAtMs = this.#convergence.isIncomplete ? now + this.#graceMs : Infinity;
    return this.#peers.filter((peer) => {
      const since = this.#convergence.missingSince(peer);
      if (since === undefined || since > now - this.#graceMs || isSuspected(peer)) return false;
      if ((this.#askedAtMs.get(peer) ?? -Infinity) > now - this.#timeoutMs(peer)) return false;
      this.#askedAtMs.set(peer, now);
      return true;
    });
  }
}
