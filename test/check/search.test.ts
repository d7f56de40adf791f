/** The searches behind the verdicts, against plain loops. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countAtMost, countBelow, countRightBelow } from '../../src/check/search.ts';

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
