/** When writes are visible, and which reads are stale, by the definitions of docs/design.md: beside a judge that keeps everything. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { TimeBounds } from '../../../src/base/time-bounds.ts';
import { MAX_OPEN_WRITES, WatchedKey, type JudgedRead } from '../../../src/check/replicas/watched-key.ts';

interface Seen {
  readonly reads: JudgedRead[];
  readonly shown: { replica: number; ackedAtMs: number; visible: TimeBounds }[];
  readonly everywhere: { ackedAtMs: number; visible: TimeBounds }[];
  readonly key: WatchedKey;
}

function watched(replicas: number): Seen {
  const seen = {
    reads: [] as JudgedRead[],
    shown: [] as Seen['shown'],
    everywhere: [] as Seen['everywhere'],
  };
  const key = new WatchedKey(replicas, {
    read: (read) => seen.reads.push(read),
    shown: (replica, ackedAtMs, visible) => seen.shown.push({ replica, ackedAtMs, visible }),
    shownEverywhere: (ackedAtMs, visible) => seen.everywhere.push({ ackedAtMs, visible }),
  });
  return { ...seen, key };
}

describe('a watched key', () => {
  it('dates a write between the last read that missed it and the first that showed it', () => {
    const { key, shown, reads } = watched(1);
    key.acknowledged(key.began(), 10);
    key.read({ replica: 0, seq: 0, beganAtMs: 12, endedAtMs: 13 });
    key.read({ replica: 0, seq: 1, beganAtMs: 14, endedAtMs: 15 });
    assert.deepEqual(shown, [{ replica: 0, ackedAtMs: 10, visible: { atLeastMs: 2, atMostMs: 5 } }]);
    const [missed, found] = reads;
    assert.deepEqual([missed?.depth, missed?.ageMs, missed?.sinceAckMs], [1, 2, 2]);
    assert.deepEqual([found?.depth, found?.ageMs, found?.sinceAckMs], [0, 0, 4]);
  });

  it('takes a later write for all before it, and one that shows before it is acknowledged for visible at once', () => {
    const { key, shown } = watched(1);
    key.acknowledged(key.began(), 10);
    const second = key.began();
    key.read({ replica: 0, seq: 2, beganAtMs: 20, endedAtMs: 21 });
    key.acknowledged(second, 30);
    assert.deepEqual(
      shown.map(({ ackedAtMs, visible }) => [ackedAtMs, visible.atMostMs]),
      [
        [10, 11],
        [30, 0],
      ],
    );
  });

  it('is visible everywhere with the slowest replica, and pending where one never shows it', () => {
    const { key, everywhere } = watched(3);
    key.acknowledged(key.began(), 10);
    key.read({ replica: 0, seq: 1, beganAtMs: 11, endedAtMs: 12 });
    key.read({ replica: 1, seq: 1, beganAtMs: 17, endedAtMs: 18 });
    assert.deepEqual(everywhere, []);
    assert.deepEqual([key.pendingAt(0), key.pendingAt(1), key.pendingAt(2)], [[], [], [10]]);
    key.read({ replica: 2, seq: 0, beganAtMs: 18, endedAtMs: 19 });
    key.read({ replica: 2, seq: 1, beganAtMs: 19, endedAtMs: 20 });
    assert.deepEqual(everywhere, [{ ackedAtMs: 10, visible: { atLeastMs: 8, atMostMs: 10 } }]);
  });

  it('calls no read stale for a write that was acknowledged while it ran, or never', () => {
    const { key, reads } = watched(1);
    const first = key.began();
    key.read({ replica: 0, seq: 0, beganAtMs: 5, endedAtMs: 30 });
    key.acknowledged(first, 10);
    key.began();
    key.read({ replica: 0, seq: 1, beganAtMs: 40, endedAtMs: 41 });
    assert.deepEqual(
      reads.map(({ depth }) => depth),
      [0, 0],
    );
  });

  it('says that a replica went back, and judges that read like any other', () => {
    const { key, reads } = watched(1);
    for (const atMs of [10, 20, 30]) key.acknowledged(key.began(), atMs);
    key.read({ replica: 0, seq: 3, beganAtMs: 40, endedAtMs: 41 });
    key.read({ replica: 0, seq: 3, beganAtMs: 45, endedAtMs: 46 });
    key.read({ replica: 0, seq: 1, beganAtMs: 50, endedAtMs: 51 });
    assert.deepEqual(
      reads.map(({ wentBack, depth, ageMs }) => [wentBack, depth, ageMs]),
      [
        [false, 0, 0],
        [false, 0, 0],
        [true, 2, 30],
      ],
    );
  });

  it('counts what a new primary lacks as lost, and holds it against nobody', () => {
    const { key, reads } = watched(1);
    for (const atMs of [10, 20, 30]) key.acknowledged(key.began(), atMs);
    key.read({ replica: 0, seq: 1, beganAtMs: 31, endedAtMs: 32 });
    assert.equal(key.lostAfter(1), 2);
    assert.equal(key.lostAfter(1), 0);
    assert.deepEqual(key.pendingAt(0), []);
    key.read({ replica: 0, seq: 1, beganAtMs: 40, endedAtMs: 41 });
    assert.equal(reads.at(-1)?.depth, 0);
    key.acknowledged(key.began(), 50);
    assert.deepEqual(key.pendingAt(0), [50]);
  });

  it('is visible everywhere as soon as it is acknowledged, where all had shown it before', () => {
    const { key, everywhere } = watched(2);
    const write = key.began();
    for (const replica of [0, 1]) key.read({ replica, seq: write, beganAtMs: 1, endedAtMs: 2 });
    assert.deepEqual(everywhere, []);
    key.acknowledged(write, 3);
    assert.deepEqual(everywhere, [{ ackedAtMs: 3, visible: { atLeastMs: 0, atMostMs: 0 } }]);
  });

  it('counts what was never acknowledged neither as pending nor as lost', () => {
    const { key } = watched(1);
    key.began();
    assert.deepEqual(key.pendingAt(0), []);
    assert.equal(key.lostAfter(0), 0);
  });

  it('counts the time of a read from the acknowledgement of the latest write, whatever the read showed', () => {
    const { key, reads } = watched(1);
    const read = (seq: number, beganAtMs: number): JudgedRead | undefined => {
      key.read({ replica: 0, seq, beganAtMs, endedAtMs: beganAtMs + 1 });
      return reads.at(-1);
    };
    const first = key.began();
    assert.equal(read(0, 5)?.sinceAckMs, undefined);
    key.acknowledged(first, 10);
    // What is acknowledged at that very moment came too late for it.
    assert.deepEqual([read(0, 10)?.sinceAckMs, read(0, 10)?.depth], [undefined, 0]);
    const second = key.began();
    assert.equal(read(second, 20)?.sinceAckMs, 10, 'the latest has no acknowledgement');
    const third = key.began();
    key.acknowledged(third, 30);
    key.acknowledged(second, 35);
    assert.equal(read(third, 40)?.sinceAckMs, 10, 'the one before was acknowledged after it');
  });

  it('remembers 256 writes that all have shown, for replicas that go back', () => {
    const { key, reads } = watched(1);
    for (let atMs = 1; atMs <= 300; atMs++) {
      const write = key.began();
      key.acknowledged(write, atMs);
      if (atMs < 300) key.read({ replica: 0, seq: write, beganAtMs: atMs, endedAtMs: atMs });
    }
    key.read({ replica: 0, seq: 0, beganAtMs: 400, endedAtMs: 401 });
    assert.deepEqual([reads.at(-1)?.depth, reads.at(-1)?.ageMs], [256, 400 - 45]);
    assert.deepEqual([key.latest, key.forgotten], [300, 0]);
  });

  it('remembers those that a replica lacks up to a bound, and counts the acknowledged ones beyond', () => {
    const { key } = watched(1);
    const unanswered = key.began();
    for (let atMs = 1; atMs < MAX_OPEN_WRITES; atMs++) key.acknowledged(key.began(), atMs);
    assert.equal(key.pendingAt(0).length, MAX_OPEN_WRITES - 1);
    key.acknowledged(key.began(), MAX_OPEN_WRITES);
    assert.deepEqual([key.pendingAt(0).length, key.forgotten], [MAX_OPEN_WRITES, 0]);
    key.acknowledged(unanswered, MAX_OPEN_WRITES);
    assert.equal(key.pendingAt(0).length, MAX_OPEN_WRITES, 'it is forgotten');
    key.acknowledged(key.began(), MAX_OPEN_WRITES + 1);
    assert.deepEqual([key.pendingAt(0)[0], key.forgotten], [2, 1]);
  });

  it('forgets what is lost like what all have shown', () => {
    const { key } = watched(1);
    for (let atMs = 1; atMs <= 300; atMs++) key.acknowledged(key.began(), atMs);
    assert.equal(key.lostAfter(0), 300);
    key.acknowledged(key.began(), 301);
    key.acknowledged(1, 500);
    assert.deepEqual([key.pendingAt(0), key.forgotten], [[301], 0]);
  });

  it('agrees with a judge that keeps every write and every read', () => {
    const step = fc.record({ acks: fc.boolean(), takesMs: fc.integer({ min: 1, max: 9 }), lag: fc.nat(3) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 600 }), (steps) => {
        const { key, reads, shown } = watched(1);
        const acks: { seq: number; atMs: number }[] = [];
        const answered: { seq: number; beganAtMs: number; endedAtMs: number }[] = [];
        let nowMs = 0;
        for (const { acks: isAcked, takesMs, lag } of steps) {
          const seq = key.began();
          nowMs += takesMs;
          if (isAcked) {
            key.acknowledged(seq, nowMs);
            acks.push({ seq, atMs: nowMs });
          }
          const read = { seq: Math.max(0, seq - lag), beganAtMs: nowMs + 1, endedAtMs: nowMs + 2 };
          nowMs += 2;
          key.read({ ...read, replica: 0 });
          answered.push(read);
        }
        reads.forEach(({ depth, ageMs, beganAtMs, seq }) => {
          const missed = acks.filter((ack) => ack.seq > seq && ack.atMs < beganAtMs);
          assert.equal(depth, missed.length);
          assert.equal(ageMs, missed.length === 0 ? 0 : beganAtMs - (missed[0]?.atMs ?? 0));
        });
        const dated = acks.flatMap(({ seq, atMs }) => {
          const at = answered.findIndex((read) => read.seq >= seq);
          const [missed, first] = [answered[at - 1], answered[at]];
          if (first === undefined) return [];
          return [[atMs, Math.max(0, (missed?.beganAtMs ?? 0) - atMs), Math.max(0, first.endedAtMs - atMs)]];
        });
        assert.deepEqual(
          shown
            .map(({ ackedAtMs, visible }) => [ackedAtMs, visible.atLeastMs, visible.atMostMs])
            .sort(byFirst),
          dated.sort(byFirst),
        );
      }),
    );
  });
});

function byFirst([a = 0]: number[], [b = 0]: number[]): number {
  return a - b;
}
