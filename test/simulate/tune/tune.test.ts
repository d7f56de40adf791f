/** Tuning in the simulator against trying everything: the same choice within the margin that it states, in a fifth of the runs. */

import assert from 'node:assert/strict';
import { medianOf } from '../../../src/base/spread.ts';
import { measureNamed } from '../../../src/report/measures/measures.ts';
import { targetIn } from '../../../src/report/measures/target.ts';
import type { SimulationPoint } from '../../../src/simulate/simulate.ts';
import { tune } from '../../../src/simulate/tune/tune.ts';
import { runsInTurn } from '../../support/runs-in-turn.ts';
import { runOf, settingsWith, type Changes } from '../settings.ts';

const SEEDS = 20;
const BOUND_MS = 120;
const SMALL: Changes = { nodes: 3, ratePerSec: 40, durationMs: 500, lossRatio: 0.02, scenarios: ['normal'] };

const changesOf = (flushIntervalMs: number, ackDelayMs: number, batchIntervalMs: number): Changes => {
  const strategy = batchIntervalMs === 0 ? 'direct-mail' : 'relay';
  return { ...SMALL, gossip: { strategy, flushIntervalMs, ackDelayMs, batchIntervalMs } };
};

/** Forty-eight sets of settings. */
const GRID = [0, 30, 100, 250].flatMap((flush) =>
  [50, 200, 1000].flatMap((ack) => [0, 20, 60, 150].map((batch) => ({ flush, ack, batch }))),
);

const points = GRID.map(({ flush, ack, batch }): SimulationPoint => ({
  settings: settingsWith(changesOf(flush, ack, batch)),
  point: { flush: `${flush}`, ack: `${ack}`, batch: `${batch}` },
}));

/** The cheapest of those that keep the bound with every seed, by the mean of all of them. */
function exhaustive(): { point: SimulationPoint['point']; cost: number }[] {
  const tried = points.map(({ point }) => {
    const runs = Array.from({ length: SEEDS }, (_, turn) => {
      const { flush = '0', ack = '0', batch = '0' } = point;
      return runOf({ ...changesOf(Number(flush), Number(ack), Number(batch)), seed: 1 + turn });
    });
    const holds = runs.every(
      ({ observedConvergenceMs, problems }) =>
        (observedConvergenceMs?.p50 ?? Infinity) <= BOUND_MS && problems.length === 0,
    );
    const sum = runs.reduce((total, { messages }) => total + (messages.perWrite ?? 0), 0);
    return { point, holds, cost: sum / SEEDS };
  });
  return tried.filter(({ holds }) => holds).sort((a, b) => a.cost - b.cost);
}

describe('tune', () => {
  it('finds the optimum of an exhaustive grid within its stated margin, in a fifth of the runs', async () => {
    const minimize = measureNamed('messages');
    assert.ok(minimize !== undefined);
    let simulated = 0;
    const found = await tune({
      ...{ points, seeds: SEEDS, minimize, signal: new AbortController().signal },
      targets: [targetIn(`convergence.p50<=${BOUND_MS}`, Number)],
      runAll: runsInTurn,
      onProgress: (done) => (simulated = done),
    });
    const all = exhaustive();
    const [optimum] = all;
    assert.ok(optimum !== undefined && all.length < points.length, 'the bound sorts some out, not all');
    const { recommended, next, runs } = found;
    assert.ok(recommended?.holds === true && recommended.seeds >= SEEDS);
    const chosen = all.find(({ point }) => JSON.stringify(point) === JSON.stringify(recommended.point));
    assert.ok(chosen !== undefined, 'it keeps the bound with every seed');
    const margin = Math.max(0, ...next.filter(({ separated }) => !separated).map(({ within }) => within));
    assert.ok(chosen.cost <= optimum.cost * (1 + margin), `${chosen.cost} for ${optimum.cost}, ± ${margin}`);
    assert.equal(runs, simulated);
    assert.ok(runs <= (points.length * SEEDS) / 5, `${runs} of ${points.length * SEEDS}, the front included`);
    assert.ok(medianOf([recommended.figures['convergence.p50']?.max ?? NaN]) <= BOUND_MS);
    // The front falls: who pays more gets less of the other.
    const steps = found.front.map(({ figures }) => figures['convergence.p50']?.median ?? NaN);
    assert.deepEqual(
      steps,
      steps.toSorted((a, b) => b - a),
    );
  }).timeout(240_000);
});
