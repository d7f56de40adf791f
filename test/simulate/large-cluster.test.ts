/** Clusters too large for a table of everybody at everybody: they call the roll, and are as exact, and soon. */

import assert from 'node:assert/strict';
import { CompletenessRoll } from '../../src/core/measure/completeness-roll.ts';
import { membershipOf } from '../../src/core/membership.ts';
import { VersionVector } from '../../src/core/store/version-vector.ts';
import type { NodeId, Origin } from '../../src/protocol/names.ts';
import type { WireRoll, WireSeen } from '../../src/protocol/gossip.ts';
import { runOf } from './settings.ts';

describe('a large cluster', () => {
  for (const scenario of ['normal', 'partition']) {
    it(`of 300 nodes tells all of every stale read within a minute: ${scenario}`, () => {
      const run = runOf(
        {
          ...{ nodes: 300, ratePerSec: 100, durationMs: 2000, keys: 10, lossRatio: 0.01, skewMs: 20 },
          gossip: { strategy: 'rumor-mongering' },
        },
        scenario,
      );
      assert.deepEqual(run.problems, []);
      assert.ok((run.settledMs ?? Infinity) < 60_000, `settled after ${run.settledMs} ms`);
      assert.ok((run.staleReads?.count ?? 0) > 10);
      assert.equal(run.staleReads?.ageMs.count, run.staleReads?.count);
      assert.equal(run.simulation.truth.differences.dropped.size, 0);
    }).timeout(60_000);
  }
});

describe('the roll', () => {
  const names = Array.from({ length: 40 }, (_, i) => `n${i + 10}` as NodeId);
  const origin = 'n10#0' as Origin;

  function makeRoll(me: NodeId): { roll: CompletenessRoll; seen: VersionVector } {
    const seen = new VersionVector(100);
    return { roll: new CompletenessRoll(membershipOf(names), me, seen, 2), seen };
  }

  /** @param isWanted whether something happened since the last answer */
  function rollOf(roll: CompletenessRoll, now: number, isWanted: boolean): WireRoll {
    const section = roll.seenSections(now, isWanted ? Infinity : -Infinity).roll;
    assert.ok(section !== undefined);
    return section;
  }

  it('is full when each node has been heard of, at any hand', () => {
    const [one, other] = [makeRoll(names[0] as NodeId).roll, makeRoll(names[1] as NodeId).roll];
    rollOf(one, 1000, true);
    other.heard(rollOf(one, 1000, true), []);
    for (const name of names.slice(2, 20)) one.claim(name, origin, 0, 1000);
    for (const name of names.slice(20)) other.claim(name, origin, 0, 1001);
    other.claim(names[5] as NodeId, origin, 0, 999);
    assert.equal(one.throughMs, -Infinity);
    one.heard(rollOf(other, 1002, true), []);
    assert.equal(one.throughMs, 1000);
    assert.deepEqual(rollOf(one, 1003, false), [1000]);
    assert.equal(other.throughMs, -Infinity);
    other.heard(rollOf(one, 1003, false), []);
    assert.equal(other.throughMs, 1000);
  });

  it('takes nothing over before it has seen what the teller had seen', () => {
    const { roll, seen } = makeRoll(names[0] as NodeId);
    const theirs: WireSeen[] = [[origin, 2, null, 0]];
    roll.heard([500], theirs);
    seen.add(origin, 1);
    roll.advanced(origin);
    assert.equal(roll.throughMs, -Infinity);
    seen.add(origin, 2);
    roll.advanced(origin);
    assert.equal(roll.throughMs, 500);
  });

  it('agrees on the earliest of several questions, and keeps the answers', () => {
    const { roll } = makeRoll(names[0] as NodeId);
    rollOf(roll, 2000, true);
    for (const name of names.slice(1)) roll.claim(name, origin, 0, 1500);
    roll.claim(names[1] as NodeId, origin, 0, 2000);
    roll.heard([null, 1500, []], []);
    for (const name of names.slice(2)) roll.claim(name, origin, 0, 1500);
    assert.equal(roll.throughMs, 1500);
  });

  it('counts no bits that stand for nobody', () => {
    const { roll } = makeRoll(names[0] as NodeId);
    rollOf(roll, 1000, true);
    roll.heard([null, 1000, [-1, -1 << 8, -1]], []);
    assert.equal(roll.throughMs, -Infinity);
    roll.heard([null, 1000, [-1, -1]], []);
    assert.equal(roll.throughMs, 1000);
  });
});
