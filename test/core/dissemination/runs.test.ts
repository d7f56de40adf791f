/** Dots as runs of sequence numbers. */

import assert from 'node:assert/strict';
import { runsOf } from '../../../src/core/dissemination/runs.ts';
import type { Origin } from '../../../src/protocol/names.ts';

describe('runs of dots', () => {
  it('joins neighbours, sorts, and drops repetitions', () => {
    const [a, b] = ['a#0' as Origin, 'b#0' as Origin];
    const dots = [3, 1, 2, 2, 7].map((seq) => ({ origin: b, seq })).concat({ origin: a, seq: 5 });
    assert.deepEqual(runsOf(dots), [
      [a, 5, 5],
      [b, 1, 3],
      [b, 7, 7],
    ]);
  });
});
