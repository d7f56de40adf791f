/** Nodes that are killed and come back with their data: as the same life, with every write, and every figure as exact as before. */

import assert from 'node:assert/strict';
import { STRATEGY_NAMES } from '../../src/core/dissemination/strategies.ts';
import { Convergence } from '../../src/core/measure/convergence.ts';
import { DurableLog } from '../../src/durable/log/durable-log.ts';
import { scenarioNamed } from '../../src/net/scenarios.ts';
import type { SimulationSettings } from '../../src/report/schema/simulation-settings-schema.ts';
import { judge } from '../../src/simulate/judge/judge.ts';
import { DEFAULT_SIMULATION } from '../../src/simulate/settings.ts';
import { Simulation } from '../../src/simulate/simulation.ts';

const SETTINGS: SimulationSettings = {
  ...DEFAULT_SIMULATION,
  ...{ nodes: 4, ratePerSec: 100, durationMs: 3000, readRatio: 0.5, keys: 10, faultMs: 200 },
  ...{ lossRatio: 0.1, duplicateRatio: 0.1, latencyMs: 20, dataRestarts: 6 },
};

function run(changes: Partial<SimulationSettings>, name = 'normal') {
  const scenario = scenarioNamed(name);
  assert.ok(scenario !== undefined);
  const simulation = new Simulation({ ...SETTINGS, ...changes }, scenario);
  simulation.runThrough();
  return { simulation, problems: judge(simulation, false).problems };
}

/** While a fault is planted, some seed of a few has to show it. */
function problemsOfSome(): string[] {
  for (let seed = 1; seed <= 12; seed++) {
    const { problems } = run({ seed });
    if (problems.length > 0) return problems;
  }
  return [];
}

describe('nodes that come back with their data', function () {
  this.timeout(120_000);

  for (const strategy of STRATEGY_NAMES)
    it(`go on as the same life, and report every write once and exactly, with ${strategy}`, () => {
      for (let seed = 1; seed <= 5; seed++) {
        const gossip = { ...SETTINGS.gossip, strategy };
        const { simulation, problems } = run({ seed, gossip }, seed % 2 === 0 ? 'partition' : 'normal');
        assert.deepEqual(problems, [], `seed ${seed}`);
        const { truth, faults } = simulation;
        assert.ok(faults.some(({ fault }) => fault === 'data_restart'));
        assert.equal(truth.differences.excused.count, 0);
        assert.ok(truth.writes.every(({ orphaned, reportedMs }) => !orphaned && reportedMs !== undefined));
      }
    });

  it('are found out where something left before it was kept', () => {
    // oxlint-disable-next-line typescript/unbound-method -- called with the right `this`
    const sound = DurableLog.prototype.commit;
    // What is never written is lost by any kill.
    DurableLog.prototype.commit = (release): void => release();
    try {
      assert.match(problemsOfSome().join('\n'), /without (what it held|the value that it held)/);
    } finally {
      DurableLog.prototype.commit = sound;
    }
  });

  it('are found out where they forget what was acknowledged', () => {
    // oxlint-disable-next-line typescript/unbound-method -- called with the right `this`
    const sound = Convergence.prototype.acknowledge;
    Convergence.prototype.acknowledge = function (this: Convergence, ack, now, events): boolean {
      const isNews = sound.call(this, ack, now, events);
      return isNews && now === Infinity;
    };
    try {
      assert.match(problemsOfSome().join('\n'), /pending|report/);
    } finally {
      Convergence.prototype.acknowledge = sound;
    }
  });
});
