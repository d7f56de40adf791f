/**
 * Quantiles from cumulative buckets, exactly as Prometheus' `histogram_quantile` computes them
 * (promql/quantile.go, `BucketQuantile`), so that a reply of ours equals what Grafana shows.
 */

/** Observations at or below `le`, counted cumulatively. */
export interface Bucket {
  /** Upper bound, inclusive; the last bucket's is `Infinity`. */
  le: number;
  count: number;
}

/**
 * The q-quantile by linear interpolation within its bucket.
 * Shape: buckets ascending by `le`, cumulative counts, the last with `le` = Infinity.
 * Returns NaN without observations, or without a finite bucket; the highest finite bound when the
 * quantile falls into the last bucket, as Prometheus does.
 */
export function histogramQuantile(q: number, buckets: readonly Bucket[]): number {
  const last = buckets.at(-1);
  const highest = buckets.at(-2);
  if (last === undefined || highest === undefined || last.count === 0 || Number.isNaN(q)) return NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  let rank = q * last.count;
  const index = buckets.findIndex((bucket) => bucket.count >= rank);
  const bucket = buckets[index];
  if (bucket === undefined || index === buckets.length - 1) return highest.le;
  const below = buckets[index - 1];
  if (below === undefined && bucket.le <= 0) return bucket.le;
  const start = below?.le ?? 0;
  const before = below?.count ?? 0;
  rank -= before;
  return start + (bucket.le - start) * (rank / (bucket.count - before));
}

/** Sums histograms with the same bounds, bound by bound. @throws {RangeError} when the bounds differ. */
export function mergeBuckets(a: readonly Bucket[], b: readonly Bucket[]): Bucket[] {
  if (a.length !== b.length) throw new RangeError('histograms with different buckets cannot be merged');
  return a.map((bucket, i) => {
    const other = b[i];
    if (other?.le !== bucket.le) throw new RangeError('histograms with different buckets cannot be merged');
    return { le: bucket.le, count: bucket.count + other.count };
  });
}
