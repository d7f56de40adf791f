/**
 * Reads whose books are still open, in order of time: a replica cannot know when it answers whether a read is stale. A read
 * stays open until the replica is complete through the read's time; then all that it missed is known, and it is closed.
 */

import type { NodeEvent } from '../events.ts';
import type { Missed, SequencedRead } from './read-sequence.ts';

export class OpenReads<Read extends SequencedRead> {
  readonly #limit: number;
  readonly #closeFirst: (read: Read) => Missed;
  /** `#head` is the first that is still open. */
  #reads: Read[] = [];
  #head = 0;
  #openStale = 0;

  /**
   * @param limit beyond it the oldest read is closed with what is known of it so far, and counted as dropped
   * @param closeFirst takes the read, the oldest of all, out of its sequence
   */
  constructor(limit: number, closeFirst: (read: Read) => Missed) {
    this.#limit = limit;
    this.#closeFirst = closeFirst;
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

  /** So many reads turned out to be stale. */
  turnedStale(count: number, events: NodeEvent[]): void {
    this.#openStale += count;
    for (let i = 0; i < count; i++) events.push({ type: 'stale_read' });
  }

  /** The oldest first. */
  *all(): Generator<Read> {
    for (let i = this.#head; i < this.#reads.length; i++) yield this.#reads[i] as Read;
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
    const { writes, oldestMs } = this.#closeFirst(read);
    if (writes > 0) {
      this.#openStale--;
      events.push({ type: 'staleness', ageMs: read.atMs - oldestMs, versions: writes });
    }
    this.#head++;
    if (this.#head * 2 < this.#reads.length) return;
    this.#reads = this.#reads.slice(this.#head);
    this.#head = 0;
  }
}
