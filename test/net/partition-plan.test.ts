/** Planned partitions: the network is cut and healed when the plan says so, and never again once the load is over. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { nodeNames } from '../../src/net/names.ts';
import { Network } from '../../src/net/network.ts';
import { networkConfigOf } from '../../src/net/network-config.ts';
import { Nemesis, planPartitions } from '../../src/net/partition-plan.ts';
import type { Scenario } from '../../src/net/scenarios.ts';

const NAMES = nodeNames(4);
const SETTINGS = { partition: 'halves' as const, durationMs: 1000 };
const WINDOWS = [
  { from: 0.1, to: 0.3 },
  { from: 0.5, to: 0.75, shape: 'isolated' as const },
];

function planned(seed = 1, partitions: Scenario['partitions'] = WINDOWS) {
  return planPartitions({ partitions }, SETTINGS, NAMES, prng(seed));
}

/** Runs what is due, in order of time, until then. */
function world(windows: Scenario['partitions'] = WINDOWS) {
  const calm = {
    latencyDistribution: 'constant',
    latencyMs: 0,
    jitterMs: 0,
    lossRatio: 0,
    duplicateRatio: 0,
  } as const;
  const network = new Network(networkConfigOf(calm), NAMES, prng(1));
  let nowMs = 0;
  const due: { atMs: number; act: () => void }[] = [];
  const nemesis = new Nemesis(network, () => nowMs);
  nemesis.schedule(planned(1, windows), (atMs, act) => {
    due.push({ atMs, act });
    due.sort((a, b) => a.atMs - b.atMs);
  });
  const runUntil = (endMs: number): void => {
    for (let next = due[0]; next !== undefined && next.atMs <= endMs; next = due[0]) {
      due.shift();
      nowMs = next.atMs;
      next.act();
    }
    nowMs = endMs;
  };
  return { network, nemesis, runUntil };
}

describe('a plan of partitions', () => {
  it('has a window’s times and shape, and the settings’ shape where it names none', () => {
    const [first, second] = planned();
    assert.deepEqual([first?.fromMs, first?.toMs, first?.partition.shape], [100, 300, 'halves']);
    assert.deepEqual([second?.fromMs, second?.toMs, second?.partition.shape], [500, 750, 'isolated']);
  });

  it('is the same for the same seed', () => {
    const groups = (seed: number): string[] => planned(seed).map(({ partition }) => partition.groupsText);
    assert.deepEqual(groups(7), groups(7));
    assert.ok(new Set([1, 2, 3, 4, 5, 6].map((seed) => groups(seed)[1])).size > 1);
  });
});

describe('the nemesis', () => {
  it('has several cuts in force at once, and heals each when its time is over', () => {
    const { network, nemesis, runUntil } = world([
      { from: 0.1, to: 0.6, shape: 'halves' },
      { from: 0.3, to: 0.8, shape: 'ring' },
    ]);
    const blocked = (): Set<string> =>
      new Set(NAMES.flatMap((a) => NAMES.flatMap((b) => (network.admits(a, b) ? [] : [`${a}${b}`]))));
    runUntil(200);
    const halves = blocked();
    runUntil(500);
    const both = blocked();
    runUntil(700);
    const ring = blocked();
    assert.deepEqual(both, new Set([...both].filter((pair) => halves.has(pair) || ring.has(pair))));
    assert.ok([...halves, ...ring].every((pair) => both.has(pair)));
    assert.ok([...ring].some((pair) => !halves.has(pair)) && ring.size > 0);
    runUntil(900);
    assert.equal(blocked().size, 0);
    assert.deepEqual(
      nemesis.record.map(({ shape, fromMs, toMs }) => [shape, fromMs, toMs]),
      [
        ['halves', 100, 600],
        ['ring', 300, 800],
      ],
    );
  });

  it('heals all of them when the load is over', () => {
    const window = { from: 0.1, to: 1 };
    const { network, nemesis, runUntil } = world([window, { ...window, shape: 'one-way' }]);
    runUntil(400);
    nemesis.healForGood();
    assert.equal(network.partition, undefined);
    assert.deepEqual(
      nemesis.record.map(({ toMs }) => toMs),
      [400, 400],
    );
  });

  it('cuts and heals as planned, and records it', () => {
    const { network, nemesis, runUntil } = world();
    runUntil(200);
    assert.equal(network.admits('n1', 'n3'), false);
    runUntil(400);
    assert.equal(network.admits('n1', 'n3'), true);
    runUntil(1000);
    assert.deepEqual(
      nemesis.record.map(({ shape, fromMs, toMs }) => [shape, fromMs, toMs]),
      [
        ['halves', 100, 300],
        ['isolated', 500, 750],
      ],
    );
    assert.equal(nemesis.record[0]?.groups, 'n0 n1 | n2 n3');
  });

  it('ends the cut in force when the load ends early, and cuts no more', () => {
    const { network, nemesis, runUntil } = world();
    runUntil(150);
    nemesis.healForGood();
    assert.equal(network.admits('n1', 'n3'), true);
    runUntil(1000);
    assert.deepEqual(
      nemesis.record.map(({ fromMs, toMs }) => [fromMs, toMs]),
      [[100, 150]],
    );
    assert.equal(network.partition, undefined);
  });
});

describe('the network of a scenario', () => {
  it('loses what the settings and the scenario say, and never more than everything', () => {
    const settings = {
      latencyDistribution: 'uniform',
      latencyMs: 5,
      jitterMs: 1,
      duplicateRatio: 0,
    } as const;
    const lossOf = (lossRatio: number, extraLossRatio?: number): number =>
      networkConfigOf({ ...settings, lossRatio }, extraLossRatio === undefined ? {} : { extraLossRatio })
        .lossRatio;
    assert.deepEqual([lossOf(0.2), lossOf(0.25, 0.5), lossOf(0.9, 0.5)], [0.2, 0.75, 1]);
  });
});
