/**
 * Recent reads of a whole view (of all elements of a set, of a sum). Such a read returned, for each key that the view covers,
 * the version that was held then: everything that had arrived. It was stale when a write of any of these keys had been accepted
 * before it and neither that write nor a later one of the same key had arrived. Its age counts from the oldest write that it
 * missed, its depth counts them all.
 */

import { assert } from '../../base/assert.ts';
import type { NodeEvent } from '../events.ts';
import type { Entry } from '../store/entry.ts';
import type { Store } from '../store/store.ts';
import { covers, type View } from '../store/view.ts';
import { OpenReads } from './open-reads.ts';
import { ReadSequence, type SequencedRead } from './read-sequence.ts';

interface ViewRead extends SequencedRead {
  /** How many entries had arrived: `Entry.arrival` of all that it could see is less. */
  readonly arrivals: number;
}

export class ViewReads {
  readonly #view: View;
  readonly #open: OpenReads<ViewRead>;
  readonly #reads = new ReadSequence<ViewRead>();

  /** @param limit open reads */
  constructor(view: View, limit: number) {
    this.#view = view;
    this.#open = new OpenReads(limit, () => this.#reads.closeFirst());
  }

  /** Reads whose staleness is not known yet. */
  get size(): number {
    return this.#open.size;
  }

  /** Whether a stale read waits for the rest of what it missed. */
  get hasOpenStale(): boolean {
    return this.#open.hasStale;
  }

  /** Reads come in order of time. */
  record(arrivals: number, atMs: number, events: NodeEvent[]): void {
    const read = { arrivals, atMs, change: 0 };
    this.#reads.add(read);
    this.#open.add(read, events);
  }

  /**
   * A write is seen here for the first time, and merged: which reads does it prove stale? Where a key's history fell off, some
   * may have seen a later version: they do not count.
   */
  arrived(entry: Entry, store: Store, events: NodeEvent[]): void {
    let undecided = 0;
    for (const key of entry.keys) {
      if (!covers(this.#view, key)) continue;
      const held = store.firstHeld(key, entry);
      assert(held !== undefined, 'an entry that was merged, or a later version of its key, is held');
      const sawIt = ({ arrivals }: ViewRead): boolean => arrivals > held.arrival;
      if (!store.isSureOf(key, entry)) undecided += this.#reads.countMissing(entry.acceptedAtMs, sawIt);
      else this.#open.turnedStale(this.#reads.missed(entry.acceptedAtMs, sawIt), events);
    }
    if (undecided > 0) events.push({ type: 'dropped', what: 'undecided_reads', count: undecided });
  }

  /** How many open reads were made before something else arrived. */
  undecided({ arrivals }: Store): number {
    let count = 0;
    for (const read of this.#open.all()) if (read.arrivals < arrivals) count++;
    return count;
  }

  /** Everything accepted anywhere before `throughMs` is known. */
  settle(throughMs: number, events: NodeEvent[]): void {
    this.#open.settle(throughMs, events);
  }
}
