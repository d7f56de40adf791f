/** The truth about reads of one node, with what it says of them: each way to say less, more, or something else is found. */

import assert from 'node:assert/strict';
import type { Key } from '../../../src/protocol/names.ts';
import type { Staleness } from '../../../src/simulate/truth/read-truth.ts';
import { NODE, onAll, onX, onY, World, X, Y } from './read-world.ts';

describe('the truth about reads', () => {
  it('agrees with a node that tells all of it, in order', () => {
    const world = new World();
    assert.deepEqual(world.problems([[X], [Y], 'all'], 3, [onX, onY, onAll]), []);
    assert.deepEqual([world.stale, world.reads.reads], [3, 3]);
    assert.deepEqual(
      [world.reads.ageMs, world.reads.depth],
      [
        [900, 850, 900],
        [2, 1, 3],
      ],
    );
  });

  it('waits for nothing that a process has not told when it ended, though its life goes on', () => {
    const world = new World();
    world.reads.interrupted(0);
    world.reads.read(NODE, [X], 10, 1000);
    world.reads.interrupted(0);
    assert.deepEqual(world.problems([[Y]], 1, [onY]), []);
    assert.deepEqual([world.stale, world.reads.ageMs], [2, [850]]);
  });

  it('takes no read for stale that had all, or came before', () => {
    const world = new World();
    for (const key of [X, Y]) {
      const [last] = world.keys.get(key)?.writes.slice(-1) ?? [];
      world.keys.get(key)?.step(0, last ?? assert.fail(), 5, 300);
    }
    assert.deepEqual(world.problems([[X], [Y], 'all'], 0, []), []);
    const early = new World();
    early.reads.read(NODE, 'all', 10, 100);
    assert.deepEqual([early.problems([], 0, []), early.stale], [[], 0]);
    early.reads.read(NODE, 'all', 10, 100.001);
    assert.equal(early.reads.compare(true), 1);
  });

  for (const [what, counted, said] of [
    ['counts too few', 1, [onX, onY]],
    ['counts too many', 3, [onX, onY]],
    ['tells too few', 2, [onX]],
    ['tells too many', 2, [onX, onY, onY]],
    ['tells them in another order', 2, [onY, onX]],
    ['has a wrong age', 2, [{ ...onX, ageMs: 800 }, onY]],
    ['has a wrong depth, too small', 2, [{ ...onX, versions: 1 }, onY]],
    ['has a wrong depth, too large', 2, [onX, { ...onY, versions: 2 }]],
  ] as const)
    it(`finds a node that ${what}`, () => {
      const [problem = '', ...others] = new World().problems([[X], [Y]], counted, said);
      assert.match(
        problem,
        what.startsWith('counts')
          ? /^n1 counted \d stale reads, there were 2$/
          : /^n1 tells wrongly of its stale reads \(\d told, 2 to be told\), first of one that missed \d versions, the oldest [89][05]0 ms before$/,
      );
      assert.deepEqual(others, []);
    });

  it('names the first read of which it tells wrongly, the last where it tells too much', () => {
    const first = (...said: readonly Staleness[]): string | undefined =>
      new World().problems([[X], [Y], 'all'], 3, said)[0]?.match(/missed (.*) ms before$/)?.[1];
    const wrong = { ageMs: 1, versions: 1 };
    assert.equal(first(wrong, onY, onAll), '2 versions, the oldest 900');
    assert.equal(first(onX, wrong, onAll), '1 versions, the oldest 850');
    assert.equal(first(onX, onY, onAll, onAll), '3 versions, the oldest 900');
    const [problem] = new World().problems([], 0, [onX]);
    assert.equal(problem, undefined, 'a life that read nothing says nothing');
  });

  it('counts no read as stale that had all', () => {
    const world = new World();
    const [last] = world.keys.get(Y)?.writes ?? [];
    world.keys.get(Y)?.step(0, last ?? assert.fail(), 5, 300);
    assert.deepEqual(world.problems([[X], [Y]], 2, [onX]), ['n1 counted 2 stale reads, there were 1']);
  });

  it('lets a node that has not settled tell less, but nothing wrong', () => {
    assert.deepEqual(new World().problems([[X], [Y]], 0, [], false), []);
    assert.deepEqual(new World().problems([[X], [Y]], 1, [onX], false), []);
    assert.equal(new World().problems([[X], [Y]], 1, [onY], false).length, 1, 'it tells of them in order');
    assert.equal(new World().problems([[X], [Y]], 1, [{ ...onX, versions: 7 }], false).length, 1);
  });

  it('lets a write of a life that ended count or not', () => {
    for (const said of [[{ ageMs: 800, versions: 1 }], [onX]]) {
      const world = new World();
      Object.assign(world.writes[0] ?? assert.fail(), { orphaned: true });
      assert.deepEqual(world.problems([[X]], 1, said), []);
      assert.equal(world.stale, 1);
    }
    const world = new World();
    for (const write of world.writes) write.orphaned = true;
    assert.deepEqual([world.problems([[X]], 0, []), world.stale], [[], 0]);
  });

  describe('where a write may be out of reach,', () => {
    const orphaned = (...which: readonly number[]): World => {
      const world = new World();
      for (const i of which) Object.assign(world.writes[i] ?? assert.fail(), { orphaned: true });
      return world;
    };
    const text = (world: World, reads: readonly (readonly Key[])[]): string | undefined =>
      world.problems(reads, reads.length, [{ ageMs: 1, versions: 1 }])[0]?.match(/stale reads (.*)$/)?.[1];

    it('says what can be told: from least to most, and each age that the oldest may have', () => {
      assert.equal(
        text(orphaned(0, 1), [[X], [Y]]),
        '(1 told, 1 to be told), first of one that missed 1 to 2 versions, the oldest 800 or 900 ms before',
      );
      assert.equal(
        text(orphaned(2), [[X]]),
        '(1 told, 1 to be told), first of one that missed 1 to 2 versions, the oldest 900 ms before',
        'what is later than the oldest that it must know of cannot be the oldest',
      );
      assert.equal(
        text(orphaned(0, 2), [[X]]),
        '(1 told, 0 to be told), first of one that missed 0 to 2 versions, the oldest 900 or 800 ms before',
      );
    });

    it('takes for out of reach what was written before the life of the reader began', () => {
      const world = (said: readonly Staleness[]): readonly string[] => {
        const again = new World();
        again.reads.ended(NODE, 2);
        again.slot = 2;
        return again.problems([[X], [Y]], 2, said);
      };
      for (const older of [{ ageMs: 800, versions: 1 }, onX]) assert.deepEqual(world([older, onY]), []);
      assert.equal(world([onX]).length, 1, 'y was written in the step with which it began');
    });

    it('takes for out of reach what is dated before an earlier life of its node ended, by the clock of the reader', () => {
      for (const [earlierUntilMs, isFine] of [
        [1000, true],
        [999, false],
      ] as const) {
        const world = new World();
        Object.assign(world.writes[0] ?? assert.fail(), { earlierUntilMs });
        assert.equal(world.problems([[X]], 1, [{ ageMs: 800, versions: 1 }]).length === 0, isFine);
      }
    });

    it('takes what was told for true where it can be, and else the most, where a bound lets a read go untold', () => {
      const world = orphaned(0);
      world.differences.fell('read_log', 1);
      const said = [{ ageMs: 800, versions: 1 }, onY];
      assert.deepEqual(world.problems([[X], [X], [Y]], 2, said), []);
      assert.equal(world.differences.excused.count, 2);
      assert.deepEqual(
        [world.reads.ageMs, world.reads.depth],
        [
          [800, 900, 850],
          [1, 1, 1],
        ],
      );
      const between = orphaned(0);
      between.differences.fell('read_log', 1);
      assert.deepEqual(between.problems([[X]], 1, [{ ageMs: 850, versions: 1 }]), []);
      assert.deepEqual([between.reads.ageMs, between.reads.depth], [[900], [1]]);
    });

    it('counts a read that only may be stale where it was told', () => {
      for (const [said, ages] of [
        [[], [900]],
        [[onY], [850, 900]],
      ] as const) {
        const world = orphaned(1);
        world.differences.fell('read_log', 1);
        assert.deepEqual(world.problems([[Y], [X]], said.length, said), []);
        assert.deepEqual(world.reads.ageMs, ages);
      }
    });
  });

  it('asks nothing more of a life that is over', () => {
    const world = new World();
    world.reads.read(NODE, [X], 10, 1000);
    world.reads.counted(0);
    assert.deepEqual(world.reads.progress(), { counted: 1, told: 0 });
    world.reads.ended(NODE, 20);
    assert.deepEqual(world.reads.progress(), { counted: 0, told: 0 });
    assert.deepEqual(world.problems([], 0, []), []);
  });
});
