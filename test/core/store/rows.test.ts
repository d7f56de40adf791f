/** Rows of the `seen` section beside plain sets: what a peer lacks, whether it holds all, and how rows are cut to what a message holds. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rowsCover, vectorCovers } from '../../../src/core/deletes/covering.ts';
import { lackedBy } from '../../../src/core/store/lacked.ts';
import { VersionVector } from '../../../src/core/store/version-vector.ts';
import { isCurrent, wireSeen, withinLimit } from '../../../src/core/store/wire-seen.ts';
import type { WireSeen } from '../../../src/protocol/gossip.ts';
import type { Origin } from '../../../src/protocol/names.ts';

const ORIGINS = ['a#0', 'b#0', 'b#1', 'c#0'] as Origin[];
const LAST = 9;

/** Some writes of some origins. */
const writes = fc.array(fc.tuple(fc.constantFrom(...ORIGINS), fc.integer({ min: 1, max: LAST })), {
  maxLength: 25,
});
/** Most of them are held by both. */
const twoReplicas = fc.tuple(writes, writes, writes).map(([both, mine, theirs]) => ({
  mine: [...both, ...mine.slice(0, 4)],
  theirs: [...both, ...theirs.slice(0, 4)],
}));

function vectorOf(list: readonly (readonly [Origin, number])[]): VersionVector {
  const seen = new VersionVector(100);
  for (const [origin, seq] of list) seen.add(origin, seq);
  // An origin of which nothing was seen is there, too, once something was said of it.
  seen.ensure('b#2' as Origin).stable = 0;
  return seen;
}

const rowsOf = (seen: VersionVector): WireSeen[] =>
  seen.all().map((state) => wireSeen(state.origin, state, null));
const dots = (seen: VersionVector): string[] =>
  ORIGINS.flatMap((origin) =>
    Array.from({ length: LAST }, (_, i) => i + 1)
      .filter((seq) => seen.has(origin, seq))
      .map((seq) => `${origin} ${seq}`),
  );

describe('rows of what a peer has seen', () => {
  it('tell what it lacks', () => {
    fc.assert(
      fc.property(twoReplicas, (both) => {
        const [mine, theirs] = [vectorOf(both.mine), vectorOf(both.theirs)];
        const lacked = lackedBy(rowsOf(theirs), mine).flatMap(({ state, runs }) =>
          runs.flatMap(([from, to]) =>
            Array.from({ length: to - from + 1 }, (_, i) => `${state.origin} ${from + i}`),
          ),
        );
        assert.deepEqual(
          lacked,
          dots(mine).filter((dot) => !dots(theirs).includes(dot)),
        );
      }),
    );
  });

  it('tell whether it holds all that is held here, and whether all that it holds is held here', () => {
    fc.assert(
      fc.property(twoReplicas, (both) => {
        const [mine, theirs] = [vectorOf(both.mine), vectorOf(both.theirs)];
        const isWithin = (part: VersionVector, whole: VersionVector): boolean =>
          dots(part).every((dot) => dots(whole).includes(dot));
        assert.equal(rowsCover(rowsOf(theirs), rowsOf(mine)), isWithin(mine, theirs));
        assert.equal(vectorCovers(mine, rowsOf(theirs)), isWithin(theirs, mine));
      }),
    );
  });

  it('find what is known of each origin, those of which nothing is among them', () => {
    fc.assert(
      fc.property(twoReplicas, (both) => {
        const [mine, theirs] = [vectorOf(both.mine), vectorOf(both.theirs)];
        const rows: WireSeen[] = [
          ...rowsOf(theirs),
          ['b#2' as Origin, 1, null, 0],
          ['d#0' as Origin, 1, null, 0],
        ];
        rows.sort(([a], [b]) => (a < b ? -1 : 1));
        assert.deepEqual(
          mine.beside(rows),
          rows.map(([origin]) => mine.of(origin)),
        );
      }),
    );
  });

  it('say no less than a section that was made before, or it is made anew', () => {
    const seen = vectorOf([[ORIGINS[0] as Origin, 1]]);
    const state = seen.ensure(ORIGINS[0] as Origin);
    const row = wireSeen(state.origin, state, null);
    assert.ok(isCurrent(row, state));
    assert.ok(!isCurrent(row, seen.ensure(ORIGINS[1] as Origin)));
    state.stable = 1;
    assert.ok(!isCurrent(row, state));
    const later = wireSeen(state.origin, state, null);
    seen.add(state.origin, 3);
    assert.ok(!isCurrent(later, state), 'it has gaps now');
    const gapped = wireSeen(state.origin, state, null);
    assert.ok(!isCurrent(gapped, state), 'runs are always made anew');
    seen.add(state.origin, 2);
    assert.ok(!isCurrent(gapped, state) && !isCurrent(later, state));
  });

  it('leave out runs where a message has no room for all, of each row alike', () => {
    const rows: WireSeen[] = [
      [
        'a#0' as Origin,
        1,
        5,
        1,
        [
          [3, 3],
          [5, 5],
          [7, 7],
        ],
      ],
      ['b#0' as Origin, 2, null, 2],
      [
        'c#0' as Origin,
        3,
        6,
        3,
        [
          [5, 5],
          [9, 9],
        ],
      ],
    ];
    assert.equal(withinLimit(rows, 5), rows);
    assert.deepEqual(withinLimit(rows, 4), [
      [
        'a#0',
        1,
        5,
        1,
        [
          [3, 3],
          [5, 5],
        ],
      ],
      ['b#0', 2, null, 2],
      [
        'c#0',
        3,
        6,
        3,
        [
          [5, 5],
          [9, 9],
        ],
      ],
    ]);
    assert.deepEqual(withinLimit(rows, 1), [
      ['a#0', 1, 5, 1],
      ['b#0', 2, null, 2],
      ['c#0', 3, 6, 3],
    ]);
  });
});

describe('a version vector', () => {
  it('counts the lives of each node, and lists each origin once something was seen of it', () => {
    const seen = new VersionVector(10);
    for (const origin of ['b#1', 'a#0', 'b#0'] as Origin[]) seen.ensure(origin);
    seen.ensure('b#1' as Origin);
    assert.deepEqual(
      ['a', 'b', 'c'].map((node) => seen.livesOf(node as never)),
      [1, 2, 0],
    );
    assert.deepEqual(seen.all(), []);
    assert.equal([...seen.known()].length, 3);
    seen.add('b#1' as Origin, 2);
    seen.add('a#0' as Origin, 1);
    seen.add('b#1' as Origin, 1);
    assert.deepEqual(
      seen.all().map(({ origin, through }) => `${origin} ${through}`),
      ['a#0 1', 'b#1 2'],
    );
  });
});
