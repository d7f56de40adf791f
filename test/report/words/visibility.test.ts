/** t-visibility with its confidence: Wilson's intervals, and nothing where there were too few reads. */

import assert from 'node:assert/strict';
import { ENOUGH_READS, estimatesOf, readsLeftOut } from '../../../src/report/words/visibility.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import { sampleRun } from '../sample.ts';

function runWith(...bins: readonly (readonly [reads: number, stale: number])[]): Run {
  const run = sampleRun('normal', 1);
  assert.ok(run.staleReads !== null);
  const visibility = bins.map(([reads, stale], at) => ({ fromMs: at, toMs: at + 1, reads, stale }));
  return { ...run, staleReads: { ...run.staleReads, visibility } };
}

describe('an estimate of t-visibility', () => {
  it('has the interval of Wilson 1927', () => {
    const intervals = estimatesOf(runWith([20, 0], [100, 50], [50, 1], [40, 40])).map(
      ({ share, low, high }) => [share, low, high].map((value) => value.toFixed(3)),
    );
    assert.deepEqual(intervals, [
      ['0.000', '0.000', '0.161'],
      ['0.500', '0.404', '0.596'],
      ['0.020', '0.004', '0.105'],
      ['1.000', '0.912', '1.000'],
    ]);
  });

  it('is made only of reads enough, and the others are counted', () => {
    const run = runWith([ENOUGH_READS - 1, 3], [ENOUGH_READS, 3], [0, 0]);
    assert.deepEqual(
      estimatesOf(run).map(({ fromMs }) => fromMs),
      [1],
    );
    assert.equal(readsLeftOut(run), ENOUGH_READS - 1);
    assert.deepEqual(estimatesOf({ ...run, staleReads: null }), []);
  });
});
