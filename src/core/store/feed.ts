/**
 * The live entries in the order in which this replica took them in (CouchDB calls it the by-sequence index). A peer that
 * holds all that was live here up to some place needs only what came after it, however much was overwritten meanwhile.
 */

import type { Entry } from './entry.ts';

/** Places that may be dead before the feed is made anew, beside as many as there are live entries. */
const SLACK = 64;

export class Feed {
  #entries: Entry[] = [];
  readonly #isLive: (entry: Entry) => boolean;

  /** @param isLive whether some read can still return a value of the entry */
  constructor(isLive: (entry: Entry) => boolean) {
    this.#isLive = isLive;
  }

  /**
   * An entry took effect.
   * @param liveLimit how many entries can be live
   */
  append(entry: Entry, liveLimit: number): void {
    this.#entries.push(entry);
    this.trim(liveLimit);
  }

  /** Most of it may be dead by now. @param liveLimit how many entries can be live */
  trim(liveLimit: number): void {
    if (this.#entries.length > 2 * liveLimit + SLACK) this.#entries = this.#entries.filter(this.#isLive);
  }

  /** The entries that took effect at this place and after it, in order; some have been overwritten since. */
  *from(arrival: number): Generator<Entry> {
    for (let i = this.#indexOf(arrival); i < this.#entries.length; i++) yield this.#entries[i] as Entry;
  }

  #indexOf(arrival: number): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#entries[middle] as Entry).arrival < arrival) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
