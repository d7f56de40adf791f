/** Clusters whose members change, in the simulator: every figure exact, while nodes join, leave, are removed and come back empty. */

import assert from 'node:assert/strict';
import { DEFAULT_GOSSIP } from '../../src/core/config.ts';
import { scenarioNamed } from '../../src/net/scenarios.ts';
import type { SimulationSettings } from '../../src/report/schema/simulation-settings-schema.ts';
import { PLAIN_LOAD } from '../../src/simulate/clients.ts';
import { DEFAULT_SIMULATION, problemWith } from '../../src/simulate/settings.ts';
import type { Simulation } from '../../src/simulate/simulation.ts';
import { draw, runOnce } from '../../src/simulate/swarm.ts';

/** Much is lost, and who leaves has to hear from who joined just before. */
const LOSSY: SimulationSettings = {
  ...DEFAULT_SIMULATION,
  ...{ workload: 'g-counter', nodes: 3, ratePerSec: 5, keys: 1, durationMs: 11_600, memberChanges: 4 },
  ...{ latencyMs: 1, jitterMs: 10, latencyDistribution: 'uniform', lossRatio: 0.4 },
  gossip: {
    ...DEFAULT_GOSSIP,
    ...{ strategy: 'plumtree', antiEntropy: 'set-reconciliation', antiEntropyIntervalMs: 200 },
    ...{ flushIntervalMs: 0, batchIntervalMs: 0, ackDelayMs: 1000, repairAfterMs: 0, suspectAfterMs: 500 },
  },
};

/** The first seeds whose clusters change. */
function changing(count: number): number[] {
  const seeds: number[] = [];
  for (let seed = 1; seeds.length < count; seed++)
    if ((draw(seed).settings.memberChanges ?? 0) > 0) seeds.push(seed);
  return seeds;
}

describe('members that change', () => {
  let runs: {
    readonly seed: number;
    readonly simulation: Simulation;
    readonly problems: readonly string[];
  }[];

  before(() => {
    runs = changing(25).map((seed) => ({ seed, ...runOnce(draw(seed)) }));
  });

  it('leave every figure exact, whatever else goes wrong', () => {
    let views = 0;
    for (const { seed, simulation, problems } of runs) {
      assert.deepEqual(problems, [], `--swarm 1 --seed ${seed}`);
      views += Math.max(
        ...simulation.cluster.nodes.map(({ server }) => server.replica?.members?.view?.number ?? 0),
      );
    }
    assert.ok(views > 50, `${views} views in all: members did change`);
  });

  it('close what waited only for a removed member as converged among the rest, apart from what converged', () => {
    let amongRest = 0;
    for (const { simulation } of runs)
      amongRest += simulation.truth.writes.filter((write) => write.isAmongRest).length;
    assert.ok(amongRest > 0);
  });

  it('leave soon where an acknowledgement of who joined was lost: nothing is pending, and still it is asked for', () => {
    const scenario = scenarioNamed('normal') ?? assert.fail('there is no such scenario');
    for (const seed of [304_108, 1, 2, 3, 4, 5]) {
      const { simulation, problems } = runOnce({
        settings: { ...LOSSY, seed },
        scenario,
        shape: PLAIN_LOAD,
        textMessages: Infinity,
      });
      assert.deepEqual(problems, [], `seed ${seed}`);
      assert.ok((simulation.settledMs ?? Infinity) < 60_000, `seed ${seed}: ${simulation.settledMs} ms`);
    }
  });

  it('are never more than a cluster can have, those that join counted in', () => {
    const settings = { ...DEFAULT_SIMULATION, memberChanges: 1, ratePerSec: 10, durationMs: 1000 };
    assert.equal(problemWith({ ...settings, nodes: 1022 }), undefined);
    assert.match(problemWith({ ...settings, nodes: 1023 }) ?? '', /--nodes above 1022/);
  });
});
