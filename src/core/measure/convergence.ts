/**
 * When has the last replica a write? The origin keeps every write of its own open until each peer has said since when
 * it holds it, or a later version. Because acknowledgements carry that time, how late they come does not matter.
 */

import type { NodeId } from '../../protocol/names.ts';
import type { Entry } from '../store/entry.ts';
import type { NodeEvent } from '../events.ts';
import { Seen } from '../store/seen.ts';

interface OpenWrite {
  readonly entry: Entry;
  /** Peers that have not acknowledged it. */
  awaiting: number;
  /** The latest time from which a replica has held it, so far. */
  lastHeldMs: number;
}

export class Convergence {
  /** By peer that has acknowledged anything. */
  readonly #acked = new Map<NodeId, Seen>();
  readonly #peerCount: number;
  readonly #isPeer: (node: NodeId) => boolean;
  readonly #open = new Map<number, OpenWrite>();
  #lastSeq = 0;
  #stable = 0;

  constructor(peerCount: number, isPeer: (node: NodeId) => boolean) {
    this.#peerCount = peerCount;
    this.#isPeer = isPeer;
  }

  /** Writes accepted here that have not converged yet. */
  get pending(): number {
    return this.#open.size;
  }

  /** The same writes, in order. */
  pendingWrites(): readonly Entry[] {
    return [...this.#open.values()].map((write) => write.entry);
  }

  /** All writes through this one have converged. */
  get stable(): number {
    return this.#stable;
  }

  /** How many writes the peer furthest behind has not acknowledged, counted from its first missing one. */
  get lagMax(): number {
    return this.#lastSeq - this.#stable;
  }

  accepted(entry: Entry, events: NodeEvent[]): void {
    this.#lastSeq = entry.seq;
    const write = { entry, awaiting: this.#peerCount, lastHeldMs: entry.acceptedAtMs };
    if (write.awaiting === 0) this.#converged(write, entry.acceptedAtMs, events);
    else this.#open.set(entry.seq, write);
    this.#advance();
  }

  /** `by` has held the writes from … to since `heldAtMs`. What was acknowledged before changes nothing. */
  acknowledge(
    by: NodeId,
    from: number,
    to: number,
    heldAtMs: number,
    now: number,
    events: NodeEvent[],
  ): void {
    let acked = this.#acked.get(by);
    if (acked === undefined) {
      if (!this.#isPeer(by)) return;
      this.#acked.set(by, (acked = new Seen()));
    }
    for (let seq = Math.max(from, acked.through + 1); seq <= Math.min(to, this.#lastSeq); seq++) {
      if (!acked.add(seq)) continue;
      const write = this.#open.get(seq);
      if (write === undefined) continue;
      write.lastHeldMs = Math.max(write.lastHeldMs, heldAtMs);
      const { traceparent } = write.entry;
      if (traceparent !== undefined) {
        events.push({ type: 'acknowledged', dot: write.entry, by, heldAtMs, traceparent });
      }
      if (--write.awaiting > 0) continue;
      this.#open.delete(seq);
      this.#converged(write, now, events);
    }
    this.#advance();
  }

  /** From which write on a peer's acknowledgements are missing; undefined when none is. */
  missingFrom(peer: NodeId): number | undefined {
    const from = (this.#acked.get(peer)?.through ?? 0) + 1;
    return from <= this.#lastSeq ? from : undefined;
  }

  /** When the first write whose acknowledgement by the peer is missing was accepted. */
  missingSince(peer: NodeId): number | undefined {
    const from = this.missingFrom(peer);
    return from === undefined ? undefined : this.#open.get(from)?.entry.acceptedAtMs;
  }

  /** Gives up on a write that fell off the log. */
  abandon(seq: number): void {
    this.#open.delete(seq);
    this.#advance();
  }

  #converged({ entry, lastHeldMs }: OpenWrite, now: number, events: NodeEvent[]): void {
    events.push({
      type: 'converged',
      dot: entry,
      acceptedAtMs: entry.acceptedAtMs,
      convergenceMs: lastHeldMs - entry.acceptedAtMs,
      confirmedMs: now - entry.acceptedAtMs,
      traceparent: entry.traceparent,
    });
  }

  #advance(): void {
    while (this.#stable < this.#lastSeq && !this.#open.has(this.#stable + 1)) this.#stable++;
  }
}
