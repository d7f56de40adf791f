/** Welch's t: the interval of a worked example, and groups too small to tell. */

import assert from 'node:assert/strict';
import { isSeparated } from '../../src/base/paired-difference.ts';
import { welchDifference } from '../../src/base/welch-difference.ts';

describe('the difference of two groups', () => {
  it('has the interval of the textbook', () => {
    const a = [27.5, 21.0, 19.0, 23.6, 17.0, 17.9, 16.9, 20.1, 21.9, 22.6, 23.1, 19.6, 19.0, 21.7, 21.4];
    const b = [27.1, 22.0, 20.8, 23.4, 23.4, 23.5, 25.8, 22.0, 24.8, 20.2, 21.9, 22.1, 22.9, 30.5, 24.0];
    const difference = welchDifference(a, b);
    // t = 2.92 with 27.4 degrees of freedom.
    assert.ok(Math.abs(difference.mean - 2.807) < 0.01, `${difference.mean}`);
    assert.ok(Math.abs(difference.halfWidth - (2.052 * difference.mean) / 2.92) < 0.1);
    assert.ok(isSeparated(difference));
  });

  it('is not told from one value, and is sure where nothing varies', () => {
    assert.ok(!isSeparated(welchDifference([1], [5, 6, 7])));
    assert.ok(isSeparated(welchDifference([1, 1], [2, 2])));
    assert.ok(!isSeparated(welchDifference([1, 1], [1, 1])));
  });
});
