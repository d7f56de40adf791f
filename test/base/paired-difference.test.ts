/** Student's t on pairs: the intervals of textbooks, and no difference where there is none. */

import assert from 'node:assert/strict';
import { isSeparated, meanWithin, pairedDifference, studentT95 } from '../../src/base/paired-difference.ts';
import { prng } from '../../src/base/prng.ts';

describe('the difference of pairs', () => {
  it('has the interval of the textbook', () => {
    // Student's own example (1908): the additional hours of sleep by one drug over the other, of ten patients.
    const dextro = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
    const laevo = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    const difference = pairedDifference(dextro, laevo);
    assert.ok(Math.abs(difference.mean - 1.58) < 1e-9);
    assert.ok(Math.abs(difference.halfWidth - 0.88) < 0.005, `${difference.halfWidth}`);
    assert.ok(isSeparated(difference));
  });

  it('goes on smoothly beyond the table', () => {
    const known: readonly (readonly [number, number])[] = [
      [30, 2.042],
      [31, 2.04],
      [40, 2.021],
      [60, 2.0],
      [120, 1.98],
      [10_000, 1.96],
    ];
    for (const [degrees, t] of known) assert.ok(Math.abs(studentT95(degrees) - t) < 0.002, `${degrees}`);
  });

  it('is not told from one pair', () => {
    assert.deepEqual(meanWithin([3]), { mean: 3, halfWidth: Infinity });
    assert.ok(!isSeparated(pairedDifference([1], [100])));
  });

  it('finds a difference by mistake about as often as it says', () => {
    const rng = prng(1);
    const draw = (): number[] => Array.from({ length: 10 }, () => rng.float() + rng.float() + rng.float());
    const found = Array.from({ length: 1000 }, () => isSeparated(pairedDifference(draw(), draw())));
    const mistakes = found.filter((one) => one).length;
    assert.ok(mistakes > 20 && mistakes < 90, `${mistakes} of 1000`);
  });
});
