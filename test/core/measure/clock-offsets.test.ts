/** How far clocks are apart is known within half a round trip; all nodes that know of each other come to the same time. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ClockOffsets } from '../../../src/core/measure/clock-offsets.ts';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';

const PEER = 'n2' as NodeId;
const LIFE = 'n2#0' as Origin;
const MAX_AHEAD_MS = 10_000;

const delayMs = fc.integer({ min: 0, max: 5000 });

/** A question at `nowMs`, to a peer whose clock is so far ahead. */
function ask(
  offsets: ClockOffsets,
  peer: NodeId,
  {
    aheadMs,
    nowMs = 1e9,
    there = 1,
    back = 1,
  }: { aheadMs: number; nowMs?: number; there?: number; back?: number },
): void {
  const answeredAtMs = nowMs + there + aheadMs;
  const life = `${peer}#0` as Origin;
  offsets.answered(peer, life, { askedAtMs: nowMs, answeredAtMs, arrivedAtMs: nowMs + there + back });
}

/** Of a node that knows the clocks of all others, where each is so far ahead of true time. */
function knowing(
  clocksMs: readonly number[],
  me: number,
  known: (peer: number) => boolean = () => true,
): ClockOffsets {
  const offsets = new ClockOffsets(clocksMs.length - 1, MAX_AHEAD_MS);
  clocksMs.forEach((clockMs, i) => {
    if (i !== me && known(i)) ask(offsets, `n${i}` as NodeId, { aheadMs: clockMs - (clocksMs[me] ?? 0) });
  });
  return offsets;
}

describe('clock offsets', () => {
  it('are within their bounds of the truth, however long each way takes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1e9, max: 1e9 }),
        fc.array(fc.tuple(delayMs, delayMs), { minLength: 1, maxLength: 20 }),
        (aheadMs, trips) => {
          const offsets = new ClockOffsets(1, MAX_AHEAD_MS);
          for (const [there, back] of trips) {
            ask(offsets, PEER, { aheadMs, there, back });
            const known = offsets.of(PEER);
            assert.ok(known !== undefined && Math.abs(known.offsetMs - aheadMs) <= known.boundMs);
          }
        },
      ),
    );
  });

  it('keep the estimate with the smallest bound, until it is old', () => {
    const offsets = new ClockOffsets(1, MAX_AHEAD_MS);
    ask(offsets, PEER, { aheadMs: 5, there: 1, back: 1 });
    for (let i = 0; i < 8; i++) ask(offsets, PEER, { aheadMs: 50, there: 100, back: 300 });
    assert.deepEqual([offsets.of(PEER)?.offsetMs, offsets.of(PEER)?.boundMs], [5, 1]);
    ask(offsets, PEER, { aheadMs: 50, there: 100, back: 300 });
    assert.equal(offsets.of(PEER)?.boundMs, 200);
  });

  it('are of one life of the peer', () => {
    const offsets = new ClockOffsets(1, MAX_AHEAD_MS);
    ask(offsets, PEER, { aheadMs: 1e6 });
    offsets.heard(PEER, LIFE);
    assert.equal(offsets.isFar, true);
    offsets.heard(PEER, 'n2#1' as Origin);
    assert.deepEqual([offsets.isFar, offsets.of(PEER)], [false, undefined]);
  });

  it('do not take a clock for wrong that may be right, by the bounds', () => {
    const offsets = new ClockOffsets(1, MAX_AHEAD_MS);
    ask(offsets, PEER, { aheadMs: MAX_AHEAD_MS + 100, there: 150, back: 150 });
    assert.equal(offsets.isFar, false);
    ask(offsets, PEER, { aheadMs: MAX_AHEAD_MS + 100, there: 50, back: 50 });
    assert.equal(offsets.isFar, true);
  });
});

