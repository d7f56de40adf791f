/**
 * The keys in order, for clients that list them: made when somebody first asks, kept up to date from then on, and given up when
 * it has long been kept for nobody. Keys stand in pieces of a few hundred, so that a change moves few of them.
 */

import { compareText } from '../../base/order.ts';
import type { Key } from '../../protocol/names.ts';

const PIECE_KEYS = 512;
/** So many changes for each key, without a question, cost more than to make the index anew. */
const CHANGES_PER_KEY = 4;
const LEAST_CHANGES = 10_000;

/** Numbers come first. */
export function compareKeys(a: Key, b: Key): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  return typeof b === 'number' ? 1 : compareText(a, b);
}

export class KeyIndex {
  /** Ascending; none is empty but the only one. */
  readonly #pieces: Key[][] = [];
  #size = 0;
  #changes = 0;

  constructor(keys: Iterable<Key>) {
    const sorted = [...keys].sort(compareKeys);
    this.#size = sorted.length;
    for (let at = 0; at < sorted.length; at += PIECE_KEYS)
      this.#pieces.push(sorted.slice(at, at + PIECE_KEYS));
    if (this.#pieces.length === 0) this.#pieces.push([]);
  }

  /** Whether nobody has asked for so long that it is not worth its keep. */
  get isIdle(): boolean {
    return this.#changes > Math.max(LEAST_CHANGES, CHANGES_PER_KEY * this.#size);
  }

  /** A key that was not there. */
  add(key: Key): void {
    this.#changes++;
    this.#size++;
    const at = this.#pieceOf(key);
    const piece = this.#pieces[at] ?? [];
    piece.splice(lowerBound(piece, key), 0, key);
    if (piece.length > 2 * PIECE_KEYS) this.#pieces.splice(at + 1, 0, piece.splice(PIECE_KEYS));
  }

  delete(key: Key): void {
    this.#changes++;
    const at = this.#pieceOf(key);
    const piece = this.#pieces[at] ?? [];
    const index = lowerBound(piece, key);
    if (piece[index] !== key) return;
    this.#size--;
    piece.splice(index, 1);
    if (piece.length === 0 && this.#pieces.length > 1) this.#pieces.splice(at, 1);
  }

  /** In order, from this key on where it is there, or from the next one; undefined: from the first. */
  *from(key: Key | undefined): Generator<Key> {
    this.#changes = 0;
    let at = key === undefined ? 0 : this.#pieceOf(key);
    let index = key === undefined ? 0 : lowerBound(this.#pieces[at] ?? [], key);
    for (let piece = this.#pieces[at]; piece !== undefined; piece = this.#pieces[++at], index = 0)
      for (; index < piece.length; index++) yield piece[index] as Key;
  }

  /** The last piece that begins at or before the key. */
  #pieceOf(key: Key): number {
    let low = 0;
    let high = this.#pieces.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (compareKeys(this.#pieces[middle]?.[0] as Key, key) <= 0) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** The index of the first that is not before the key. */
function lowerBound(piece: readonly Key[], key: Key): number {
  let low = 0;
  let high = piece.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(piece[middle] as Key, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
