/** Summaries of plain values. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
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
