/** Exact quantiles of what was observed from outside, to stand beside the nodes' histograms. */

/** A distribution in a few numbers, in the unit of its values. All zero when `count` is 0. */
export interface Summary {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/**
 * The q-quantile of ascending values by nearest rank: the least that at least a share of q do not exceed; 0 without values.
 * It lies in the very bucket in which Prometheus' `histogram_quantile` interpolates. (Jepsen's checkers take index ⌊q·n⌋,
 * which is the next value up where q·n is a whole number.)
 */
export function quantile(sorted: readonly number[] | Float64Array, q: number): number {
  return sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] ?? 0;
}

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
