/**
 * Recent reads of a whole view (of all elements of a set, of a sum), kept until it is known whether they were stale. Such
 * a read returned, for each key that the view covers, whatever version was held then: everything that had arrived. It was
 * stale when a write of any of these keys had been accepted before it and neither that write nor a later one of the same
 * key had arrived. Its age counts from the oldest write that it missed, its depth counts them all.
 */

import { assert } from '../../base/assert.ts';
import type { Entry } from '../store/entry.ts';
import type { NodeEvent } from '../events.ts';
import type { Store } from '../store/store.ts';
import { covers, type View } from '../store/view.ts';

/** Reads whose books are still open. Beyond it the oldest goes, with what is known of it, and is counted. */
export const VIEW_READS_LIMIT = 10_000;

interface OpenRead {
  /** How many entries had arrived: `Entry.arrival` of all that it could see is less. */
  readonly arrivals: number;
  readonly atMs: number;
  missed: number;
  oldestMissedMs: number;
}

export class ViewReads {
  readonly #view: View;
  /** In order of time; `#head` is the first that is still open. */
  #reads: OpenRead[] = [];
  #head = 0;
  #openStale = 0;

  constructor(view: View) {
    this.#view = view;
  }

  /** Whether a stale read waits for the rest of what it missed. */
  get hasOpenStale(): boolean {
    return this.#openStale > 0;
  }

  /** Reads come in order of time. */
  record(arrivals: number, atMs: number, events: NodeEvent[]): void {
    this.#reads.push({ arrivals, atMs, missed: 0, oldestMissedMs: Infinity });
    if (this.#reads.length - this.#head <= VIEW_READS_LIMIT) return;
    events.push({ type: 'dropped', what: 'read_log', count: 1 });
    this.#close(events);
  }

  /** A write is seen here for the first time, and merged: which reads does it prove stale? */
  arrived(entry: Entry, store: Store, events: NodeEvent[]): void {
    for (const key of entry.keys) {
      if (!covers(this.#view, key)) continue;
      const held = store.firstHeld(key, entry);
      assert(held !== undefined, 'an entry that was merged, or a later version of its key, is held');
      this.#missed(entry.acceptedAtMs, held.arrival, events);
    }
  }

  /** Everything accepted anywhere before `throughMs` is known: reads until then missed nothing more. */
  settle(throughMs: number, events: NodeEvent[]): void {
    for (let read = this.#reads[this.#head]; read !== undefined && read.atMs <= throughMs;) {
      this.#close(events);
      read = this.#reads[this.#head];
    }
  }

  /** Walks back from the latest read: those that were made since the write was accepted are at the end. */
  #missed(acceptedAtMs: number, heldArrival: number, events: NodeEvent[]): void {
    for (let i = this.#reads.length - 1; i >= this.#head; i--) {
      const read = this.#reads[i];
      if (read === undefined || read.atMs <= acceptedAtMs) return;
      if (read.arrivals > heldArrival) continue;
      if (read.missed++ === 0) {
        this.#openStale++;
        events.push({ type: 'stale_read' });
      }
      read.oldestMissedMs = Math.min(read.oldestMissedMs, acceptedAtMs);
    }
  }

  #close(events: NodeEvent[]): void {
    const read = this.#reads[this.#head];
    if (read === undefined) return;
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
