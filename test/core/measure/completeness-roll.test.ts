/** The roll: who is known to be complete through a time, as sets of nodes that travel from hand to hand. */

import assert from 'node:assert/strict';
import { CompletenessRoll } from '../../../src/core/measure/completeness-roll.ts';
import { membershipOf } from '../../../src/core/membership.ts';
import { VersionVector } from '../../../src/core/store/version-vector.ts';
import type { WireRoll, WireSeen } from '../../../src/protocol/gossip.ts';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';

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

  it('holds the list of another one that has all of its nodes, and changes none that others have', () => {
    const [one, other] = [makeRoll(names[0] as NodeId).roll, makeRoll(names[1] as NodeId).roll];
    const told = (roll: CompletenessRoll): readonly number[] => rollOf(roll, 999, true)[2] ?? assert.fail();
    for (const roll of [one, other]) rollOf(roll, 1000, true);
    for (const name of names.slice(2, 9)) one.claim(name, origin, 0, 1000);
    const list = told(one);
    assert.deepEqual(list, [0b1_1111_1101, 0]);
    other.heard([null, 1000, [...list, 7]], []);
    assert.notEqual(told(other).length, 3, 'a list that is too long is not held');
    const [third, theirs] = [makeRoll(names[2] as NodeId).roll, list];
    third.heard([null, 1000, theirs], []);
    assert.equal(told(third), list);
    third.claim(names[20] as NodeId, origin, 0, 1000);
    one.claim(names[21] as NodeId, origin, 0, 1000);
    assert.deepEqual(list, [0b1_1111_1101, 0]);
    assert.deepEqual([told(third)[0], told(one)[0]], [0b1_1111_1101 | (1 << 20), 0b1_1111_1101 | (1 << 21)]);
    one.heard([null, 1000, told(third)], []);
    assert.equal(told(one)[0], 0b1_1111_1101 | (1 << 20) | (1 << 21));
  });

  it('takes a claim for the writes that it speaks of only where they have come', () => {
    const { roll, seen } = makeRoll(names[0] as NodeId);
    rollOf(roll, 1000, true);
    for (const name of names.slice(2)) roll.claim(name, origin, 0, 1000);
    roll.claim(names[1] as NodeId, origin, 1, 1000);
    assert.equal(roll.throughMs, -Infinity);
    seen.add(origin, 1);
    roll.claim(names[1] as NodeId, origin, 1, 1000);
    assert.equal(roll.throughMs, 1000);
    roll.claim('n9' as NodeId, origin, 0, 2000);
    assert.equal(roll.throughMs, 1000, 'nobody asks any more');
  });

  it('begins where something has happened since the last answer, and is open until it is answered', () => {
    const { roll } = makeRoll(names[0] as NodeId);
    roll.heard([500], []);
    assert.deepEqual([rollOf(roll, 1000, false), roll.isAsking], [[500], false]);
    assert.deepEqual([rollOf(roll, 1001, true), roll.isAsking], [[500, 1001, [1, 0]], true]);
    assert.deepEqual(rollOf(roll, 1002, true), [500, 1001, [1, 0]]);
    roll.heard([1001], []);
    assert.deepEqual([roll.isAsking, roll.throughMs], [false, 1001]);
    roll.heard([900], []);
    assert.equal(roll.throughMs, 1001, 'that was known');
    roll.heard([null, 1000, [1]], []);
    assert.equal(roll.isAsking, false, 'that is answered');
    roll.heard([null, 2000, [2, 1]], []);
    assert.deepEqual(rollOf(roll, 1999, false), [1001, 2000, [2, 1]], 'this node is not complete until then');
    assert.deepEqual(rollOf(roll, 2000, false), [1001, 2000, [3, 1]]);
    assert.deepEqual(roll.seenSections(3000, 1001).roll?.[1], 2000);
  });

  it('keeps what it cannot take over yet: of the latest few that say anything new', () => {
    const { roll, seen } = makeRoll(names[0] as NodeId);
    const other = 'n11#0' as Origin;
    const lacking = (...rows: [Origin, number][]): WireSeen[] =>
      rows.map(([of, through]) => [of, through, null, 0]);
    roll.heard([500], []);
    roll.heard([500], lacking([origin, 1]));
    roll.heard([null, 400, []], lacking([origin, 1]));
    roll.heard([600], lacking([origin, 1], [other, 2]));
    roll.heard([550], lacking([other, 1]));
    seen.addRun(origin, 1, 9);
    roll.advanced(origin);
    assert.equal(roll.throughMs, 500, 'the other one is still missing');
    seen.add(other, 1);
    roll.advanced(origin);
    assert.equal(roll.throughMs, 500);
    roll.advanced(other);
    assert.equal(roll.throughMs, 550);
    seen.add(other, 2);
    roll.advanced(other);
    assert.equal(roll.throughMs, 600);
    for (const [throughMs, seq] of [
      [700, 3],
      [701, 3],
      [702, 4],
    ] as const)
      roll.heard([throughMs], lacking([other, seq]));
    seen.add(other, 3);
    roll.advanced(other);
    assert.equal(roll.throughMs, 701, 'there is room for two: the oldest has gone');
  });

  it('keeps an answer to the very question that is open, until what it speaks of has come', () => {
    const { roll, seen } = makeRoll(names[0] as NodeId);
    rollOf(roll, 1000, true);
    roll.heard([null, 1000, [-1, -1]], [[origin, 1, null, 0]]);
    assert.equal(roll.throughMs, -Infinity);
    seen.add(origin, 1);
    roll.advanced(origin);
    assert.equal(roll.throughMs, 1000);
  });

  it('tells of each origin what is seen of it, made anew where that has changed', () => {
    const { roll, seen } = makeRoll(names[0] as NodeId);
    const section = (): unknown => roll.seenSections(1000, -Infinity).seen;
    assert.deepEqual(section(), []);
    seen.add(origin, 1);
    const first = section();
    assert.deepEqual(first, [[origin, 1, null, 0]]);
    assert.equal(section(), first, 'it is the same');
    seen.add(origin, 3);
    assert.deepEqual(section(), [[origin, 1, null, 0, [[3, 3]]]]);
    seen.add('n10#1' as Origin, 1);
    seen.add(origin, 2);
    assert.deepEqual(section(), [
      [origin, 3, null, 0],
      ['n10#1', 1, null, 0],
    ]);
  });
});
