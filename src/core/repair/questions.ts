/**
 * Questions for writes that are under way. One is open at a time, until its answer begins or is overdue: several peers, or one
 * that is asked twice, would send the same. How far peers are, and for acknowledgements, anybody may be asked meanwhile.
 */

import type { NodeId } from '../../protocol/names.ts';
import type { ReplicaState } from '../state.ts';
import type { RoundTrips } from './round-trips.ts';

/** Of one peer: questions that have not been answered to the end. */
interface Asked {
  count: number;
  lastAtMs: number;
}

export class Questions {
  readonly #state: ReplicaState;
  readonly #roundTrips: RoundTrips;
  readonly #asked = new Map<NodeId, Asked>();
  #awaited: { readonly peer: NodeId; readonly expiresAtMs: number } | undefined;

  constructor(state: ReplicaState, roundTrips: RoundTrips) {
    this.#state = state;
    this.#roundTrips = roundTrips;
  }

  /** Whether a peer may still be about to answer. One that is silent must not hold up the others. */
  isAwaiting(now: number): boolean {
    const awaited = this.#awaited;
    if (awaited === undefined || awaited.expiresAtMs <= now) return false;
    return !this.#state.reachability.isSuspected(awaited.peer);
  }

  ask(peer: NodeId, now: number): void {
    const timeoutMs = this.#roundTrips.timeoutMs(peer);
    const usualMs = Math.max(this.#state.config.repairAfterMs, this.#roundTrips.onTheWayMs(peer));
    this.#awaited = { peer, expiresAtMs: now + Math.min(usualMs, timeoutMs) };
    const asked = this.#asked.get(peer);
    const isUnderWay = asked !== undefined && asked.lastAtMs + timeoutMs >= now;
    this.#asked.set(peer, { count: isUnderWay ? asked.count + 1 : 1, lastAtMs: now });
  }

  /** A message of an answer came. */
  answered(peer: NodeId): void {
    if (this.#awaited?.peer === peer) this.#awaited = undefined;
  }

  /** An answer came to its end. @returns whether no other one of this peer is under way */
  ended(peer: NodeId): boolean {
    const asked = this.#asked.get(peer);
    if (asked !== undefined && --asked.count > 0) return false;
    this.#asked.delete(peer);
    return true;
  }

  /** What the peer was asked is taken for lost. */
  forget(peer: NodeId): void {
    this.#asked.delete(peer);
  }
}
