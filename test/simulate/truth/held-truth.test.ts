/** What replicas hold, step by step: tombstones that they drop, what they have after a restart, and who of them counts. */

import assert from 'node:assert/strict';
import type { NodeEvent } from '../../../src/core/events.ts';
import { View } from '../../../src/core/membership/view.ts';
import type { Origin } from '../../../src/protocol/names.ts';
import { applied, World } from './fake-world.ts';
import { N1, N2, X, Y } from './true-write.ts';

const forgotten = (...keys: (typeof X)[]): NodeEvent => ({ type: 'forgotten', keys });

describe('the truth about a replica that drops tombstones', () => {
  it('counts those that all hold', () => {
    const world = new World();
    for (const key of [X, Y]) {
      const tombstone = world.delete(0, key, 20);
      world.node(1).server.replica.hold(key, tombstone, undefined);
      world.gossip(1, tombstone, [key], [applied(tombstone, 0)]);
    }
    world.step(0, [forgotten(X, Y)]);
    assert.deepEqual([world.wrong, world.truth.held.tombstonesDropped], [[], 2]);
  });

  it('finds one that somebody lacks, and what is none', () => {
    const world = new World();
    const value = world.write(0, [X], 5);
    world.node(1).server.replica.hold(X, value, '"v"');
    world.gossip(1, value, [X], [applied(value, 0)]);
    world.delete(0, X, 20);
    world.step(0, [forgotten(X)]);
    world.step(1, [forgotten(X)]);
    assert.deepEqual(world.wrong, [
      'n1 dropped the tombstone of key "x", which is not held by all',
      'n2 dropped the tombstone of key "x", which is no tombstone',
    ]);
  });

  it('finds a deleted value that comes back, and lets the tombstone do so', () => {
    const back = (isValue: boolean): readonly string[] => {
      const world = new World();
      const [value, tombstone] = [world.write(0, [X], 5), world.delete(0, X, 20)];
      world.step(0, [forgotten(X)]);
      const held = isValue ? value : tombstone;
      world.node(1).server.replica.hold(X, held, isValue ? '"v"' : undefined);
      world.gossip(1, held, [X], [applied(held, 0)]);
      return world.wrong;
    };
    assert.deepEqual(back(true), ['n2 brought a deleted value of key "x" back']);
    assert.deepEqual(back(false), []);
  });
});

describe('the truth about a message', () => {
  it('counts its entries, unless the node refuses it because it has another view', () => {
    const entries = (reason: 'other_view' | 'malformed') => {
      const world = new World();
      world.gossip(0, world.write(1, [X], 5), [X], [{ type: 'rejected', reason, text: 'odd' }]);
      return [world.truth.held.entries.hi, world.wrong];
    };
    assert.deepEqual(entries('other_view'), [0, []]);
    assert.deepEqual(entries('malformed'), [1, ['n1 rejected an input: odd']]);
  });

  it('may have brought as many more as the node calls late, where some values were overwritten', () => {
    const world = new World();
    const received = (outcome: 'late' | 'duplicate', count: number): NodeEvent => ({
      ...{ type: 'received', outcome, count },
    });
    const version = world.write(1, [X, Y], 5);
    world.gossip(0, version, [X], [received('late', 2), received('duplicate', 5)], [Y]);
    assert.deepEqual([world.truth.held.entries.lo, world.truth.held.entries.hi], [0, 3]);
  });
});

describe('the truth about a node that comes back with what it kept', () => {
  /** n1 wrote x, and n2 wrote y. */
  function written(): World {
    const world = new World();
    world.write(0, [X], 5);
    world.write(1, [Y], 6);
    return world;
  }

  it('finds what is missing, other than it was, or new', () => {
    const found = (harm: (world: World) => void): readonly string[] => {
      const world = written();
      harm(world);
      world.truth.recovered(world.all[0] ?? assert.fail(), true, 1100);
      return world.wrong;
    };
    const without = (key: string): string => `n1 came back without what it held of key "${key}"`;
    assert.deepEqual(
      found(() => undefined),
      [],
    );
    assert.deepEqual(
      found((world) => world.node(0).server.replica.versions.delete(X)),
      [without('x')],
    );
    for (const clockUs of [4, 7])
      assert.equal(
        found((world) => world.node(0).server.replica.versions.set(X, { clockUs, origin: N1, seq: 9 }))[0],
        without('x'),
      );
    assert.deepEqual(
      found((world) => world.node(0).server.replica.hold(Y, { clockUs: 6, origin: N2, seq: 2 }, '"v"')),
      [without('y')],
    );
    assert.deepEqual(
      found((world) => world.node(0).server.replica.values.set(X, '"rotten"')),
      ['n1 holds a value of key "x" that nobody wrote there'],
    );
  });

  it('waits for no account of what its reads had missed', () => {
    const world = written();
    world.now = 1100;
    world.step(0, [], { reads: [Y] });
    world.truth.recovered(world.all[0] ?? assert.fail(), true, 1100);
    assert.equal(world.truth.reads.compare(true), 1);
    assert.deepEqual(world.wrong, []);
  });

  it('wants all values under the versions of a new life, where it begins one', () => {
    const anew = (harm: (world: World) => void): World => {
      const world = written();
      const node = world.node(0);
      const { replica } = node.server;
      world.restart(0);
      node.server.replica = replica;
      harm(world);
      world.truth.recovered(world.all[0] ?? assert.fail(), false, 1100);
      return world;
    };
    const kept = anew(() => undefined);
    assert.deepEqual([kept.wrong, kept.truth.keys.get(X)?.latestAt(2)?.clockUs], [[], 5]);
    const lost = anew((world) => world.node(0).server.replica.values.delete(X));
    assert.equal(lost.wrong[0], 'n1 began anew without the value that it held of key "x"');
  });

  it('is looked at afresh, like one that comes back without', () => {
    for (const comesBack of [
      (world: World) => world.truth.recovered(world.all[1] ?? assert.fail(), true, 1100),
      (world: World) => world.restart(1),
    ]) {
      const world = new World();
      const [old, recent] = [world.write(0, [X], 5), world.write(0, [Y], 6)];
      world.node(1).server.replica.hold(X, old, '"v"');
      world.gossip(1, old, [X], [applied(old, 0)]);
      comesBack(world);
      const { replica } = world.node(1).server;
      // As many changes as there had been when it was looked at last.
      replica.hold(Y, recent, '"v"');
      replica.changes = 1;
      world.gossip(1, recent, [Y]);
      assert.deepEqual(world.wrong, ['n2 took up 6 n1#0 and did not say so']);
    }
  });
});

