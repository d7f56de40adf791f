/** Clusters whose members change, in the simulator: every figure exact, while nodes join, leave, are removed and come back empty. */

import assert from 'node:assert/strict';
import { DEFAULT_SIMULATION, problemWith } from '../../src/simulate/settings.ts';
import type { Simulation } from '../../src/simulate/simulation.ts';
import { draw, runOnce } from '../../src/simulate/swarm.ts';

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

  it('are never more than a cluster can have, those that join counted in', () => {
    const settings = { ...DEFAULT_SIMULATION, memberChanges: 1, ratePerSec: 10, durationMs: 1000 };
    assert.equal(problemWith({ ...settings, nodes: 1022 }), undefined);
    assert.match(problemWith({ ...settings, nodes: 1023 }) ?? '', /--nodes above 1022/);
  });
});