describe('what is known of clocks', () => {
  const [N2, N3, N4] = ['n2', 'n3', 'n4'] as NodeId[] as [NodeId, NodeId, NodeId];
  const FAR_MS = MAX_AHEAD_MS + 1000;

  it('is taken anew where two estimates cannot both be true: a clock was set', () => {
    const offsets = new ClockOffsets(1, MAX_AHEAD_MS);
    ask(offsets, PEER, { aheadMs: 0, there: 10, back: 10 });
    ask(offsets, PEER, { aheadMs: 30, there: 20, back: 20 });
    assert.equal(offsets.of(PEER)?.offsetMs, 0, 'both may be');
    ask(offsets, PEER, { aheadMs: 31, there: 20, back: 20 });
    assert.equal(offsets.of(PEER)?.offsetMs, 31);
    ask(offsets, PEER, { aheadMs: 5, there: 20, back: 20 });
    assert.equal(offsets.of(PEER)?.offsetMs, 5, 'a bound that is no larger wins');
    const backwards = { askedAtMs: 100, answeredAtMs: 500, arrivedAtMs: 99 };
    offsets.answered(PEER, LIFE, backwards);
    assert.equal(offsets.of(PEER)?.offsetMs, 5, 'no answer comes before its question');
  });

  it('is of the life whose clock it is', () => {
    const offsets = new ClockOffsets(1, MAX_AHEAD_MS);
    assert.equal(offsets.ofLife(LIFE), undefined);
    ask(offsets, PEER, { aheadMs: 5 });
    assert.equal(offsets.ofLife(LIFE)?.offsetMs, 5);
    assert.equal(offsets.ofLife('n2#1' as Origin), undefined);
  });

  it('goes with a node into its next life, and is forgotten of peers that are gone', () => {
    const [before, after] = [new ClockOffsets(2, MAX_AHEAD_MS), new ClockOffsets(2, MAX_AHEAD_MS)];
    ask(before, N2, { aheadMs: FAR_MS });
    ask(before, N3, { aheadMs: FAR_MS });
    after.inherit(before);
    assert.deepEqual([after.isFar, after.isNear, after.worst.offsetMs], [true, false, FAR_MS]);
    after.membersChanged(1, (node) => node === N4);
    assert.deepEqual(
      [after.isFar, after.worst, after.of(N2)],
      [false, { offsetMs: 0, boundMs: 0 }, undefined],
    );
    after.membersChanged(0, () => false);
    assert.equal(after.isNear, true, 'alone, nobody knows better');
  });

  it('names the clock that differs most, ahead or behind', () => {
    const offsets = new ClockOffsets(3, MAX_AHEAD_MS);
    for (const [peer, aheadMs] of [
      [N2, 5],
      [N3, -9],
      [N4, 7],
    ] as const)
      ask(offsets, peer, { aheadMs });
    assert.deepEqual([offsets.worst.offsetMs, offsets.worst.boundMs], [-9, 1]);
  });

  it('is asked for where some clock is wrong, until it is known whose', () => {
    const peers = [N2, N3, N4];
    const offsets = new ClockOffsets(3, MAX_AHEAD_MS);
    assert.deepEqual(offsets.undecided(peers), [], 'nothing is wrong');
    offsets.sawFuture();
    assert.deepEqual(offsets.undecided(peers), peers);
    ask(offsets, N2, { aheadMs: 0 });
    assert.deepEqual(offsets.undecided(peers), [N3, N4]);
    ask(offsets, N3, { aheadMs: 0 });
    assert.deepEqual(offsets.undecided(peers), [], 'most agree with this one');
    const doubt = new ClockOffsets(3, MAX_AHEAD_MS);
    ask(doubt, N2, { aheadMs: FAR_MS });
    assert.deepEqual(doubt.undecided(peers), [N3, N4], 'one is far away: that is reason enough');
    assert.equal(doubt.heard(N2, 'n2#0' as Origin), false);
    assert.equal(doubt.heard(N2, 'n2#1' as Origin), true, 'it has to be known again');
    const calm = new ClockOffsets(3, MAX_AHEAD_MS);
    ask(calm, N2, { aheadMs: 0 });
    assert.deepEqual([calm.heard(N2, 'n2#1' as Origin), calm.heard(N3, 'n3#1' as Origin)], [false, false]);
  });

  it('says how near is near enough: as far as clocks may be apart, by the bounds', () => {
    const isFar = (aheadMs: number): boolean => {
      const offsets = new ClockOffsets(1, MAX_AHEAD_MS);
      ask(offsets, PEER, { aheadMs });
      return offsets.isFar;
    };
    assert.deepEqual([MAX_AHEAD_MS + 1, MAX_AHEAD_MS + 2, -MAX_AHEAD_MS - 1, -MAX_AHEAD_MS - 2].map(isFar), [
      ...[false, true, false, true],
    ]);
  });

  it('changes a correction only where that is further off than clocks may be', () => {
    const offsets = knowing([0, 60_000, 60_000], 0);
    assert.equal(offsets.correctionMs(0), 60_000);
    assert.equal(offsets.correctionMs(60_000 - MAX_AHEAD_MS), 50_000);
    assert.equal(offsets.correctionMs(60_000 - MAX_AHEAD_MS - 1), 60_000);
    // Of two in the middle the earlier one counts; who is not known is taken to be right by the present correction.
    assert.equal(knowing([0, 30_000, 60_000, 90_000], 0).correctionMs(0), 30_000);
    assert.equal(knowing([0, 60_000, 90_000, 0, 0], 0, (peer) => peer < 3).isFar, false);
    const few = knowing([0, 60_000, 80_000, 90_000, 0], 0, (peer) => peer < 4);
    assert.deepEqual([few.isFar, few.correctionMs(0), few.correctionMs(70_000)], [true, 60_000, 70_000]);
    const median = knowing([0, 20_000, 4000, 30_000], 0);
    assert.equal(median.isFar, true);
    assert.equal(median.correctionMs(30_000), 0, 'the median is near enough');
  });
});

