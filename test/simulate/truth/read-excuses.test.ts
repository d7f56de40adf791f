/** What a node says of its reads may differ from the truth where a bound that was hit explains it, and as far as it does. */

import assert from 'node:assert/strict';
import type { Figure } from '../../../src/check/audit/dropped.ts';
import type { Key } from '../../../src/protocol/names.ts';
import { NODE, onX, onY, World, X, Y } from './read-world.ts';

const UNWRITTEN = 'z' as Key;

/** A world in which these figures may be more than is true. */
function telling(...figures: readonly Figure[]): World {
  const world = new World();
  world.differences.mayDiffer = (figure, trueIs) => figures.includes(figure) && trueIs === 'at_most';
  return world;
}

describe('what is excused of reads', () => {
  it('takes no more for true than a read can have missed, where a bound lets it tell more', () => {
    const deeper = new World();
    deeper.differences.fell('gap_entries', 1);
    assert.deepEqual(deeper.problems([[X]], 1, [{ ...onX, versions: 9 }]), []);
    assert.deepEqual([deeper.reads.ageMs, deeper.reads.depth], [[900], [2]]);
    const older = new World();
    older.differences.fell('clocks_apart', 1);
    assert.deepEqual(older.problems([[X]], 1, [{ ...onX, ageMs: 950 }]), []);
    assert.deepEqual(older.reads.ageMs, [900]);
  });

  it('takes for no truth what a process that ended had not come to tell', () => {
    const world = new World();
    world.differences.fell('gap_entries', 1);
    world.reads.read(NODE, [X], 10, 1000);
    world.reads.read(NODE, [Y], 10, 1000);
    world.reads.said(0, { ...onX, versions: 9 });
    world.reads.interrupted(0);
    assert.deepEqual(world.problems([], 0, []), []);
    assert.deepEqual([world.reads.ageMs, world.reads.depth], [[900], [2]]);
  });

  it('takes what was told of no stale read for no truth, where clocks that were apart explain it', () => {
    const invented = { ageMs: 10, versions: 1 };
    const all = [invented, onX, onY];
    for (const said of [all, [onX, onY, invented], [onX, invented, onY]]) {
      const world = new World();
      world.differences.fell('clocks_apart', 1);
      assert.deepEqual(world.problems([[X], [Y]], 3, said), []);
      assert.equal(world.differences.excused.count, 2);
      assert.equal(world.reads.ageMs.length, 2);
    }
    const first = new World();
    first.differences.fell('clocks_apart', 1);
    first.problems([[X], [Y]], 3, all);
    assert.deepEqual(
      [first.reads.ageMs, first.reads.depth],
      [
        [900, 850],
        [2, 1],
      ],
    );
    const unread = new World();
    unread.differences.fell('clocks_apart', 1);
    assert.deepEqual(unread.problems([[UNWRITTEN]], 1, [invented]), []);
    assert.deepEqual(unread.reads.ageMs, []);
    assert.equal(new World().problems([[UNWRITTEN]], 1, [invented]).length, 2);
    assert.equal(new World().problems([[X], [Y]], 3, all).length, 2);
  });

  it('tells what was told of no stale read from what was told of one, wherever it comes', () => {
    const invented = { ageMs: 10, versions: 1 };
    // One of the writes to x may be out of reach: of its read either can be told.
    const either = { ageMs: 800, versions: 1 };
    for (const said of [
      [invented, either, onY],
      [either, invented, onY],
      [either, onY, invented],
      [onX, either, onY],
      [invented, invented, either, invented, invented, onY, invented],
    ]) {
      const world = telling('stale_reads');
      Object.assign(world.writes[0] ?? assert.fail(), { orphaned: true });
      assert.deepEqual(world.problems([[X], [Y]], said.length, said), []);
      assert.deepEqual(
        [world.reads.ageMs, world.reads.depth],
        [
          [800, 850],
          [1, 1],
        ],
      );
    }
    assert.deepEqual(telling('stale_reads').problems([[X], [Y]], 4, [onX, invented, onY, onX]), []);
    for (const [second, said] of [
      [Y, [invented, onX]],
      [X, [onX]],
    ] as const)
      assert.equal(telling('stale_reads').problems([[X], [second]], 2, said).length, 1, 'one is missing');
  });

  it('takes an age for too great, and not for too small, where that is what a bound explains', () => {
    assert.deepEqual(telling('age').problems([[X]], 1, [{ ...onX, ageMs: 901 }]), []);
    assert.equal(telling('age').problems([[X]], 1, [{ ...onX, ageMs: 899 }]).length, 1);
  });

  it('excuses what a bound explains, in its direction, and no other way', () => {
    const less = { ageMs: 800, versions: 1 };
    const excused = new World();
    excused.differences.fell('read_log', 1);
    assert.deepEqual(excused.problems([[X], [Y]], 1, [less]), []);
    assert.equal(excused.differences.excused.count, 2);
    assert.deepEqual(
      [excused.reads.ageMs, excused.reads.depth],
      [
        [900, 850],
        [2, 1],
      ],
    );
    const other = new World();
    other.differences.fell('read_log', 1);
    assert.equal(other.problems([[X]], 1, [{ ageMs: 901, versions: 2 }]).length, 1);
    const deeper = new World();
    deeper.differences.fell('gap_entries', 1);
    assert.deepEqual(deeper.problems([[X]], 1, [{ ...onX, versions: 9 }]), []);
    assert.equal(new World().problems([[X]], 1, [{ ...onX, versions: 9 }]).length, 1);
  });
});
