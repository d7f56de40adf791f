/** Orders must be total: whatever is sorted by them comes out the same wherever it started. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareText } from '../../src/base/order.ts';

const text = fc.string({ unit: 'grapheme' });

describe('orders', () => {
  it('are total: antisymmetric, transitive, and equal only to itself', () => {
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        assert.equal(Math.sign(compareText(a, b)) + Math.sign(compareText(b, a)), 0);
        if (compareText(a, b) <= 0 && compareText(b, c) <= 0) assert.ok(compareText(a, c) <= 0);
        if (compareText(a, b) === 0) assert.ok(a === b);
      }),
    );
  });

  it('compare text by code unit, in no locale', () => {
    assert.deepEqual(['é', 'z', 'Z', 'e'].toSorted(compareText), ['Z', 'e', 'z', 'é']);
  });
});