describe('the truth about a node that loses its memory', () => {
  it('has it take up again what it had, and counts it once', () => {
    const world = new World();
    const version = world.write(0, [X], 5);
    for (const at of [1, 2]) {
      if (at === 2) world.restart(1);
      world.node(1).server.replica.hold(X, version, '"v"');
      world.now = 1000 + 10 * at;
      world.gossip(1, version, [X], [applied(version, 10 * at)]);
    }
    const [write] = world.truth.writes;
    assert.deepEqual([write?.remaining, write?.lastHeldMs, write?.again], [0, 1010, [1020]]);
  });

  it('waits for no account of its reads, and knows of no time before its first step', () => {
    const world = new World();
    world.write(1, [X], 5);
    world.restart(0);
    world.now = 1100;
    world.write(0, [Y], 7);
    assert.equal(world.truth.writes[1]?.earlierUntilMs, -Infinity);
    world.step(0, [], { reads: [X] });
    world.restart(0);
    assert.equal(world.truth.reads.compare(true), 1, 'it was stale, and nobody is left to say so');
    assert.deepEqual(world.wrong, []);
    const first = new World();
    first.write(1, [X], 5);
    first.now = 1100;
    first.step(0, [], { reads: [X] });
    first.restart(0);
    assert.equal(first.truth.reads.compare(true), 1);
    assert.deepEqual(first.wrong, []);
  });

  it('has not looked at keys whose write it refused', () => {
    const world = new World();
    const version = world.write(1, [X], 5);
    world.node(0).server.replica.hold(X, version, '"v"');
    const writes = { type: 'keys', keys: [X] } as const;
    world.step(0, [{ type: 'rejected', reason: 'not_serving', text: '' }], { writes });
    world.truth.held.lookAtAll(world.all);
    assert.deepEqual(world.wrong, ['n1 took up 5 n2#0 unseen']);
  });
});

describe('the truth about a cluster whose members change', () => {
  const founded = View.founded([N1, N2], 'a');
  const leaving = founded.after(['b', ['leave', N2]]) as View;
  const left = leaving.after(['c', ['left', N2]]) as View;
  const removed = founded.after(['b', ['remove', N2]]) as View;
  const isOrphaned = (world: World): boolean[] => world.truth.writes.map(({ orphaned }) => orphaned);

  /** Both are members, and each wrote a key. */
  function written(): World {
    const world = new World(true);
    for (const index of [0, 1]) world.view(index, founded);
    world.write(0, [X], 5);
    world.write(1, [Y], 6);
    return world;
  }

  it('has writes wait for the members alone, and nobody report on those of one that was removed', () => {
    const world = written();
    assert.deepEqual(
      world.truth.writes.map(({ remaining, audience }) => [remaining, audience?.get(N2)]),
      [[1, 1], [1, 1]], // oxfmt-ignore
    );
    assert.deepEqual(isOrphaned(world), [false, false]);
    world.view(0, removed);
    assert.deepEqual(isOrphaned(world), [false, true]);
    world.write(1, [Y], 8);
    world.write(0, [X], 9);
    assert.deepEqual(isOrphaned(world), [false, true, true, false], 'it does not know yet');
    assert.deepEqual(world.truth.slotsFor(world.all[0] ?? assert.fail()), [0]);
  });

  it('has what a node had brought to the others before it left outlive its memory, and nothing else', () => {
    for (const [views, orphaned] of [
      [
        [leaving, left],
        [false, false],
      ],
      [[founded], [false, true]],
    ] as const) {
      const world = written();
      for (const view of views) world.view(0, view);
      world.restart(1);
      assert.deepEqual(isOrphaned(world), orphaned);
    }
  });

  it('knows the present life of each node', () => {
    const world = new World();
    world.restart(1);
    assert.deepEqual(world.truth.slotsFor(world.all[0] ?? assert.fail()), [0, 3]);
    assert.equal(world.node(1).origin, 'n2#1' as Origin);
  });
});
