/** Cuts in words: none that took time seems to have taken none. */

import assert from 'node:assert/strict';
import { cutsOf } from '../../../src/report/words/cuts.ts';

describe('cuts in words', () => {
  it('have digits enough to tell when they began and ended', () => {
    const cut = (fromMs: number, toMs: number): string[] =>
      cutsOf({ partitions: [{ shape: 'halves', groups: 'n0 | n1', fromMs, toMs }] });
    assert.deepEqual(cut(3_333.3, 6_666.6), ['cut from 3.3 s to 6.7 s, n0 | n1']);
    assert.deepEqual(cut(66.7, 133.3), ['cut from 67 ms to 133 ms, n0 | n1']);
    assert.deepEqual(cut(90_000, 90_040), ['cut from 90000 ms to 90040 ms, n0 | n1']);
  });
});
