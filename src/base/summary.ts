/** A distribution in a few numbers, and how they follow from its values. */

/** In the unit of the values. All zero when `count` is 0. */
export interface Summary {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Of no values at all. */
export const EMPTY_SUMMARY: Summary = { count: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0 };

/**
 * The q-quantile of ascending values by nearest rank: the least that at least a share of q do not exceed; 0 without values.
 * Nodes report the same, within 1 % of the value. (Jepsen's checkers take index ⌊q·n⌋, which is the next value up where q·n is
 * a whole number.)
 */
export function quantile(sorted: readonly number[] | Float64Array, q: number): number {
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0;
}

/** Exact: nothing is interpolated. */
export function summarize(values: readonly number[]): Summary {
  const sorted = Float64Array.from(values).sort();
  const sum = sorted.reduce((total, value) => total + value, 0);
  return {
    count: sorted.length,
    mean: sorted.length === 0 ? 0 : sum / sorted.length,
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    max: quantile(sorted, 1),
  };
}
