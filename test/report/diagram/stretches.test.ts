/** Which messages are shown where not all can be: unbroken stretches, never more than allowed, around what matters. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { stretches } from '../../../src/report/diagram/stretches.ts';

const TIMES = fc.array(fc.nat(1000), { maxLength: 300 }).map((times) => times.toSorted((a, b) => a - b));

describe('the stretches that a diagram shows', () => {
  it('keep within the limit, in order and apart, and show all where all fits', () => {
    fc.assert(
      fc.property(
        TIMES,
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 5, max: 400 }),
        (times, moments, limit) => {
          const chosen = stretches(times, moments, limit);
          const size = chosen.reduce((sum, [from, to]) => sum + to - from, 0);
          assert.ok(size <= limit && size <= times.length);
          if (times.length <= limit) assert.equal(size, times.length);
          let last = -1;
          for (const [from, to] of chosen) {
            assert.ok(from > last && to > from && to <= times.length);
            last = to;
          }
        },
      ),
    );
  });

  it('lie around the moments, mostly after them', () => {
    const times = Array.from({ length: 1000 }, (_, i) => i);
    assert.deepEqual(stretches(times, [0, 500], 100), [
      [0, 50],
      [488, 538],
    ]);
  });

  it('use what is left where they meet', () => {
    const times = Array.from({ length: 1000 }, (_, i) => i);
    assert.deepEqual(stretches(times, [500, 510], 100), [[488, 588]]);
  });
});
