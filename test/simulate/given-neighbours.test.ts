/** What a stale read waits for travels from neighbour to neighbour: also where these find out by set reconciliation what differs. */

import assert from 'node:assert/strict';
import { DEFAULT_GOSSIP } from '../../src/core/config.ts';
import { scenarioNamed } from '../../src/net/scenarios.ts';
import type { SimulationSettings } from '../../src/report/schema/simulation-settings-schema.ts';
import { PLAIN_LOAD } from '../../src/simulate/clients.ts';
import { DEFAULT_SIMULATION } from '../../src/simulate/settings.ts';
import { runOnce } from '../../src/simulate/swarm.ts';

const SETTINGS: SimulationSettings = {
  ...DEFAULT_SIMULATION,
  ...{ workload: 'broadcast', nodes: 7, ratePerSec: 5, readRatio: 0.2, keys: 1, durationMs: 7000 },
  ...{ latencyMs: 1, jitterMs: 10, partition: 'ring', pauses: 1, restarts: 1, faultMs: 10, skewMs: 2000 },
  gossip: {
    ...DEFAULT_GOSSIP,
    ...{ topology: 'given', antiEntropy: 'set-reconciliation', antiEntropyIntervalMs: 200 },
    ...{ flushIntervalMs: 500, rumorStopCount: 1, ackDelayMs: 0, repairAfterMs: 0 },
    ...{ lazyIntervalMs: 50, graftAfterMs: 50, batchIntervalMs: 300 },
  },
};

describe('neighbours that clients give', () => {
  it('tell all of a stale read that waits far away, with set reconciliation, too', () => {
    const scenario = scenarioNamed('flapping') ?? assert.fail('there is no such scenario');
    for (const seed of [100_161, 1, 2, 3]) {
      const { problems } = runOnce({
        settings: { ...SETTINGS, seed },
        scenario,
        shape: PLAIN_LOAD,
        textMessages: Infinity,
      });
      assert.deepEqual(problems, [], `seed ${seed}`);
    }
  });
});
