/** Clusters too large for a table of everybody at everybody: they call the roll, and are as exact, and soon. */

import assert from 'node:assert/strict';
import { runOf } from './settings.ts';

describe('a large cluster', () => {
  for (const scenario of ['normal', 'partition']) {
    it(`of 300 nodes tells all of every stale read within a minute: ${scenario}`, () => {
      const run = runOf(
        {
          ...{ nodes: 300, ratePerSec: 100, durationMs: 2000, keys: 10, lossRatio: 0.01, skewMs: 20 },
          gossip: { strategy: 'rumor-mongering' },
        },
        scenario,
      );
      assert.deepEqual(run.problems, []);
      assert.ok((run.settledMs ?? Infinity) < 60_000, `settled after ${run.settledMs} ms`);
      assert.ok((run.staleReads?.count ?? 0) > 10);
      assert.equal(run.staleReads?.ageMs.count, run.staleReads?.count);
      assert.equal(run.simulation.truth.differences.dropped.size, 0);
    }).timeout(60_000);
  }
});
