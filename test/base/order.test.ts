/** Orders must be total: whatever is sorted by them comes out the same wherever it started. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { compareKeys, compareText } from '../../src/base/order.ts';

const key = fc.oneof(fc.string({ unit: 'grapheme' }), fc.double({ noNaN: true }), fc.integer());

describe('orders', () => {
  it('sort numbers before strings, each in its own order', () => {
    const keys = ['b', 2, '10', 'a', -1, '9', 10];
    assert.deepEqual(keys.toSorted(compareKeys), [-1, 2, 10, '10', '9', 'a', 'b']);
  });

  it('are total: antisymmetric, transitive, and equal only to itself', () => {
    fc.assert(
      fc.property(key, key, key, (a, b, c) => {
        assert.equal(Math.sign(compareKeys(a, b)) + Math.sign(compareKeys(b, a)), 0);
        if (compareKeys(a, b) <= 0 && compareKeys(b, c) <= 0) assert.ok(compareKeys(a, c) <= 0);
        if (compareKeys(a, b) === 0) assert.ok(a === b);
      }),
    );
  });

  it('compare text by code unit, in no locale', () => {
    assert.deepEqual(['é', 'z', 'Z', 'e'].toSorted(compareText), ['Z', 'e', 'z', 'é']);
  });
});
