/** What looks and reads show of a key that others write: beside a judge that knows when it was written, and what each replica held. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  HISTORY,
  MOST_HELD_READS,
  type Comparison,
  type ReadVerdict,
} from '../../../src/check/replicas/looked-at-key.ts';
import { lookedAt } from './looked-at.ts';

describe('a key that is looked at', () => {
  it('dates a change between two looks, and counts its delay from both', () => {
    const { look, read, shown, changes, verdicts } = lookedAt();
    look(0, 'a');
    look(10, 'b');
    read(14, 'a');
    read(18, 'b');
    look(20, 'b');
    assert.deepEqual(
      changes.map(({ missedAtMs, seenAtMs }) => [missedAtMs, seenAtMs]),
      [[0, 11]],
    );
    assert.deepEqual(
      shown.map(({ visible }) => visible),
      [{ atLeastMs: 3, atMostMs: 19 }],
    );
    assert.deepEqual(verdicts, ['stale', 'fresh']);
  });

  it('times nothing that was there when it began, and blames a read for it all the same', () => {
    const { look, read, shown, changes, verdicts, key } = lookedAt();
    look(0, 'a');
    read(5, undefined);
    read(7, 'a');
    look(10, 'a');
    assert.deepEqual([changes, shown, verdicts], [[], [], ['stale', 'fresh']]);
    read(12, undefined);
    look(20, 'a');
    assert.equal(key.missesSince(0), 1);
  });

  it('takes a read that showed a change before the primary was asked for visible at once', () => {
    const { look, read, shown, verdicts } = lookedAt();
    look(0, 'a');
    read(3, 'a');
    read(6, 'b');
    look(10, 'b');
    assert.deepEqual(verdicts, ['fresh', 'fresh']);
    assert.deepEqual(shown[0]?.visible, { atLeastMs: 0, atMostMs: 7 });
  });

  it('does not judge a read with a value that it never saw, while the primary changed', () => {
    const { look, read, verdicts, key } = lookedAt();
    look(0, 'a');
    read(5, 'x');
    look(10, 'b');
    assert.deepEqual(verdicts, ['undecided']);
    assert.equal(key.missesSince(0), undefined);
    read(15, 'x');
    look(20, 'b');
    assert.deepEqual(verdicts, ['undecided', 'stale'], 'the primary had b before and after it');
  });

  it('does not judge it either where a value may have come and gone, or where a replica may be ahead', () => {
    const judged = (compares: Comparison, ...values: (string | undefined)[]): ReadVerdict[] => {
      const { look, read, verdicts } = lookedAt(1, compares);
      const [held, shown] = values;
      look(0, held);
      read(5, shown);
      look(10, held);
      return verdicts;
    };
    assert.deepEqual(judged('revisions', 'b', 'x'), ['stale']);
    assert.deepEqual(judged('revisions', 'b', undefined), ['stale']);
    assert.deepEqual(
      judged('revisions', undefined, 'x'),
      ['undecided'],
      'made and deleted between the looks',
    );
    assert.deepEqual(judged('versions', 'b', 'x'), ['undecided'], 'written there, and not at the target yet');
    assert.deepEqual(judged('digests', 'b', 'x'), ['undecided']);
  });

  it('takes a value that came back for one that may come back unseen, unless the primary held still', () => {
    for (const [compares, verdict] of [
      ['digests', 'undecided'],
      ['revisions', 'stale'],
    ] as const) {
      // oxfmt-ignore
      const { look, read, verdicts } = lookedAt(1, compares);
      look(0, 'a');
      look(10, undefined);
      read(15, 'a');
      look(20, 'b');
      look(30, undefined);
      look(40, 'c');
      read(45, undefined);
      look(50, 'c');
      assert.deepEqual(verdicts, ['stale', verdict]);
      read(55, undefined);
      look(60, 'd');
      assert.equal(verdicts.at(-1), 'undecided', 'no key has no version in any store');
    }
  });

  it('finds a replica that stands still stale however many values it misses', () => {
    for (const compares of ['revisions', 'versions', 'digests'] as const) {
      const { look, read, verdicts, key } = lookedAt(1, compares);
      look(0, 'a');
      for (let nth = 1; nth <= HISTORY + 10; nth++) {
        look(10 * nth, String(nth));
        read(10 * nth + 2, 'a');
      }
      look(1e5, 'z');
      assert.deepEqual(new Set(verdicts), new Set(['stale']));
      assert.equal(key.missesSince(0), 11);
    }
  });

  it('blames no read for a value that came back, and does not time it', () => {
    const { look, read, verdicts, shown, untimed, dropped } = lookedAt(1, 'digests');
    look(0, 'a');
    read(2, 'a');
    for (const [atMs, version] of [[10, 'b'], [20, 'a']] as const) look(atMs, version); // oxfmt-ignore
    read(25, 'a');
    look(30, 'a');
    assert.deepEqual([verdicts, shown], [['fresh', 'fresh'], []]);
    assert.deepEqual([untimed, dropped.length], [[0, 0], 2]);
    look(40, 'b');
    read(45, 'b');
    look(50, 'a');
    read(55, 'a');
    look(60, 'a');
    assert.equal(shown.length, 2, 'it had shown the other value in between');
  });

  it('is shown everywhere with the slowest replica', () => {
    const { look, read, everywhere } = lookedAt(2);
    look(0, 'a');
    look(10, 'b');
    read(12, 'b', 0);
    read(13, 'a', 1);
    look(20, 'b');
    assert.deepEqual(everywhere, []);
    read(25, 'b', 1);
    look(30, 'b');
    assert.deepEqual(everywhere, [{ atLeastMs: 2, atMostMs: 26 }]);
  });

  it('says nothing of reads that no look follows, beyond a bound', () => {
    const { look, read, verdicts } = lookedAt();
    look(0, 'a');
    for (let at = 0; at <= MOST_HELD_READS; at++) read(2 + at, 'b');
    assert.deepEqual(verdicts, ['undecided']);
    look(1000, 'a');
    assert.equal(verdicts.filter((one) => one === 'stale').length, MOST_HELD_READS);
  });

  it('begins anew at another primary', () => {
    const { look, read, verdicts, dropped, changes, key } = lookedAt();
    look(0, 'a');
    look(10, 'b');
    read(12, 'a');
    key.restart();
    look(20, 'c');
    read(25, 'a');
    look(30, 'd');
    assert.deepEqual(verdicts, ['undecided', 'undecided']);
    assert.deepEqual([dropped.length, changes.length], [1, 2]);
  });

  for (const compares of ['revisions', 'versions', 'digests'] as const)
    it(`never says more than is true of ${compares}`, () => {
      const step = fc.record({
        act: fc.constantFrom('write', 'look', 'look', 'read', 'read'),
        takesMs: fc.integer({ min: 1, max: 9 }),
        lagMs: fc.nat(40),
        // Of the target, where replicas take writes.
        behindMs: fc.nat(compares === 'versions' ? 40 : 0),
        at: fc.double({ min: 0, max: 1, noNaN: true }),
      });
      fc.assert(
        fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
          const { key, shown, verdicts } = lookedAt(1, compares);
          /** By number of the write: when the primary had it, and when the replica. */
          const writes = [{ atMs: -Infinity, hadAtMs: -Infinity }];
          const reads: { index: number; beganAtMs: number }[] = [];
          const looks: { index: number; endedAtMs: number }[] = [];
          const versionOf = (index: number): string | undefined => {
            if (compares === 'revisions' && index % 16 === 15) return undefined;
            return String(compares === 'digests' ? index % 5 : index);
          };
          let nowMs = 0;
          for (const { act, takesMs, lagMs, behindMs, at } of steps) {
            const beganAtMs = nowMs;
            nowMs += takesMs;
            const atMs = beganAtMs + at * takesMs;
            const look = (index: number) => ({ version: versionOf(index), beganAtMs, endedAtMs: nowMs });
            const last = writes.at(-1) ?? assert.fail();
            if (act === 'write') {
              writes.push({
                atMs: Math.max(atMs + behindMs, last.atMs),
                hadAtMs: Math.max(atMs + lagMs, last.hadAtMs),
              });
            } else if (act === 'look') {
              const index = writes.findLastIndex((write) => write.atMs <= atMs);
              key.look(look(index));
              looks.push({ index, endedAtMs: nowMs });
            } else {
              const index = writes.findLastIndex((write) => write.hadAtMs <= atMs);
              key.read(0, look(index));
              reads.push({ index, beganAtMs });
            }
          }
          // What came and went unseen, and the same once more, nobody can tell apart.
          const isKnown = (index: number): boolean =>
            (compares !== 'digests' && versionOf(index) !== undefined) ||
            writes.every(
              (_, one) => versionOf(one) !== versionOf(index) || looks.some((look) => look.index === one),
            );
          verdicts.forEach((verdict, nth) => {
            const { index, beganAtMs } = reads[nth] ?? assert.fail();
            const known = looks.filter(({ endedAtMs }) => endedAtMs < beganAtMs);
            const isStale = index < Math.max(...known.map((look) => look.index));
            if (verdict !== 'undecided' && isKnown(index) && (verdict === 'stale' || compares !== 'digests'))
              assert.equal(verdict === 'stale', isStale);
          });
          if (!writes.every((_, index) => isKnown(index))) return;
          for (const { change, visible } of shown) {
            const { index } = looks.find(({ endedAtMs }) => endedAtMs === change.seenAtMs) ?? assert.fail();
            const { atMs, hadAtMs } = writes[index] ?? assert.fail();
            const tookMs = Math.max(0, hadAtMs - atMs);
            assert.ok(visible.atLeastMs <= tookMs && tookMs <= visible.atMostMs);
          }
        }),
      );
    });
});