describe('the correction of a wrong clock', () => {
  const YEAR_MS = 365 * 86_400_000;

  it('is made by the one that is wrong, and by no other', () => {
    const clocks = [0, 3, YEAR_MS];
    assert.deepEqual(
      clocks.map((_, me) => knowing(clocks, me).correctionMs(0)),
      [0, 0, 3 - YEAR_MS],
    );
  });

  it('brings all nodes to one time, whatever their clocks show', () => {
    const clock = fc.oneof(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -1e9, max: 1e9 }));
    fc.assert(
      fc.property(fc.array(clock, { minLength: 2, maxLength: 9 }), (clocks) => {
        const median = [...clocks].sort((a, b) => a - b)[(clocks.length - 1) >> 1] ?? 0;
        clocks.forEach((clockMs, me) => {
          const offsets = knowing(clocks, me);
          const apartMs = Math.abs(clockMs + offsets.correctionMs(0) - median);
          assert.ok(
            apartMs <= MAX_AHEAD_MS || !offsets.isFar,
            `n${me} of ${clocks.join(' ')} is ${apartMs} ms off`,
          );
        });
      }),
    );
  });

  it('waits for more than half of the peers: until then a clock may be right', () => {
    const clocks = [0, YEAR_MS, YEAR_MS, 0, 0];
    assert.equal(knowing(clocks, 0, (peer) => peer <= 2).isFar, false);
  });

  it('stays while too little is known, and ends when most clocks agree with this one', () => {
    const offsets = knowing([YEAR_MS, 0, 0], 0);
    assert.equal(offsets.correctionMs(0), -YEAR_MS);
    offsets.heard('n1' as NodeId, 'n1#1' as Origin);
    offsets.heard('n2' as NodeId, 'n2#1' as Origin);
    assert.equal(offsets.correctionMs(-YEAR_MS), -YEAR_MS);
    assert.equal(knowing([0, 0, 0], 0).correctionMs(-YEAR_MS), 0);
  });

  it('asks on as long as the clocks that are not known could move the median', () => {
    // Seven nodes: mine is a year behind, and n0's is wrong by a minute besides; two are not known.
    const clocks = [YEAR_MS - 60_000, 0, YEAR_MS, YEAR_MS, YEAR_MS, YEAR_MS, YEAR_MS];
    const peers = ['n0', 'n2', 'n3', 'n4', 'n5', 'n6'] as NodeId[];
    const few = knowing(clocks, 1, (peer) => peer < 5);
    assert.ok(
      Math.abs(few.correctionMs(0) - (YEAR_MS - 60_000)) < 10,
      'the median of those that are known is the wrong one',
    );
    assert.deepEqual(few.undecided(peers), ['n5', 'n6']);
    const enough = knowing(clocks, 1, (peer) => peer < 6);
    assert.deepEqual(enough.undecided(peers), [], 'four clocks of seven agree');
  });

  it('asks on when it is ahead of all others, and nothing comes from the future that would tell it', () => {
    // Two of five clocks are wrong, mine by more: with too few known, the median is the other wrong one.
    const clocks = [30 * YEAR_MS, YEAR_MS, 0, 0, 0];
    const few = knowing(clocks, 0, (peer) => peer <= 3);
    assert.deepEqual(few.undecided(['n1', 'n2', 'n3', 'n4'] as NodeId[]), ['n4']);
    assert.deepEqual(knowing(clocks, 0).undecided(['n1', 'n2', 'n3', 'n4'] as NodeId[]), []);
  });
});
