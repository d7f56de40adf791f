/** The truth about reads of one node, with what it says of them: each way to say less, more, or something else is found. */

import assert from 'node:assert/strict';
import type { JsonText, Key, Origin } from '../../../src/protocol/names.ts';
import { Differences } from '../../../src/simulate/truth/differences.ts';
import { KeyTruth, type TrueWrite } from '../../../src/simulate/truth/key-truth.ts';
import { ReadTruth, type Staleness } from '../../../src/simulate/truth/read-truth.ts';
import type { VirtualNode } from '../../../src/simulate/world/virtual-node.ts';

const NODE = { index: 0, name: 'n1' } as unknown as VirtualNode;
const [X, Y] = ['x', 'y'] as Key[] as [Key, Key];

/** n2 wrote x at 100 and 200, and y at 150; n1 has none of it, and reads. */
class World {
  readonly differences = new Differences();
  readonly keys = new Map<Key, KeyTruth>();
  readonly reads = new ReadTruth({
    nodes: 2,
    keys: this.keys,
    slotOf: () => 0,
    differences: this.differences,
  });
  readonly writes: TrueWrite[] = [];

  constructor() {
    for (const [key, atMs] of [
      [X, 100],
      [Y, 150],
      [X, 200],
    ] as const)
      this.write(key, atMs);
  }

  write(key: Key, acceptedAtMs: number): void {
    const truth = this.keys.get(key) ?? new KeyTruth(key, 2);
    this.keys.set(key, truth);
    const seq = this.writes.length + 1;
    const write: TrueWrite = {
      ...{ clockUs: acceptedAtMs * 1000, origin: 'n2#0' as Origin, seq, node: 1, keys: [key], acceptedAtMs },
      ...{
        step: seq,
        remaining: 1,
        lastHeldMs: acceptedAtMs,
        again: [],
        reportedMs: undefined,
        orphaned: false,
        earlierUntilMs: -Infinity,
        isRewritten: false, audience: undefined, isAmongRest: false,
      },
    };
    this.writes.push(write);
    truth.accepted(write, '1' as JsonText);
  }

  /** n1 reads, counts so many stale reads, and tells this of them. */
  problems(
    reads: readonly (readonly Key[] | 'all')[],
    counted: number,
    said: readonly Staleness[],
    settled = true,
  ): string[] {
    for (const keys of reads) this.reads.read(NODE, keys, 10, 1000);
    for (let i = 0; i < counted; i++) this.reads.counted(0);
    for (const one of said) this.reads.said(0, one);
    this.stale = this.reads.compare(settled);
    return this.differences.wrong.examples;
  }

  stale = 0;
}

describe('the truth about reads', () => {
  const onX = { ageMs: 900, versions: 2 };
  const onY = { ageMs: 850, versions: 1 };
  const onAll = { ageMs: 900, versions: 3 };

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

  it('asks nothing more of a life that is over', () => {
    const world = new World();
    world.reads.read(NODE, [X], 10, 1000);
    world.reads.counted(0);
    assert.deepEqual(world.reads.progress(), { counted: 1, told: 0 });
    world.reads.ended(0, 20);
    assert.deepEqual(world.reads.progress(), { counted: 0, told: 0 });
    assert.deepEqual(world.problems([], 0, []), []);
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
