/**
 * Which peers answer. Silence after a digest makes a peer suspect, and so does the word of a failure detector, where there is one; any
 * word of the peer's own clears it. What is pushed to
 * a suspected peer is most likely sent in vain, so it is avoided. It is tried now and then all the same, because a suspicion may be wrong.
 */

import type { NodeId } from '../protocol/names.ts';
import type { NodeEvent } from './events.ts';

export class Reachability {
  readonly #suspectAfterMs: number;
  /** Since when a peer that is not suspected owes an answer: in order of time. */
  readonly #awaiting = new Map<NodeId, number>();
  /** With the time at which each was last sent anything. */
  readonly #suspected = new Map<NodeId, number>();
  /** How many peers are in one of the two: mostly none, and then there is nothing to look up. */
  #concerned = 0;
  #peerCount: number;
  #reported: number | undefined;

  constructor(peerCount: number, suspectAfterMs: number) {
    this.#peerCount = peerCount;
    this.#suspectAfterMs = suspectAfterMs;
  }

  /** When the next peer becomes suspect if it stays silent; at once where a peer has answered again. */
  get dueAtMs(): number {
    if (this.#suspected.size !== this.#reported) return -Infinity;
    if (this.#concerned === 0) return Infinity;
    for (const since of this.#awaiting.values()) return since + this.#suspectAfterMs;
    return Infinity;
  }

  /** Whether nobody answers any more. */
  get isAlone(): boolean {
    return this.#peerCount > 0 && this.#suspected.size === this.#peerCount;
  }

  isSuspected(peer: NodeId): boolean {
    return this.#suspected.has(peer);
  }

  /** Whether the peer is suspected and was tried within the time that an answer may take. */
  isAvoided(peer: NodeId, now: number): boolean {
    const sentAtMs = this.#suspected.get(peer);
    return sentAtMs !== undefined && now < sentAtMs + this.#suspectAfterMs;
  }

  /** Something left for the peer: if it gets there, it will be heard from. */
  sent(peer: NodeId, now: number): void {
    if (this.#suspected.size > 0 && this.#suspected.has(peer)) this.#suspected.set(peer, now);
  }

  /** A question left for the peer. */
  asked(peer: NodeId, now: number): void {
    if (this.#awaiting.has(peer) || this.#suspected.has(peer)) return;
    this.#awaiting.set(peer, now);
    this.#concerned++;
  }

  /** Anything came from the peer. */
  heard(peer: NodeId): void {
    if (this.#concerned === 0) return;
    if (this.#awaiting.delete(peer) || this.#suspected.delete(peer)) this.#concerned--;
  }

  /** The failure detector suspects the peer. */
  suspect(peer: NodeId, now: number): void {
    if (this.#suspected.has(peer)) return;
    if (!this.#awaiting.delete(peer)) this.#concerned++;
    this.#suspected.set(peer, now);
  }

  /** The failure detector has heard that the peer is alive. */
  cleared(peer: NodeId): void {
    if (this.#suspected.delete(peer)) this.#concerned--;
  }

  /** Another view: only these are asked from now on, and whoever is gone is forgotten. */
  membersChanged(peerCount: number, isPeer: (node: NodeId) => boolean): void {
    this.#peerCount = peerCount;
    this.#reported = undefined;
    for (const peers of [this.#awaiting.keys(), this.#suspected.keys()])
      for (const peer of peers) if (!isPeer(peer)) this.heard(peer);
  }

  /** Suspects who has been silent for too long; reports the numbers when they change. @returns whether they did */
  update(now: number, events: NodeEvent[]): boolean {
    if (this.#concerned === 0 && this.#reported === 0) return false;
    for (const [peer, since] of this.#awaiting) {
      if (since + this.#suspectAfterMs > now) break;
      this.#awaiting.delete(peer);
      this.#suspected.set(peer, now);
    }
    const suspected = this.#suspected.size;
    if (suspected === this.#reported) return false;
    this.#reported = suspected;
    events.push({ type: 'peers', reachable: this.#peerCount - suspected, suspected });
    return true;
  }
}
