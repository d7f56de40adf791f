/** A node whose clock jumps and that is then started with the data of its earlier processes: versions that it goes on from are not its clock's. */

import assert from 'node:assert/strict';
import { scenarioNamed } from '../../src/net/scenarios.ts';
import type { SimulationSettings } from '../../src/report/schema/simulation-settings-schema.ts';
import { PLAIN_LOAD } from '../../src/simulate/clients.ts';
import { DEFAULT_SIMULATION } from '../../src/simulate/settings.ts';
import { runOnce } from '../../src/simulate/swarm.ts';

/** Eight of them did not settle while what had been kept was dated anew with what the clock had dated. */
const SEEDS = 60;

const SETTINGS: SimulationSettings = {
  ...DEFAULT_SIMULATION,
  ...{ workload: 'pn-counter', nodes: 3, latencyMs: 5, readRatio: 0.2, ratePerSec: 20, durationMs: 8000 },
  ...{ clockJumps: 1, dataRestarts: 3, faultMs: 200 },
};

describe('a node that keeps its data and has a wrong clock', () => {
  it('comes to the same state as all others, with every figure exact', () => {
    const scenario = scenarioNamed('normal') ?? assert.fail();
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { problems } = runOnce({
        settings: { ...SETTINGS, seed },
        scenario,
        shape: PLAIN_LOAD,
        textMessages: Infinity,
      });
      assert.deepEqual(problems, [], `seed ${seed}`);
    }
  }).timeout(60_000);
});
