/** The table of how writes spread, beside the formulas that it is held against, calculated by hand. */

import assert from 'node:assert/strict';
import type { Key } from '../../../src/protocol/names.ts';
import type { KeyTruth } from '../../../src/simulate/truth/key-truth.ts';
import { theoryOf } from '../../../src/simulate/judge/theory.ts';
import type { Simulation } from '../../../src/simulate/simulation.ts';
import { settingsWith, type Changes } from '../settings.ts';
import { trueWrite, X, Y } from '../truth/true-write.ts';

const RUMORS: Changes = {
  nodes: 4,
  latencyMs: 0,
  gossip: { strategy: 'rumor-mongering', roundIntervalMs: 100, fanout: 2 },
};

/** @param reachedMs of each write and each other node, how long it took, by key */
function theory(changes: Changes, reachedMs: readonly (readonly number[])[], writes = [trueWrite(1)]) {
  const keys = new Map(
    reachedMs.map((ms, i) => [`${i}` as Key, { reachedMs: [...ms] } as unknown as KeyTruth]),
  );
  return theoryOf({ settings: settingsWith(changes), truth: { keys, writes } } as unknown as Simulation);
}

describe('the theory of a run', () => {
  it('has the share reached after each round, from the origin alone to all', () => {
    const { spread, intervalMs, allReachedRounds } = theory(RUMORS, [[300, 100, 101]]) ?? assert.fail();
    assert.equal(intervalMs, 100);
    assert.equal(allReachedRounds, 3);
    assert.deepEqual(
      spread.map(({ rounds, reached }) => [rounds, reached]),
      [
        [0, 0.25],
        [1, 0.5],
        [2, 0.75],
        [3, 1],
      ],
    );
  });

  it('has what Serf’s formula expects beside it, with the loss', () => {
    const serf = (x: number, share: number): number => 1 / (1 + 5 * Math.exp(-0.5 * 2 * share * x));
    for (const lossRatio of [0, 0.25]) {
      const { spread } = theory({ ...RUMORS, lossRatio }, [[300, 100, 101]]) ?? assert.fail();
      for (const { rounds, serf: expected } of spread)
        assert.ok(Math.abs((expected ?? NaN) - serf(rounds, 1 - lossRatio)) < 1e-6);
    }
    const { expectedRounds } = theory(RUMORS, [[1]]) ?? assert.fail();
    assert.equal(expectedRounds, 3.386294, 'log2 of 4 and ln of 4');
  });

  it('counts a write of several keys once for each', () => {
    const both = [trueWrite(1, { keys: [X, Y] }), trueWrite(2, { keys: [X] })];
    const { spread } =
      theory(
        RUMORS,
        [
          [50, 50, 50, 150, 150, 150],
          [50, 50, 150],
        ],
        both,
      ) ?? assert.fail();
    assert.deepEqual(
      spread.map(({ reached }) => reached),
      [0.25, 0.666667, 1],
    );
  });

  it('has a round in the unit of each strategy, the latency with it, and only Serf’s strategy Serf’s formula', () => {
    for (const [strategy, intervalMs] of [
      ['rumor-mongering', 107],
      ['relay', 1007],
      ['direct-mail', 17],
      ['plumtree', 17],
    ] as const) {
      const gossip = { strategy, roundIntervalMs: 100, batchIntervalMs: 1000, flushIntervalMs: 10 };
      const found = theory({ nodes: 2, latencyMs: 7, gossip }, [[1]]) ?? assert.fail();
      assert.equal(found.intervalMs, intervalMs);
      assert.equal(found.spread[0]?.serf === null, strategy !== 'rumor-mongering');
    }
  });

  it('has thirty rows at most, and the last of them has all', () => {
    for (const [lastMs, rows, step] of [
      [3000, 31, 1],
      [3001, 17, 2],
      [9000, 31, 3],
    ] as const) {
      const { spread } = theory({ ...RUMORS, nodes: 2 }, [[lastMs]]) ?? assert.fail();
      assert.equal(spread.length, rows, `${lastMs}`);
      assert.equal(spread[1]?.rounds, step);
      assert.deepEqual([spread.at(-2)?.reached, spread.at(-1)?.reached], [0.5, 1]);
    }
  });

  it('is a single row where everything takes no time', () => {
    const instant = { nodes: 2, latencyMs: 0, gossip: { strategy: 'direct-mail', flushIntervalMs: 0 } };
    const { spread, allReachedRounds } = theory(instant, [[0]]) ?? assert.fail();
    assert.deepEqual([spread.map(({ reached }) => reached), allReachedRounds], [[1], 0]);
    assert.equal(theory(RUMORS, [])?.allReachedRounds, 0, 'nobody else had it');
  });

  it('says nothing where nothing was written, of one node, and of a strategy that is not ours', () => {
    assert.equal(theory(RUMORS, [], []), null);
    assert.equal(theory({ ...RUMORS, nodes: 1 }, [[]]), null);
    assert.equal(theory({ gossip: { strategy: 'mine', repairAfterMs: 1 } }, [[1]]), null);
    assert.notEqual(theory({ ...RUMORS, nodes: 2 }, [[1]]), null);
  });
});
