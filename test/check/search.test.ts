/** The searches behind the verdicts, against plain loops. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countAtMost, countBelow, countRightBelow } from '../../src/check/search.ts';
import { quantile, summarize } from '../../src/base/summary.ts';

const size = 'max';
const small = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(Infinity, -Infinity));
const points = fc.array(fc.record({ x: small, y: small }), { maxLength: 30, size });

describe('counting in sorted arrays', () => {
  it('agrees with a loop', () => {
    fc.assert(
      fc.property(fc.array(small), small, (values, bound) => {
        const sorted = values.toSorted((a, b) => (a === b ? 0 : a - b));
        assert.equal(countBelow(sorted, bound), values.filter((value) => value < bound).length);
        assert.equal(countAtMost(sorted, bound), values.filter((value) => value <= bound).length);
      }),
    );
  });

  it('counts the points right of and below each query', () => {
    fc.assert(
      fc.property(points, points, (known, queries) => {
        const expected = queries.map(({ x, y }) => known.filter((p) => p.x > x && p.y < y).length);
        assert.deepEqual(countRightBelow(known, queries), expected);
      }),
    );
  });
});

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
    assert.deepEqual(summarize([]), { count: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0 });
  });
});
