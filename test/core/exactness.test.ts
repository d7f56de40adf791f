/** The instrument is exact: whatever the network does, what nodes report equals what an all-seeing observer saw. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { play, faultyRuns, type FaultyRun } from '../support/faulty-network.ts';
import { Oracle } from '../support/oracle.ts';
import type { TestCluster } from '../support/test-cluster.ts';
import { cases } from '../support/random-cases.ts';

function run(faultyRun: FaultyRun): { cluster: TestCluster; oracle: Oracle } {
  const keys = Array.from({ length: faultyRun.keys }, (_, i) => `k${i}`);
  let oracle: Oracle | undefined;
  const cluster = play(faultyRun, 'kv', (made) => {
    const truth = (oracle = new Oracle(made, keys));
    return (node, rng, i) => {
      const key = keys[rng.below(faultyRun.keys)] ?? '';
      if (rng.float() < 0.5) truth.write(node, key, i);
      else truth.read(node, key);
    };
  });
  assert.ok(oracle !== undefined);
  return { cluster, oracle };
}

describe('exactness', () => {
  it('reports convergence and staleness as an observer of all replicas saw them', () => {
    fc.assert(
      fc.property(faultyRuns, (faultyRun) => {
        const { cluster, oracle } = run(faultyRun);
        oracle.compare();
        assert.equal(cluster.eventsOf('read').length, oracle.reads.length);
      }),
      { numRuns: cases(300) },
    );
  });

  it('never confirms before the last replica has it', () => {
    fc.assert(
      fc.property(faultyRuns, (faultyRun) => {
        for (const { convergenceMs, confirmedMs } of run(faultyRun).cluster.eventsOf('converged')) {
          assert.ok(
            confirmedMs >= convergenceMs,
            `confirmed after ${confirmedMs} ms, converged after ${convergenceMs}`,
          );
        }
      }),
      { numRuns: cases(50) },
    );
  });
});
