/** Version vectors with exceptions, against a plain set. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Seen } from '../../../src/core/store/seen.ts';
import { VersionVector } from '../../../src/core/store/version-vector.ts';
import type { Origin } from '../../../src/protocol/names.ts';

const LAST = 75;
const NO_LIMIT = 1000;

interface Run {
  readonly from: number;
  readonly length: number;
}

const runs = fc.array(
  fc.record({ from: fc.integer({ min: 1, max: 60 }), length: fc.integer({ min: 0, max: 10 }) }),
);

function seenOf(list: readonly Run[], limit = NO_LIMIT): Seen {
  const seen = new Seen();
  for (const { from, length } of list) seen.addRun(from, from + length, limit);
  return seen;
}

function setOf(list: readonly Run[]): Set<number> {
  const set = new Set<number>();
  for (const { from, length } of list) for (let seq = from; seq <= from + length; seq++) set.add(seq);
  return set;
}

function numbersIn(list: Iterable<readonly [from: number, to: number]>): number[] {
  const numbers: number[] = [];
  for (const [from, to] of list) for (let seq = from; seq <= Math.min(to, LAST); seq++) numbers.push(seq);
  return numbers;
}

const all = Array.from({ length: LAST }, (_, i) => i + 1);

describe('version vector with exceptions', () => {
  it('knows exactly what a plain set knows', () => {
    fc.assert(
      fc.property(runs, (list) => {
        const [seen, oracle] = [seenOf(list), setOf(list)];
        assert.deepEqual(
          all.filter((seq) => seen.has(seq)),
          all.filter((seq) => oracle.has(seq)),
        );
        assert.ok(!seen.has(seen.through + 1), 'through reaches as far as it can');
        assert.ok(
          seen.beyond.every(
            ([from, to], i) => from <= to && from > (seen.beyond[i - 1]?.[1] ?? seen.through) + 1,
          ),
          'exceptions are ascending, and each lies beyond a gap',
        );
      }),
    );
  });

  it('finds what it holds and misses of a run, and what another one lacks', () => {
    fc.assert(
      fc.property(
        runs,
        runs,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 15 }),
        (a, b, from, more) => {
          const [seen, mine, other, theirs] = [seenOf(a), setOf(a), seenOf(b), setOf(b)];
          const to = from + more;
          const within = all.filter((seq) => seq >= from && seq <= to);
          assert.deepEqual(
            numbersIn(seen.heldIn(from, to)),
            within.filter((seq) => mine.has(seq)),
          );
          assert.deepEqual(
            numbersIn(seen.missingIn(from, to)),
            within.filter((seq) => !mine.has(seq)),
          );
          assert.equal(
            seen.covers(from, to),
            within.every((seq) => mine.has(seq)),
          );
          assert.deepEqual(
            numbersIn(seen.notIn(other.through, other.beyond)),
            all.filter((seq) => mine.has(seq) && !theirs.has(seq)),
          );
        },
      ),
    );
  });

  it('forgets the highest runs at its limit, counts them, and takes them when they come again', () => {
    const seen = new Seen();
    for (const seq of [3, 5, 7]) assert.equal(seen.addRun(seq, seq, 3), 0);
    assert.equal(seen.addRun(9, 11, 3), 3, 'there is no room for it');
    assert.equal(seen.addRun(1, 1, 3), 0, 'a run without a gap needs no room');
    assert.deepEqual([seen.has(7), seen.has(9), seen.through], [true, false, 1]);
    assert.equal(seen.addRun(2, 2, 3), 0);
    assert.equal(seen.through, 3);
    assert.equal(seen.addRun(9, 11, 3), 0);
    assert.equal(seen.addRun(13, 13, 3), 1);
  });

  it('has room at its limit for what closes up with what it holds, and for nothing else', () => {
    const seen = new Seen();
    for (const [from, to] of [[5, 6], [10, 11]] as const) seen.addRun(from, to, 2); // oxfmt-ignore
    const hasRoom = (from: number, to: number): boolean => seen.hasRoomFor(from, to, 2);
    assert.deepEqual(
      [hasRoom(3, 4), hasRoom(7, 8), hasRoom(12, 13), hasRoom(1, 1)],
      [true, true, true, true],
    );
    assert.deepEqual([hasRoom(3, 3), hasRoom(8, 8), hasRoom(13, 13)], [false, false, false]);
    assert.ok(seen.hasRoomFor(8, 8, 3));
  });

  it('never claims more than it was given, whatever its limit', () => {
    fc.assert(
      fc.property(runs, fc.integer({ min: 0, max: 4 }), (list, limit) => {
        const [seen, oracle] = [seenOf(list, limit), setOf(list)];
        assert.ok(all.every((seq) => !seen.has(seq) || oracle.has(seq)));
        assert.ok(seen.beyond.length <= limit);
      }),
    );
  });

  it('keeps origins apart and lists them in one order', () => {
    const vector = new VersionVector(NO_LIMIT);
    const [a, b] = ['n1#1' as Origin, 'n2#1' as Origin];
    vector.add(b, 1);
    vector.addRun(a, 1, 3);
    assert.deepEqual(
      vector.all().map(({ origin }) => origin),
      [a, b],
    );
    assert.deepEqual([vector.through(a), vector.through(b), vector.has(b, 2)], [3, 1, false]);
  });
});
