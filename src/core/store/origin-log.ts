/**
 * The part of the log that is of one origin: slots by sequence number, pruned from the front. What does not fit is not
 * logged: the log only makes answers to peers exact, the values are in the store.
 */

import type { Entry } from './entry.ts';

/** From this many empty slots on an array keeps only what is in it (V8's limit for elements in a row). */
const LONG_GAP = 1024;

/** Shared by the logs that hold nothing. */
const EMPTY: (Entry | undefined)[] = [];

export class OriginLog {
  /** The sequence number of the first slot. */
  #base = 1;
  /** The only entry, where that is in the first slot: most logs hold one, and a list of it would take as much room as the entry. */
  #only: Entry | undefined;
  /** All others. */
  #slots = EMPTY;
  /** Leading slots that are pruned but not yet cut off: cutting each alone would cost the square of the length. */
  #pruned = 0;

  /** The first sequence number that the log can still have; those before it are pruned. */
  get first(): number {
    return this.#base + this.#pruned;
  }

  /** One behind the last sequence number that the log has. */
  get end(): number {
    return this.#base + this.#length;
  }

  get #length(): number {
    return this.#only === undefined ? this.#slots.length : 1;
  }

  /** In the order of their numbers. */
  *entries(): Generator<Entry> {
    if (this.#only !== undefined) yield this.#only;
    for (const entry of this.#slots) if (entry !== undefined) yield entry;
  }

  /** Those from first to last, both included, in the order of their numbers. */
  *entriesIn(first: number, last: number): Generator<Entry> {
    const end = Math.min(last + 1, this.end);
    for (let seq = Math.max(first, this.first); seq < end; seq++) {
      const entry = this.get(seq);
      if (entry !== undefined) yield entry;
    }
  }

  get(seq: number): Entry | undefined {
    const index = seq - this.#base;
    return index === 0 && this.#only !== undefined ? this.#only : this.#slots[index];
  }

  /**
   * @param span sequence numbers that the log may reach over
   * @returns whether it was added: false where it is pruned, there already, or too far ahead
   */
  add(entry: Entry, span: number): boolean {
    const { seq } = entry.stamp;
    if (this.#length === 0 && seq > this.first + span) this.#base = seq;
    const index = seq - this.#base;
    if (index < this.#pruned || index - this.#pruned >= span || this.get(seq) !== undefined) return false;
    if (this.#length === 0 && index === 0) {
      this.#only = entry;
      return true;
    }
    // An empty array that is added to takes room for sixteen: most logs hold one or two.
    if (this.#slots.length === 0) this.#slots = [this.#only];
    this.#only = undefined;
    // A long gap is left out of the array, which then takes room for its entries and not for its length.
    if (index - this.#slots.length < LONG_GAP) while (this.#slots.length < index) this.#slots.push(undefined);
    this.#slots[index] = entry;
    return true;
  }

  /** Forgets all through `seq`. @returns how many entries these were */
  prune(seq: number): number {
    let forgotten = 0;
    while (this.first <= seq) {
      if (this.#pruned >= this.#length) {
        this.#base = seq + 1;
        this.#slots = EMPTY;
        this.#pruned = 0;
        break;
      }
      if (this.#forgetFirst()) forgotten++;
    }
    return forgotten;
  }

  /** Forgets the entry that is longest in it. @returns false: it is empty */
  pruneOldest(): boolean {
    while (this.#pruned < this.#length) if (this.#forgetFirst()) return true;
    return false;
  }

  /** @returns whether there was an entry in the slot */
  #forgetFirst(): boolean {
    if (this.#only !== undefined) {
      this.#only = undefined;
      this.#base++;
      return true;
    }
    const wasFilled = this.#slots[this.#pruned] !== undefined;
    this.#slots[this.#pruned++] = undefined;
    if (this.#pruned * 2 >= this.#slots.length) {
      this.#slots = this.#slots.slice(this.#pruned);
      this.#base += this.#pruned;
      this.#pruned = 0;
    }
    return wasFilled;
  }
}
