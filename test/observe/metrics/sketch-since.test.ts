/** A stretch of a sketch's time: what it has seen since is as if another sketch had been begun then. */

import assert from 'node:assert/strict';
import { sketchSince } from '../../../src/observe/metrics/sketch-since.ts';
import { Sketch } from '../../../src/observe/metrics/sketch.ts';

/** Another sketch takes what the first one takes from then on. */
function since(before: readonly number[], after: readonly number[]): { found: Sketch; wanted: Sketch } {
  const all = new Sketch();
  const wanted = new Sketch();
  for (const value of before) all.accept(value);
  const earlier = all.data();
  for (const value of after) {
    all.accept(value);
    wanted.accept(value);
  }
  const found = new Sketch();
  found.merge(sketchSince(earlier, all.data()));
  return { found, wanted };
}

describe('a sketch since an earlier look', () => {
  it('has the counts, the sum and the quantiles of what came after', () => {
    const values = (from: number): number[] => Array.from({ length: 500 }, (_, i) => from + i / 100);
    const { found, wanted } = since(values(3), values(1));
    assert.equal(found.count, 500);
    assert.ok(Math.abs(found.sum - wanted.sum) < 1e-9);
    for (const q of [0.1, 0.5, 0.95, 0.99])
      assert.ok(Math.abs(found.quantile(q) / wanted.quantile(q) - 1) < 0.02, `q ${q}`);
  });

  it('knows extremes beyond the earlier ones exactly, and the others to 1 %', () => {
    assert.equal(since([2, 3], [1, 9]).found.max, 9);
    assert.equal(since([2, 3], [1, 9]).found.quantile(0), 1);
    assert.equal(since([], [4]).found.max, 4);
    const within = since([1, 100], [10, 20]).found;
    assert.ok(Math.abs(within.max / 20 - 1) < 0.01, `${within.max}`);
    assert.ok(Math.abs(within.quantile(0) / 10 - 1) < 0.01);
  });

  it('is empty where nothing came, and counts zeros', () => {
    const nothing = since([1, 2], []).found;
    assert.deepEqual([nothing.count, nothing.sum, nothing.max], [0, 0, 0]);
    const zeros = since([0, 5], [0, 0, 7]).found;
    assert.deepEqual([zeros.count, zeros.quantile(0.5), zeros.max], [3, 0, 7]);
  });
});
