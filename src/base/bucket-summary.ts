/** The summary of a histogram: what its buckets say about the values that they counted. */

import { histogramQuantile, type Bucket } from './histogram.ts';
import { EMPTY_SUMMARY, type Summary } from './summary.ts';

/** Removes floating-point noise (0.1 + 0.2) and stays within 1e-12 of Prometheus' own arithmetic. */
const SIGNIFICANT_DIGITS = 12;

export interface HistogramTotals {
  readonly sum: number;
  /** Undefined: nobody kept it. Then it is the bound of the last bucket that holds a value. */
  readonly max: number | undefined;
}

/**
 * Quantiles as `histogram_quantile` gives them; count, mean and a maximum that was kept are exact.
 * @param scale from the histogram's unit to the summary's: 1000 from seconds to milliseconds
 */
export function bucketSummary(
  buckets: readonly Bucket[],
  { sum, max = highestBound(buckets) }: HistogramTotals,
  scale: number,
): Summary {
  const count = buckets.at(-1)?.count ?? 0;
  if (count === 0) return EMPTY_SUMMARY;
  return {
    count,
    mean: scaled(sum / count, scale),
    ...bucketQuantiles(buckets, scale),
    max: scaled(max, scale),
  };
}

/** All 0 where there are no buckets, or nothing is in them. */
export function bucketQuantiles(
  buckets: readonly Bucket[],
  scale: number,
): Pick<Summary, 'p50' | 'p95' | 'p99'> {
  const at = (q: number): number => {
    const value = histogramQuantile(q, buckets);
    return Number.isNaN(value) ? 0 : scaled(value, scale);
  };
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

function scaled(value: number, scale: number): number {
  return Number((value * scale).toPrecision(SIGNIFICANT_DIGITS));
}

/** The bound that no value exceeds, or where values lie beyond all bounds the last of these. */
function highestBound(buckets: readonly Bucket[]): number {
  const all = buckets.at(-1)?.count ?? 0;
  const bound = buckets.find(({ count }) => count === all)?.le ?? 0;
  return Number.isFinite(bound) ? bound : (buckets.at(-2)?.le ?? 0);
}
