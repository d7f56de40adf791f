/**
 * Reads whose books are still open, in order of time: a replica cannot know when it answers whether a read is stale. A read
 * stays open until the replica is complete through the read's time; then all that it missed is known, and it is closed.
 */

import type { NodeEvent } from '../events.ts';

export interface OpenRead {
  readonly atMs: number;
  /** How many writes it is known to have missed so far. */
  missed: number;
  /** When the oldest of them was accepted, ms since the epoch. */
  oldestMissedMs: number;
}

export class OpenReads<Read extends OpenRead> {
  readonly #limit: number;
  readonly #onClose: (read: Read) => void;
  /** `#head` is the first that is still open. */
  #reads: Read[] = [];
  #head = 0;
  #openStale = 0;

  /** @param limit beyond it the oldest read is closed with what is known of it so far, and counted as dropped */
  constructor(limit: number, onClose: (read: Read) => void = () => undefined) {
    this.#limit = limit;
    this.#onClose = onClose;
  }

  get size(): number {
    return this.#reads.length - this.#head;
  }

  /** Whether a stale read waits for the rest of what it missed. */
  get hasStale(): boolean {
    return this.#openStale > 0;
  }

  /** Reads come in order of time. */
  add(read: Read, events: NodeEvent[]): void {
    this.#reads.push(read);
    if (this.#reads.length - this.#head <= this.#limit) return;
    events.push({ type: 'dropped', what: 'read_log', count: 1 });
    this.#close(events);
  }

  /** The read did not see a write that was accepted before it. */
  missed(read: Read, acceptedAtMs: number, events: NodeEvent[]): void {
    if (read.missed++ === 0) {
      this.#openStale++;
      events.push({ type: 'stale_read' });
    }
    read.oldestMissedMs = Math.min(read.oldestMissedMs, acceptedAtMs);
  }

  /** The latest first, back to those made at this time. */
  *since(atMs: number): Generator<Read> {
    for (let i = this.#reads.length - 1; i >= this.#head; i--) {
      const read = this.#reads[i];
      if (read === undefined || read.atMs <= atMs) return;
      yield read;
    }
  }

  /** Everything accepted anywhere before `throughMs` is known: reads until then missed nothing more. */
  settle(throughMs: number, events: NodeEvent[]): void {
    for (let read = this.#reads[this.#head]; read !== undefined && read.atMs <= throughMs;) {
      this.#close(events);
      read = this.#reads[this.#head];
    }
  }

  #close(events: NodeEvent[]): void {
    const read = this.#reads[this.#head];
    if (read === undefined) return;
    this.#onClose(read);
    if (read.missed > 0) {
      this.#openStale--;
      events.push({ type: 'staleness', ageMs: read.atMs - read.oldestMissedMs, versions: read.missed });
    }
    this.#head++;
    if (this.#head * 2 < this.#reads.length) return;
    this.#reads = this.#reads.slice(this.#head);
    this.#head = 0;
  }
}
