/** Summaries of plain values, and of buckets. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bucketSummary } from '../../src/base/bucket-summary.ts';
import type { Bucket } from '../../src/base/histogram.ts';
import { EMPTY_SUMMARY, quantile, summarize } from '../../src/base/summary.ts';

describe('summaries', () => {
  it('give the least value that a share of q does not exceed', () => {
    const values = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1 });
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (unsorted, q) => {
        const sorted = unsorted.toSorted((a, b) => a - b);
        const atMost = (bound: number): number => sorted.filter((value) => value <= bound).length;
        const expected = sorted.find((value) => atMost(value) >= q * sorted.length);
        assert.equal(quantile(sorted, q), expected);
      }),
    );
  });

  it('are exact, and zero without values', () => {
    const values = Array.from({ length: 200 }, (_, i) => 200 - i);
    assert.deepEqual(summarize(values), { count: 200, mean: 100.5, p50: 100, p95: 190, p99: 198, max: 200 });
    assert.deepEqual(summarize([]), EMPTY_SUMMARY);
  });
});

describe('summaries of buckets', () => {
  const counted = (...counts: number[]): Bucket[] =>
    counts.map((count, i) => ({ le: i === counts.length - 1 ? Infinity : (i + 1) / 10, count }));

  it('keep the count, the mean and the maximum, and interpolate quantiles, in the unit asked for', () => {
    const summary = bucketSummary(counted(50, 100, 100), { sum: 10, max: 0.17 }, 1000);
    assert.deepEqual(summary, { count: 100, mean: 100, p50: 100, p95: 190, p99: 198, max: 170 });
  });

  it('take the bound of the last bucket that holds a value where nobody kept the maximum', () => {
    assert.equal(bucketSummary(counted(1, 3, 3, 3), { sum: 1, max: undefined }, 10).max, 2);
    assert.equal(bucketSummary(counted(1, 3, 4), { sum: 1, max: undefined }, 10).max, 2);
  });

  it('are empty where nothing was counted', () => {
    assert.deepEqual(bucketSummary(counted(0, 0), { sum: 0, max: 0 }, 1000), EMPTY_SUMMARY);
    assert.deepEqual(bucketSummary([], { sum: 0, max: undefined }, 1000), EMPTY_SUMMARY);
  });
});
