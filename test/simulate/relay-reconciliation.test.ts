/** Stale reads are told of in full where nodes ask the hub of relay, and questions say nothing of who asks. */

import assert from 'node:assert/strict';
import { runOf } from './settings.ts';

describe('the hub of relay under set reconciliation', () => {
  it('is not all that a node with an open stale read asks: others may know beyond it how far all are', () => {
    // As the swarm drew it: n1 and n3 asked the hub alone, which asked nobody else, and two reads were never told of.
    const { simulation, problems } = runOf({
      ...{ seed: 243428, workload: 'broadcast', nodes: 7, ratePerSec: 500, durationMs: 250, readRatio: 0.2 },
      ...{
        keys: 2,
        valueBytes: 16,
        latencyMs: 0,
        jitterMs: 0,
        lossRatio: 0,
        duplicateRatio: 0.2,
        quietMs: 0,
      },
      ...{ partition: 'ring', pauses: 2, crashes: 1, restarts: 2, dataRestarts: 3, faultMs: 3000 },
      ...{ skewMs: 2000, driftRatio: 0.0001, settleMs: 60_000 },
      gossip: {
        ...{ strategy: 'relay', topology: 'given', antiEntropy: 'set-reconciliation', rumorStopCount: 1 },
        ...{ lazyIntervalMs: 50, graftAfterMs: 50, batchIntervalMs: 0, antiEntropyIdleMs: 2000 },
        ...{ repairAfterMs: 0, suspectAfterMs: 500, fanout: 4 },
      },
      bounds: {
        ...{ joinedWrites: 3, keyHistory: 1, viewReads: 1, rollCallNodes: 4, setAsideOrigins: 2 },
        ...{
          messageEntries: 1,
          answerMessages: 3,
          feedScan: 20,
          codedSymbols: 20,
          codedRows: 2,
          pushedEntries: 0,
        },
      },
    });
    assert.deepEqual(problems, []);
    assert.ok(simulation.truth.reads.depth.length > 0, 'some read was stale');
  });
});
