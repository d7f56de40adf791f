/** Which peers answer. Only what is sent anyway is used: silence after a digest makes a peer suspect, any word clears it. */

import type { NodeId } from '../protocol/envelope.ts';
import type { NodeEvent } from './events.ts';

export class Reachability {
  readonly #suspectAfterMs: number;
  /** Since when a peer owes an answer. */
  readonly #awaiting = new Map<NodeId, number>();
  readonly #suspected = new Set<NodeId>();
  readonly #peerCount: number;
  #reported: number | undefined;

  constructor(peerCount: number, suspectAfterMs: number) {
    this.#peerCount = peerCount;
    this.#suspectAfterMs = suspectAfterMs;
  }

  /** When the next peer becomes suspect if it stays silent. */
  get dueAtMs(): number {
    let due = Infinity;
    for (const [peer, since] of this.#awaiting) {
      if (!this.#suspected.has(peer)) due = Math.min(due, since + this.#suspectAfterMs);
    }
    return due;
  }

  isSuspected(peer: NodeId): boolean {
    return this.#suspected.has(peer);
  }

  /** A question left for the peer. */
  asked(peer: NodeId, now: number): void {
    if (!this.#awaiting.has(peer)) this.#awaiting.set(peer, now);
  }

  /** Anything came from the peer. */
  heard(peer: NodeId): void {
    this.#awaiting.delete(peer);
    this.#suspected.delete(peer);
  }

  /** Suspects who has been silent for too long; reports the numbers when they change. @returns whether they did */
  update(now: number, events: NodeEvent[]): boolean {
    for (const [peer, since] of this.#awaiting) {
      if (since + this.#suspectAfterMs <= now) this.#suspected.add(peer);
    }
    const suspected = this.#suspected.size;
    if (suspected === this.#reported) return false;
    this.#reported = suspected;
    events.push({ type: 'peers', reachable: this.#peerCount - suspected, suspected });
    return true;
  }
}
