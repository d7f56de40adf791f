/** Acknowledgements on their way: each rides on what goes in its direction, as few runs as say it, and leaves when it is due. */

import assert from 'node:assert/strict';
import { OutgoingAcks } from '../../../src/core/repair/outgoing-acks.ts';
import type { AckRun } from '../../../src/protocol/gossip.ts';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';

const [ME, N2, N3, HUB] = ['me', 'n2', 'n3', 'hub'] as NodeId[] as [NodeId, NodeId, NodeId, NodeId];
const [L2, L3] = ['n2#0', 'n3#0'] as Origin[] as [Origin, Origin];
/** Nodes between this one and an origin. */
const MOST_HANDS = 16;
const RUNS_PER_MESSAGE = 10_000;

const gone = new Set<Origin>();

function outgoing(limit = 100_000, next: (node: NodeId) => NodeId = (node) => node): OutgoingAcks {
  return new OutgoingAcks(ME, next, limit, (origin) => !gone.has(origin));
}

const separate = (count: number, from = 1): AckRun[] =>
  Array.from({ length: count }, (_, i): AckRun => [from + 2 * i, from + 2 * i, 7]);

describe('acknowledgements on their way', () => {
  beforeEach(() => gone.clear());

  it('ride on the next message to their origin, once, and are due where there is none', () => {
    const acks = outgoing();
    assert.equal(acks.dueAtMs, Infinity);
    acks.add(L2, 1, 500, 700);
    acks.add(L3, 4, 510, 650);
    acks.add(L2, 2, 520, 800);
    assert.equal(acks.dueAtMs, 650);
    assert.deepEqual([acks.due(649), acks.due(650), acks.due(700)], [[], [N3], [N2, N3]]);
    assert.deepEqual(acks.take(HUB), []);
    assert.deepEqual(acks.take(N3), [[L3, ME, [[4, 4, 510]]]]);
    assert.equal(acks.dueAtMs, 700);
    assert.deepEqual(acks.take(N2), [
      [
        L2,
        ME,
        [
          [1, 1, 500],
          [2, 2, 520],
        ],
      ],
    ]);
    assert.deepEqual([acks.take(N2), acks.dueAtMs, acks.due(1e9)], [[], Infinity, []]);
  });

  it('are owed to nobody for what an earlier life of this node wrote, whoever brings or asks', () => {
    const acks = outgoing();
    const earlier = 'me#0' as Origin;
    acks.add(earlier, 1, 500, 700);
    acks.addUndated(earlier, 2, 4, 500, 700);
    acks.passOn([earlier, N2, [[1, 1, 5]]], 700);
    assert.deepEqual([acks.isAwaited(earlier), acks.dueAtMs, acks.due(1e9)], [false, Infinity, []]);
  });

  it('say in one run what has been held since the same time, as exactly', () => {
    const acks = outgoing();
    for (const [seq, heldAtMs] of [
      [1, 5],
      [2, 5],
      [3, 6],
      [5, 6],
      [6, 6],
    ] as const)
      acks.add(L2, seq, heldAtMs, 0);
    acks.addUndated(L2, 7, 9, 6, 0);
    acks.addUndated(L2, 10, 12, 6, 0);
    const [[, , runs] = []] = acks.take(N2);
    assert.deepEqual(runs, [
      [1, 2, 5],
      [3, 3, 6],
      [5, 6, 6],
      [7, 12, 6, 1],
    ]);
  });

  it('are not repeated while one waits that says the same, as exactly', () => {
    const acks = outgoing();
    for (const seq of [1, 2, 5, 6, 9]) acks.add(L2, seq, 5, 0);
    for (const seq of [2, 5, 9]) acks.add(L2, seq, 8, 0);
    acks.addUndated(L2, 5, 6, 9, 0);
    acks.add(L2, 4, 8, 0);
    const [[, , runs] = []] = acks.take(N2);
    assert.deepEqual(runs, [
      [1, 2, 5],
      [5, 6, 5],
      [9, 9, 5],
      [4, 4, 8],
    ]);
    acks.addUndated(L2, 1, 4, 9, 0);
    acks.add(L2, 3, 8, 0);
    acks.addUndated(L2, 2, 6, 9, 0);
    assert.deepEqual(
      acks.take(N2)[0]?.[2],
      [
        [1, 4, 9, 1],
        [3, 3, 8],
        [2, 6, 9, 1],
      ],
      'a date says more',
    );
  });

  it('go by the hub where there is one, others’ after so many hands straight to their origin', () => {
    const acks = outgoing(100, () => HUB);
    acks.add(L2, 1, 5, 10);
    acks.passOn([L2, N3, [[1, 1, 6]]], 20);
    acks.passOn([L3, N2, [[8, 9, 7]], MOST_HANDS - 2], 30);
    assert.deepEqual(acks.due(40), [HUB]);
    assert.deepEqual(acks.take(N2), []);
    assert.deepEqual(acks.take(HUB), [
      [L2, ME, [[1, 1, 5]]],
      [L2, N3, [[1, 1, 6]], 1],
      [L3, N2, [[8, 9, 7]], MOST_HANDS - 1],
    ]);
    acks.passOn([L3, N2, [[8, 9, 7]], MOST_HANDS - 1], 30);
    assert.deepEqual([acks.due(30), acks.take(HUB)], [[N3], []]);
    assert.deepEqual(acks.take(N3), [[L3, N2, [[8, 9, 7]], MOST_HANDS]]);
    assert.equal(acks.dueAtMs, Infinity);
  });

  it('count the most hands of what goes together, and never more than a message may name', () => {
    const acks = outgoing(100, () => HUB);
    acks.passOn([L2, N3, [[1, 1, 6]], 4], 0);
    acks.passOn([L2, N3, [[3, 3, 6]]], 0);
    assert.deepEqual(acks.take(HUB), [
      [
        L2,
        N3,
        [
          [1, 1, 6],
          [3, 3, 6],
        ],
        5,
      ],
    ]);
    acks.passOn([L2, N3, [[1, 1, 6]], 10_000], 0);
    assert.equal(acks.take(N2)[0]?.[3], 10_000);
  });

  it('go straight to an origin that asked for them itself', () => {
    const acks = outgoing(100, () => HUB);
    acks.sendDirectly(L2);
    acks.add(L2, 1, 5, 0);
    acks.passOn([L2, N3, [[1, 1, 6]]], 0);
    acks.sendDirectly(L2);
    assert.deepEqual(acks.due(0), [HUB, N2]);
    assert.deepEqual(acks.take(N2), [[L2, ME, [[1, 1, 5]], MOST_HANDS]]);
    assert.deepEqual(acks.take(HUB), [[L2, N3, [[1, 1, 6]], 1]]);
  });

  it('that another one of this node passes back go with its own', () => {
    const acks = outgoing();
    acks.passOn([L2, ME, [[1, 1, 5]], 2], 0);
    acks.add(L2, 2, 5, 0);
    assert.deepEqual(acks.take(N2), [[L2, ME, [[1, 2, 5]], 3]]);
  });

  it('are owed to nobody who is gone', () => {
    const acks = outgoing();
    acks.add(L2, 1, 5, 10);
    acks.add(L3, 1, 5, 20);
    gone.add(L2);
    acks.membersChanged();
    assert.equal(acks.dueAtMs, 20);
    acks.add(L2, 2, 5, 5);
    acks.passOn([L2, N3, [[1, 1, 6]]], 5);
    assert.deepEqual([acks.dueAtMs, acks.take(N2), acks.take(N3)], [20, [], [[L3, ME, [[1, 1, 5]]]]]);
  });

  it('are cut where a message has no room for all: the rest goes with the next', () => {
    const acks = outgoing();
    for (const [seq] of separate(RUNS_PER_MESSAGE - 1)) acks.add(L2, seq, 7, 0);
    acks.passOn([L2, N3, separate(3)], 0);
    acks.passOn([L2, 'n4' as NodeId, separate(1)], 0);
    const [own, others, ...rest] = acks.take(N2);
    assert.deepEqual([own?.[2].length, others, rest], [RUNS_PER_MESSAGE - 1, [L2, N3, separate(1), 1], []]);
    assert.equal(acks.dueAtMs, 0);
    assert.deepEqual(acks.take(N2), [
      [L2, N3, separate(2, 3), 1],
      [L2, 'n4', separate(1), 1],
    ]);
    assert.equal(acks.dueAtMs, Infinity);
    for (const [seq] of separate(RUNS_PER_MESSAGE + 1)) acks.add(L2, seq, 7, 0);
    assert.equal(acks.take(N2)[0]?.[2].length, RUNS_PER_MESSAGE);
    assert.deepEqual(acks.take(N2), [[L2, ME, [[2 * RUNS_PER_MESSAGE + 1, 2 * RUNS_PER_MESSAGE + 1, 7]]]]);
  });

  it('lose the newest at their bound', () => {
    const acks = outgoing(2);
    for (const seq of [1, 3, 5]) acks.add(L2, seq, 7, 0);
    assert.deepEqual([acks.takeDropped(), acks.takeDropped()], [1, 0]);
    acks.passOn([L2, N3, separate(5)], 0);
    assert.equal(acks.takeDropped(), 3);
    assert.deepEqual(acks.take(N2), [
      [L2, ME, separate(2)],
      [L2, N3, separate(2), 1],
    ]);
  });
});
