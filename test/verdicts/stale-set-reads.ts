/**
 * How many reads of a whole set were stale, judged from outside. Such a read is stale when an element had been accepted
 * before it reached its replica and is missing from it. Each of these moments is known only to lie within an operation's
 * window, so the truth lies between what is certain and what is possible: whatever the nodes report must lie there, too.
 */

import type { Bounds } from '../../src/check/stale-reads.ts';

/** Elements followed in a run. Later ones are counted as untracked: then more reads may be stale than were found. */
export const MAX_ELEMENTS = 200_000;

export interface SetRead {
  readonly invokedAtMs: number;
  readonly completedAtMs: number;
  /** Each element as JSON text. */
  readonly values: readonly string[];
}

export class StaleSetReads {
  readonly #skewMs: number;
  /** When each element's addition was acknowledged; Infinity: not yet. */
  readonly #ackedAtMs = new Map<string, number>();
  /** When those reads were completed that missed nothing, since an addition was last invoked. */
  #complete: number[] = [];
  #reads = 0;
  #certain = 0;
  #possible = 0;
  #untracked = 0;

  /** @param skewMs how far apart two nodes' clocks may be */
  constructor(skewMs = 0) {
    this.#skewMs = skewMs;
  }

  /** Served reads. */
  get reads(): number {
    return this.#reads;
  }

  get untracked(): number {
    return this.#untracked;
  }

  /** Certainly stale, and certainly or possibly stale. Reads without an answer are in neither. */
  get stale(): Bounds {
    return { lo: this.#certain, hi: this.#possible };
  }

  /** An addition is about to be sent. Each element is added once in a run. */
  invoked(value: string, atMs: number): void {
    if (this.#ackedAtMs.size >= MAX_ELEMENTS) this.#untracked++;
    else this.#ackedAtMs.set(value, Infinity);
    // By its node's clock it may be accepted before a read that is over by ours. Older reads are settled.
    const { length } = this.#complete.filter((completedAtMs) => completedAtMs + this.#skewMs > atMs);
    this.#possible += length;
    this.#complete = [];
  }

  acknowledged(value: string, atMs: number): void {
    if (this.#ackedAtMs.get(value) === Infinity) this.#ackedAtMs.set(value, atMs);
  }

  /** Takes in a served read, when it completes. O(elements). */
  read({ invokedAtMs, completedAtMs, values }: SetRead): void {
    this.#reads++;
    const found = new Set(values);
    let missed = false;
    let certain = false;
    for (const [value, ackedAtMs] of this.#ackedAtMs) {
      if (found.has(value)) continue;
      missed = true;
      certain ||= ackedAtMs + this.#skewMs < invokedAtMs;
    }
    if (certain) this.#certain++;
    if (missed) this.#possible++;
    else if (this.#skewMs > 0) this.#complete.push(completedAtMs);
  }
}
