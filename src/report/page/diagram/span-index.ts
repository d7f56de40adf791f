/** Finds what lies in a part of the time among a million things that last, without looking at each of them. */

import { countBelow } from '../../../check/search.ts';

const BLOCK = 512;

export class SpanIndex {
  readonly starts: Float64Array;
  readonly #ends: Float64Array;
  /** The latest end in each block. */
  readonly #latest: Float64Array;

  /** @param starts sorted @param ends Infinity: it has none */
  constructor(starts: Float64Array, ends: Float64Array) {
    this.starts = starts;
    this.#ends = ends;
    this.#latest = new Float64Array(Math.ceil(starts.length / BLOCK)).fill(-Infinity);
    ends.forEach((end, i) => {
      const block = Math.floor(i / BLOCK);
      this.#latest[block] = Math.max(this.#latest[block] ?? end, end);
    });
  }

  /** Those that begin from `from` to before `to`: from the first one to before the second. */
  begun(from: number, to: number): [first: number, end: number] {
    return [countBelow(this.starts, from), countBelow(this.starts, to)];
  }

  /** Calls `visit` for each that has a part in the span. */
  within(from: number, to: number, visit: (index: number) => void): void {
    const [first, end] = this.begun(from, to);
    for (let block = 0; block * BLOCK < first; block++) {
      if ((this.#latest[block] ?? 0) < from) continue;
      const blockEnd = Math.min(first, (block + 1) * BLOCK);
      for (let i = block * BLOCK; i < blockEnd; i++) if ((this.#ends[i] ?? 0) >= from) visit(i);
    }
    for (let i = first; i < end; i++) visit(i);
  }
}
