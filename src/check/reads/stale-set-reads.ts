/**
 * How many reads of a whole set were stale, judged from outside. Such a read is stale when an element had been accepted
 * before it reached its replica and is missing from it. Each of these moments is known only to lie within an operation's
 * window, so the truth lies between what is certain and what is possible: whatever the nodes report must lie there, too.
 */

import type { Bounds } from './stale-reads.ts';
import { summarize, type Summary } from '../../base/summary.ts';

/** Elements followed in a run. Later ones are counted as untracked: then more reads may be stale than were found. */
export const MAX_ELEMENTS = 200_000;

export interface SetRead {
  readonly invokedAtMs: number;
  readonly completedAtMs: number;
  /** The elements that it lacks of those whose addition had been sent, each as JSON text. */
  readonly missed: readonly string[];
}

export class StaleSetReads {
  readonly #skewMs: number;
  readonly #maxElements: number;
  /** When each element's addition was acknowledged; Infinity: not yet. */
  readonly #ackedAtMs = new Map<string, number>();
  /** When those reads were completed that missed nothing, since an addition was last invoked. */
  #complete: number[] = [];
  /** Of the reads that are certainly stale. */
  readonly #ageMs: number[] = [];
  readonly #depth: number[] = [];
  #reads = 0;
  #possible = 0;
  #untracked = 0;

  /** @param skewMs how far apart two nodes' clocks may be */
  constructor(skewMs = 0, maxElements = MAX_ELEMENTS) {
    this.#skewMs = skewMs;
    this.#maxElements = maxElements;
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
    return { lo: this.#ageMs.length, hi: this.#possible };
  }

  /** Of the reads that are certainly stale, at least: from the oldest acknowledgement of what they missed. */
  get ageMs(): Summary {
    return summarize(this.#ageMs);
  }

  /** Of the reads that are certainly stale, at least: elements missed. */
  get depth(): Summary {
    return summarize(this.#depth);
  }

  /** An addition is about to be sent. To add an element again changes nothing. */
  invoked(value: string, atMs: number): void {
    if (this.#ackedAtMs.has(value)) return;
    if (this.#ackedAtMs.size >= this.#maxElements) this.#untracked++;
    else this.#ackedAtMs.set(value, Infinity);
    // By its node's clock it may be accepted before a read that is over by ours. Older reads are settled.
    const { length } = this.#complete.filter((completedAtMs) => completedAtMs + this.#skewMs > atMs);
    this.#possible += length;
    this.#complete = [];
  }

  acknowledged(value: string, atMs: number): void {
    if (this.#ackedAtMs.get(value) === Infinity) this.#ackedAtMs.set(value, atMs);
  }

  /** Takes in a served read, when it completes. @returns whether it is certainly stale */
  read({ invokedAtMs, completedAtMs, missed }: SetRead): boolean {
    this.#reads++;
    let depth = 0;
    let oldestMs = invokedAtMs;
    for (const value of missed) {
      const ackedAtMs = this.#ackedAtMs.get(value) ?? Infinity;
      if (ackedAtMs + this.#skewMs >= invokedAtMs) continue;
      depth++;
      oldestMs = Math.min(oldestMs, ackedAtMs);
    }
    if (depth > 0) {
      this.#depth.push(depth);
      this.#ageMs.push(Math.max(0, invokedAtMs - oldestMs - this.#skewMs));
    }
    if (missed.length > 0) this.#possible++;
    else if (this.#skewMs > 0) this.#complete.push(completedAtMs);
    return depth > 0;
  }
}
