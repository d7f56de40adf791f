/**
 * The versions that one key held before, ascending: they date a late write that had been overwritten before it came. Taken
 * off at the front, so a list of many thousands costs no more than a short one.
 */

import { compareVersions, type Version } from './dot.ts';
import type { Entry } from './entry.ts';

export class History {
  #entries: Entry[] = [];
  /** Those before it are forgotten. */
  #head = 0;

  get size(): number {
    return this.#entries.length - this.#head;
  }

  /** Counted from the oldest that is remembered. */
  at(index: number): Entry | undefined {
    return this.#entries[this.#head + index];
  }

  /** Later than all others. */
  push(entry: Entry): void {
    this.#entries.push(entry);
  }

  forget(count: number): void {
    this.#head += count;
    if (this.#head * 2 < this.#entries.length) return;
    this.#entries = this.#entries.slice(this.#head);
    this.#head = 0;
  }

  /** The oldest that is the version or a later one. */
  firstFrom(version: Version): Entry | undefined {
    let low = this.#head;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareVersions(this.#entries[middle] as Entry, version) < 0) low = middle + 1;
      else high = middle;
    }
    return this.#entries[low];
  }
}
