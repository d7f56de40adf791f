/**
 * The versions that one key held before, ascending: they date a late write that had been overwritten before it came. Taken
 * off at the front, so a list of many thousands costs no more than a short one.
 */

import { compareVersions, type Version } from './dot.ts';
import type { Entry } from './entry.ts';

/** Shared by the histories that hold nothing. */
const EMPTY: Entry[] = [];

export class History {
  #entries = EMPTY;
  /** Those before it are forgotten. */
  #head = 0;
  /** The latest that was forgotten although it might still have been needed. */
  #lost: Version | undefined;

  get size(): number {
    return this.#entries.length - this.#head;
  }

  /** Counted from the oldest that is remembered. */
  at(index: number): Entry | undefined {
    return this.#entries[this.#head + index];
  }

  /** From the oldest that is remembered on. */
  *all(): Generator<Entry> {
    for (let i = this.#head; i < this.#entries.length; i++) yield this.#entries[i] as Entry;
  }

  /** Later than all others. */
  push(entry: Entry): void {
    // An empty array that is added to takes room for sixteen: most histories hold one or two.
    if (this.#entries.length === 0) this.#entries = [entry];
    else this.#entries.push(entry);
  }

  /** The oldest, although it may still be needed. */
  lose(): void {
    this.#lost = this.at(0) ?? this.#lost;
    this.forget(1);
  }

  /** Whether the first to be the version or a later one is known for sure. */
  isSureOf(version: Version): boolean {
    return this.#lost === undefined || compareVersions(version, this.#lost) > 0;
  }

  /** The oldest ones, which date nothing any more. */
  forget(count: number): void {
    this.#head += count;
    if (this.#head * 2 < this.#entries.length) return;
    this.#entries = this.size === 0 ? EMPTY : this.#entries.slice(this.#head);
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
