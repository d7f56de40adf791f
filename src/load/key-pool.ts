/** Keys that are written so often and no more; then a new one takes the place of each, as with Maelstrom's transactions (Elle's `wr-txns`). */

/** Maelstrom's `--max-writes-per-key`, if nobody says otherwise. */
export const MAX_WRITES_PER_KEY = 16;

export class KeyPool {
  readonly #keys: number[];
  readonly #most: number;
  readonly #writes = new Map<number, number>();
  /** No key so far is as high. */
  #next: number;

  /**
   * @param count of the keys at any time: 0, 1, 2, … to begin with
   * @param most writes of a key
   */
  constructor(count: number, most = MAX_WRITES_PER_KEY) {
    this.#keys = Array.from({ length: count }, (_, rank) => rank);
    this.#next = count;
    this.#most = most;
  }

  at(rank: number): number {
    return this.#keys[rank] ?? 0;
  }

  /** Counts a write, if there may be one more; if not, the key is replaced, and another has to be drawn. */
  mayWrite(key: number): boolean {
    const writes = this.#writes.get(key) ?? 0;
    if (writes < this.#most) {
      this.#writes.set(key, writes + 1);
      return true;
    }
    this.#writes.delete(key);
    this.#keys[this.#keys.indexOf(key)] = this.#next++;
    return false;
  }
}
