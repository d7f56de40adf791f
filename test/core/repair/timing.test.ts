/** When repair asks whom: how long answers take, what is overdue, and what has to wait. All by hand, in virtual time. */

import assert from 'node:assert/strict';
import { Convergence } from '../../../src/core/measure/convergence.ts';
import { AwaitedAcks } from '../../../src/core/repair/awaited-acks.ts';
import { MissingWrites } from '../../../src/core/repair/missing-writes.ts';
import { Questions } from '../../../src/core/repair/questions.ts';
import { RoundTrips } from '../../../src/core/repair/round-trips.ts';
import { SetAside } from '../../../src/core/repair/set-aside.ts';
import type { ReplicaState } from '../../../src/core/state.ts';
import { VersionVector } from '../../../src/core/store/version-vector.ts';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';
import { entryWith } from '../entries.ts';

const [N1, N2, N3] = ['n1', 'n2', 'n3'] as NodeId[] as [NodeId, NodeId, NodeId];
const [A, B, C] = ['a#0', 'b#0', 'c#0'] as Origin[] as [Origin, Origin, Origin];

/** Of a peer that took so long for each of these answers. */
function tripsOf(...takenMs: readonly number[]): RoundTrips {
  const trips = new RoundTrips();
  let now = 1000;
  for (const ms of takenMs) {
    trips.asked(N1, now);
    trips.answered(N1, (now += ms));
  }
  return trips;
}

describe('round trips', () => {
  it('are smoothed, with their variation, as RFC 6298 says', () => {
    assert.equal(tripsOf().onTheWayMs(N1), 0, 'nothing is known');
    assert.equal(tripsOf(100).onTheWayMs(N1), 100 + 4 * 50);
    assert.equal(tripsOf(100, 100).onTheWayMs(N1), 100 + 4 * 37.5);
    assert.equal(tripsOf(100, 180).onTheWayMs(N1), 110 + 4 * (50 + (80 - 50) / 4));
    assert.equal(tripsOf(100, 20).onTheWayMs(N1), 90 + 4 * (50 + (80 - 50) / 4));
  });

  it('time a question out after the usual time, a second at least and ten at most', () => {
    assert.equal(tripsOf().timeoutMs(N1), 1000);
    assert.equal(tripsOf(10).timeoutMs(N1), 1000);
    assert.equal(tripsOf(1000).timeoutMs(N1), 3000);
    assert.equal(tripsOf(5000).timeoutMs(N1), 10_000);
  });

  it('learn nothing from a question that was asked twice, and wait twice as long each time', () => {
    const trips = tripsOf(400);
    for (const now of [5000, 6000, 7000]) trips.asked(N1, now);
    assert.equal(trips.timeoutMs(N1), 1200 * 4);
    trips.answered(N1, 8000);
    assert.deepEqual([trips.timeoutMs(N1), trips.onTheWayMs(N1)], [1200, 1200]);
    trips.answered(N1, 9000);
    trips.answered(N2, 9000);
    assert.deepEqual([trips.onTheWayMs(N1), trips.onTheWayMs(N2)], [1200, 0], 'nobody had asked');
  });
});

describe('questions for writes', () => {
  const suspected = new Set<NodeId>();
  const state = {
    config: { repairAfterMs: 250 },
    reachability: { isSuspected: (peer: NodeId) => suspected.has(peer) },
  } as unknown as ReplicaState;
  beforeEach(() => suspected.clear());

  it('are awaited until the answer begins, is overdue, or its peer is silent altogether', () => {
    const questions = new Questions(state, tripsOf(200));
    assert.equal(questions.isAwaiting(0), false);
    questions.ask(N1, 1000);
    assert.deepEqual([questions.isAwaiting(1599), questions.isAwaiting(1600)], [true, false]);
    questions.answered(N2);
    assert.ok(questions.isAwaiting(1001), 'another one answered');
    suspected.add(N1);
    assert.equal(questions.isAwaiting(1001), false);
    suspected.clear();
    questions.answered(N1);
    assert.equal(questions.isAwaiting(1001), false);
    questions.ask(N2, 2000);
    assert.deepEqual([questions.isAwaiting(2249), questions.isAwaiting(2250)], [true, false]);
    const slow = new Questions(state, tripsOf(9000));
    slow.ask(N1, 0);
    assert.deepEqual(
      [slow.isAwaiting(9999), slow.isAwaiting(10_000)],
      [true, false],
      'no longer than its timeout',
    );
  });

  it('of one peer end when the last that is under way does; what is taken for lost does not count', () => {
    const questions = new Questions(state, tripsOf());
    assert.ok(questions.ended(N1), 'nothing was asked');
    for (const now of [0, 1000]) questions.ask(N1, now);
    assert.deepEqual([questions.ended(N1), questions.ended(N1)], [false, true]);
    for (const now of [5000, 6001]) questions.ask(N1, now);
    assert.ok(questions.ended(N1), 'the first one was lost');
    for (const now of [9000, 9001]) questions.ask(N1, now);
    questions.forget(N1);
    questions.ask(N1, 9002);
    assert.ok(questions.ended(N1));
  });
});

