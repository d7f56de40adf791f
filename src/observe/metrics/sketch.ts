/**
 * Quantiles of any number of values in bounded memory: each within 1 % of the value at its rank, also when the sketches of many
 * nodes are joined, which quantiles do not allow. A DDSketch (Masson et al. 2019) counts values in bins of equal relative width.
 */

import { LogCollapsingLowestDenseDDSketch } from '@datadog/sketches-js';
import { EMPTY_SUMMARY, type Summary } from '../../base/summary.ts';
import { Tally } from './tally.ts';

/** How far a quantile may be off, relative to the value. */
export const SKETCH_ERROR = 0.01;
/** What `Tally` takes of it, and a little for rounding, leaves so much. */
const ACCURACY = 0.0078;
/** They reach over 13 powers of ten: from 240 ns, as finely as nodes tell times apart, to a month. Beyond, the lowest are joined. */
export const MAX_BINS = 2048;
/** In a summary: removes floating-point noise (0.1 + 0.2). */
const SIGNIFICANT_DIGITS = 12;
/** Bins further out than any value of a double. */
export const MAX_KEY = 40_000;
/** Whole numbers below it are further apart than a quantile can be off: rounding finds the very one. */
const EXACT_BELOW = 1 / (2 * SKETCH_ERROR);

/** A sketch as it travels, in the unit of its values. */
export interface SketchData {
  readonly sum: number;
  /** 0 without values, and so is `max`. */
  readonly min: number;
  readonly max: number;
  readonly zeros: number;
  /** Ascending: number of the bin, and how many values it holds. At most `MAX_BINS`. */
  readonly bins: readonly (readonly [key: number, count: number])[];
}

export class Sketch {
  #sketch = emptySketch();
  readonly #tally = new Tally();
  readonly #isWhole: boolean;
  #sum = 0;
  #min = Infinity;
  #max = -Infinity;

  /** @param isWhole all values are whole numbers, and so are quantiles as far as they are exact */
  constructor(isWhole = false) {
    this.#isWhole = isWhole;
  }

  /** @param value finite, and not negative */
  accept(value: number, count = 1): void {
    if (!this.#tally.add(value, count)) this.#sketch.accept(value, count);
    this.#sum += value * count;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
  }

  get count(): number {
    return this.#upToDate().count;
  }

  get sum(): number {
    return this.#sum;
  }

  /** Exact; 0 without values. */
  get max(): number {
    return Math.max(0, this.#max);
  }

  /** The q-quantile by nearest rank, as `quantile` of `base/summary.ts` defines it; never outside of what was seen. 0 without values. */
  quantile(q: number): number {
    const sketch = this.#upToDate();
    const { count } = sketch;
    const [min, max] = [this.#min, this.#max];
    if (count === 0) return 0;
    const rank = Math.max(0, Math.ceil(q * count) - 1);
    if (rank === 0) return min;
    if (rank === count - 1) return max;
    // Half a rank further: whatever the rounding, it is this one.
    const value = sketch.getValueAtQuantile((rank + 0.5) / (count - 1));
    const nearest = this.#isWhole && value < EXACT_BELOW ? Math.round(value) : value;
    return Math.min(max, Math.max(min, nearest));
  }

  /** @param scale from the unit of the values to the summary's: 1000 from seconds to milliseconds */
  summary(scale: number): Summary {
    const { count, sum, max } = this;
    if (count === 0) return EMPTY_SUMMARY;
    const scaled = (value: number): number => Number((value * scale).toPrecision(SIGNIFICANT_DIGITS));
    const at = (q: number): number => scaled(this.quantile(q));
    return {
      count,
      mean: scaled(sum / count),
      p50: at(0.5),
      p95: at(0.95),
      p99: at(0.99),
      max: scaled(max),
    };
  }

  data(): SketchData {
    const { store, zeroCount: zeros, count } = this.#upToDate();
    const bins = store.bins.flatMap((held, i): [number, number][] =>
      held === 0 ? [] : [[store.offset + i, held]],
    );
    return { sum: this.#sum, min: count === 0 ? 0 : this.#min, max: this.max, zeros, bins };
  }

  /** Adds all that another one has seen. (The library's own `merge` forgets a bin where the other's last one has the number 0.) */
  merge({ sum, min, max, zeros, bins }: SketchData): void {
    if (zeros + bins.length === 0) return;
    for (const [key, held] of bins) this.#sketch.accept(this.#sketch.mapping.value(key), held);
    if (zeros > 0) this.#sketch.accept(0, zeros);
    this.#sum += sum;
    this.#min = Math.min(this.#min, min);
    this.#max = Math.max(this.#max, max);
  }

  reset(): void {
    this.#tally.drain(() => undefined);
    this.#sketch = emptySketch();
    [this.#sum, this.#min, this.#max] = [0, Infinity, -Infinity];
  }

  #upToDate(): LogCollapsingLowestDenseDDSketch {
    this.#tally.drain((value, count) => this.#sketch.accept(value, count));
    return this.#sketch;
  }
}

/** The value that stands for all of this bin. */
export function middleOf(key: number): number {
  return emptySketch().mapping.value(key);
}

function emptySketch(): LogCollapsingLowestDenseDDSketch {
  return new LogCollapsingLowestDenseDDSketch({ relativeAccuracy: ACCURACY, binLimit: MAX_BINS });
}
