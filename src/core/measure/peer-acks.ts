/**
 * Which writes of this replica each peer has acknowledged. Nearly always that is all through some number, and takes one number a peer: ten
 * thousand peers with an object each, for each replica that writes, would fill hundreds of megabytes.
 */

import type { WireRun } from '../../protocol/gossip.ts';
import type { NodeId } from '../../protocol/names.ts';
import { Seen } from '../store/seen.ts';

export class PeerAcks {
  /** By peer that has acknowledged anything: all through a number, or, while there are gaps, the runs. */
  readonly #byPeer = new Map<NodeId, number | Seen>();

  peers(): Iterable<NodeId> {
    return this.#byPeer.keys();
  }

  knows(peer: NodeId): boolean {
    return this.#byPeer.has(peer);
  }

  through(peer: NodeId): number {
    const acked = this.#byPeer.get(peer) ?? 0;
    return typeof acked === 'number' ? acked : acked.through;
  }

  has(peer: NodeId, seq: number): boolean {
    return this.covers(peer, seq, seq);
  }

  /** Whether the peer has acknowledged all of from … to. */
  covers(peer: NodeId, from: number, to: number): boolean {
    const acked = this.#byPeer.get(peer) ?? 0;
    return typeof acked === 'number' ? to <= acked : acked.covers(from, to);
  }

  /** What the peer has acknowledged, ascending. */
  runs(peer: NodeId): WireRun[] {
    const acked = this.#byPeer.get(peer) ?? 0;
    if (typeof acked !== 'number') return [...acked.heldIn(1, Infinity)];
    return acked > 0 ? [[1, acked]] : [];
  }

  /** What the peer has not acknowledged of from … to, ascending. */
  missingIn(peer: NodeId, from: number, to: number): WireRun[] {
    const acked = this.#byPeer.get(peer) ?? 0;
    if (typeof acked !== 'number') return acked.missingIn(from, to);
    const first = Math.max(from, acked + 1);
    return first <= to ? [[first, to]] : [];
  }

  /**
   * @param limit runs beyond a gap that are remembered of a peer
   * @returns false: there is no room for it, and it is not remembered
   */
  add(peer: NodeId, from: number, to: number, limit: number): boolean {
    const acked = this.#byPeer.get(peer) ?? 0;
    if (typeof acked === 'number' && from <= acked + 1) {
      this.#byPeer.set(peer, Math.max(acked, to));
      return true;
    }
    const seen = typeof acked === 'number' ? allThrough(acked, limit) : acked;
    if (!seen.hasRoomFor(from, to, limit)) return false;
    seen.addRun(from, to, limit);
    this.#byPeer.set(peer, seen.hasGaps ? seen : seen.through);
    return true;
  }

  /** It begins with these, whatever it had acknowledged. */
  begin(peer: NodeId, through: number): void {
    this.#byPeer.set(peer, through);
  }

  delete(peer: NodeId): void {
    this.#byPeer.delete(peer);
  }
}

function allThrough(seq: number, limit: number): Seen {
  const seen = new Seen();
  if (seq > 0) seen.addRun(1, seq, limit);
  return seen;
}