describe('writes that are missing', () => {
  let seen: VersionVector;
  let missing: MissingWrites;
  beforeEach(() => {
    seen = new VersionVector(10);
    missing = new MissingWrites(seen, (peer) => (peer === N1 ? 100 : 300));
  });

  it('are asked for at who told of them, once they are overdue', () => {
    missing.told(N2, B, 1, 0);
    missing.told(N1, A, 2, 50);
    assert.equal(missing.dueAtMs, 150);
    assert.deepEqual([missing.overdue(149), missing.dueAtMs], [[], 150]);
    assert.deepEqual([missing.overdue(150), missing.dueAtMs], [[N1], 300]);
    missing.told(N1, A, 2, 160);
    assert.deepEqual([missing.overdue(300), missing.dueAtMs], [[N1, N2], Infinity]);
  });

  it('are no longer asked for when they have come, all of them', () => {
    seen.add(A, 1);
    missing.told(N1, A, 1, 0);
    missing.told(N1, B, 0, 0);
    assert.equal(missing.dueAtMs, Infinity, 'there is nothing to wait for');
    missing.told(N1, A, 2, 0);
    missing.told(N1, B, 1, 90);
    seen.add(A, 2);
    assert.deepEqual(missing.overdue(100), [N1], 'one of two has not come');
    missing.told(N1, B, 1, 200);
    seen.add(B, 1);
    assert.deepEqual(missing.overdue(300), []);
  });

  it('count from the first that was told, but sooner where somebody has waited already', () => {
    missing.told(N2, A, 1, 0);
    missing.told(N2, A, 5, 100);
    seen.add(A, 1);
    assert.deepEqual(missing.overdue(300), [], 'what was told later is told again');
    missing.told(N2, A, 2, 1000);
    missing.told(N2, A, 2, 1100, 0);
    assert.equal(missing.dueAtMs, 1110, 'not at once: a node would ask without end');
  });
});

describe('acknowledgements that should have come', () => {
  const isPeer = (node: NodeId): boolean => [N1, N2].includes(node);
  const limits = { openWrites: 9, joinedWrites: 9, gapRuns: 9 };
  let convergence: Convergence;
  const accept = (seq: number, acceptedAtMs: number): void =>
    convergence.accepted(entryWith({ seq, acceptedAtMs }), []);
  const acknowledge = (by: NodeId, seq: number): void => {
    convergence.acknowledge({ by, from: seq, to: seq, heldAtMs: 0, isAtMost: false }, 0, []);
  };
  const awaitedAcks = (usualMs: number): AwaitedAcks =>
    new AwaitedAcks([N1, N2], convergence, usualMs, () => 1000);
  const nobody = (): boolean => false;
  beforeEach(() => (convergence = new Convergence(2, isPeer, limits)));

  it('are asked for at those who owe them, after three times the usual way, and again after their timeout', () => {
    const awaited = awaitedAcks(50);
    accept(1, 0);
    awaited.expect(0);
    awaited.expect(100);
    assert.equal(awaited.dueAtMs, 150);
    acknowledge(N1, 1);
    assert.deepEqual([awaited.debtors(149, nobody), awaited.dueAtMs], [[], 299]);
    assert.deepEqual([awaited.debtors(150, nobody), awaited.dueAtMs], [[N2], 300]);
    assert.deepEqual([awaited.debtors(1149, nobody), awaited.debtors(1150, nobody)], [[], [N2]]);
    acknowledge(N2, 1);
    assert.deepEqual([awaited.debtors(9000, nobody), awaited.dueAtMs], [[], Infinity]);
  });

  it('are not asked for at who is silent, nor at who is gone', () => {
    const awaited = awaitedAcks(10);
    accept(1, 0);
    assert.deepEqual(awaited.debtors(99, nobody), [], 'however short the usual way is');
    assert.deepEqual(
      awaited.debtors(100, (peer) => peer === N1),
      [N2],
    );
    awaited.setPeers([N1]);
    assert.deepEqual(awaited.debtors(5000, nobody), [N1]);
  });
});

describe('writes from the future', () => {
  it('are asked for at who sent them when the clock permits the first of their origin', () => {
    const aside = new SetAside(10);
    aside.add(A, N2, 500, 0);
    aside.add(A, N3, 400, 0);
    aside.add(A, N1, 450, 0);
    aside.add(B, N1, 400, 0);
    aside.add(C, N3, 900, 0);
    assert.equal(aside.dueAtMs, 400);
    assert.deepEqual(aside.takeDue(399), []);
    assert.deepEqual([aside.takeDue(400), aside.dueAtMs], [[N1, N3], 900]);
    assert.deepEqual(
      [A, B, C].map((origin) => aside.has(origin)),
      [false, false, true],
    );
    assert.deepEqual([aside.takeDue(900), aside.dueAtMs, aside.has(C)], [[N3], Infinity, false]);
  });

  it('wait for a moment however soon they are permitted, and the oldest origin makes room', () => {
    const aside = new SetAside(2);
    aside.add(A, N1, 1001, 1000);
    assert.equal(aside.dueAtMs, 1100);
    aside.add(B, N1, 2000, 1000);
    aside.add(C, N1, 3000, 1000);
    assert.deepEqual(
      [A, B, C].map((origin) => aside.has(origin)),
      [false, true, true],
    );
    assert.equal(aside.dueAtMs, 2000);
  });
});
