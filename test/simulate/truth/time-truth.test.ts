/** Times that a node reports beside the true ones: what is right passes, and each way to be wrong is named. */

import assert from 'node:assert/strict';
import type { NodeEvent } from '../../../src/core/events.ts';
import { View } from '../../../src/core/membership/view.ts';
import type { JsonText, Key, Origin } from '../../../src/protocol/names.ts';
import { Differences } from '../../../src/simulate/truth/differences.ts';
import { KeyTruth, type TrueWrite } from '../../../src/simulate/truth/key-truth.ts';
import { Spread } from '../../../src/simulate/truth/spread.ts';
import { TimeTruth } from '../../../src/simulate/truth/time-truth.ts';
import type { VirtualNode } from '../../../src/simulate/world/virtual-node.ts';
import { N1, N2, N3, trueWrite, X, Y } from './true-write.ts';

type EventOf<T extends NodeEvent['type']> = Extract<NodeEvent, { readonly type: T }>;

const NODE = { index: 0, name: 'n1', origin: N1 } as unknown as VirtualNode;

/** Everybody held the writes of n1, accepted at 10, 20, …, from 100 on. */
class World {
  readonly differences = new Differences();
  readonly keys = new Map<Key, KeyTruth>([[X, new KeyTruth(X, 3)]]);
  readonly spread = new Spread(this.keys);
  readonly closed: number[] = [];
  readonly writes: TrueWrite[];
  readonly times: TimeTruth;

  constructor(...changes: readonly Partial<TrueWrite>[]) {
    this.writes = changes.map((change, i) =>
      trueWrite(10 * (i + 1), { seq: i + 1, remaining: 0, lastHeldMs: 100, ...change }),
    );
    for (const write of this.writes) {
      this.keys.get(X)?.accepted(write, '1' as JsonText);
      this.spread.accepted(write);
    }
    this.times = new TimeTruth({
      ...{ keys: this.keys, spread: this.spread, differences: this.differences },
      written: ({ origin, seq }) => this.writes.find((write) => write.origin === origin && write.seq === seq),
      reported: ({ seq }) => void this.closed.push(seq),
    });
  }

  converged(convergenceMs: number, changes: Partial<EventOf<'converged'>> = {}): readonly string[] {
    const dot = { origin: N1, seq: 1 };
    const times = { acceptedAtMs: 10, convergenceMs, confirmedMs: 1000 };
    this.times.converged(NODE, { type: 'converged', dot, ...times, traceparent: undefined, ...changes });
    return this.differences.wrong.examples;
  }

  run(from: number, to: number, count: number, convergenceMs: number, confirmedMs = 1000): readonly string[] {
    this.times.runConverged(NODE, { type: 'run_converged', from, to, count, convergenceMs, confirmedMs });
    return this.differences.wrong.examples;
  }
}

describe('the convergence that a node reports', () => {
  it('is right where it is that of the last replica, and is kept with its write', () => {
    const world = new World({});
    assert.deepEqual(world.converged(90), []);
    const [write] = world.writes;
    assert.deepEqual([world.times.convergenceMs, world.times.convergedWrites], [[90], [write]]);
    assert.deepEqual([write?.reportedMs, world.closed, world.keys.get(X)?.open.size], [90, [1], 0]);
    assert.equal(world.spread.slowest(['n1'], 0)[0]?.convergenceMs, 90);
  });

  it('is wrong where it is too short or too long, and the true one is kept', () => {
    for (const ms of [89, 91]) {
      const world = new World({});
      assert.deepEqual(world.converged(ms), [
        `n1 reports that n1#0 1 converged after ${ms} ms, but it was after 90 ms`,
      ]);
      assert.deepEqual(world.times.convergenceMs, [90]);
    }
  });

  it('may be too long where a bound explains it, and never too short', () => {
    for (const [ms, wrong, excused] of [
      [91, 0, 1],
      [89, 1, 0],
    ] as const) {
      const world = new World({});
      world.differences.fell('key_history', 1);
      assert.equal(world.converged(ms).length, wrong);
      assert.equal(world.differences.excused.count, excused);
    }
  });

  it('is at most what its origin confirmed, whatever another clock says', () => {
    const world = new World({});
    assert.deepEqual(world.converged(50, { confirmedMs: 50 }), []);
    assert.deepEqual(world.times.convergenceMs, [50]);
  });

  it('may be that of a node which lost its memory, before or after that', () => {
    for (const ms of [90, 190, 290]) {
      const world = new World({ again: [200, 300] });
      assert.deepEqual([world.converged(ms), world.times.convergenceMs], [[], [ms]]);
    }
    const between = new World({ again: [200, 300] });
    assert.deepEqual(between.converged(191), [
      'n1 reports that n1#0 1 converged after 191 ms, but it was after 90 or 190 or 290 ms',
    ]);
    assert.deepEqual(between.times.convergenceMs, [90]);
    assert.equal(new World({ again: [200] }).converged(89).length, 1);
    // It had it again before the last replica did.
    assert.equal(new World({ again: [50] }).converged(40).length, 1);
  });

  it('is wrong where a replica lacks the write, at whatever time', () => {
    const world = new World({ remaining: 2 });
    assert.deepEqual(world.converged(90), [
      'n1 reports that n1#0 1 converged after 90 ms, but 2 replicas lack it',
    ]);
  });

  it('is of its own writes, each once', () => {
    const twice = new World({});
    twice.converged(90);
    assert.deepEqual(twice.converged(90), [
      'n1 reports the convergence of n1#0 1, which it has not to report',
    ]);
    assert.deepEqual(twice.times.convergenceMs, [90]);
    const foreign = new World({ origin: N2 });
    assert.deepEqual(foreign.converged(90, { dot: { origin: N2, seq: 1 } }), [
      'n1 reports the convergence of n2#0 1, which it has not to report',
    ]);
    assert.equal(new World().converged(90).length, 1);
  });
});

describe('the convergence of a run of writes', () => {
  it('is a bound for each of them', () => {
    const world = new World({}, {}, {});
    assert.deepEqual(world.run(1, 3, 3, 90), []);
    assert.deepEqual(world.times.convergenceMs, [90, 80, 70]);
    assert.deepEqual(world.times.convergedWrites, world.writes);
    assert.deepEqual(world.closed, [1, 2, 3]);
    assert.deepEqual(
      world.writes.map(({ reportedMs }) => reportedMs),
      [90, 90, 90],
    );
    assert.deepEqual([world.keys.get(X)?.open.size, world.spread.slowest(['n1'], 0).length], [0, 3]);
  });

  it('is wrong where one of them took longer', () => {
    assert.deepEqual(new World({}, { lastHeldMs: 150 }).run(1, 2, 2, 120), [
      'n1 reports that 2 writes from 1 to 2 converged within 120 ms, but it was after 130 ms for n1#0 2',
    ]);
    const confirmed = new World({});
    assert.deepEqual(confirmed.run(1, 1, 1, 50, 50), []);
    assert.deepEqual(confirmed.times.convergenceMs, [50]);
  });

  it('has those that were pending, no fewer and no more', () => {
    const world = new World({}, {}, {});
    world.run(2, 2, 1, 90);
    assert.deepEqual(world.run(1, 3, 3, 90), [
      'n1 reports that 3 writes from 1 to 3 converged within 90 ms, but 2 of them were pending',
    ]);
    assert.deepEqual(new World({}, {}).run(1, 2, 1, 90).length, 1);
    assert.deepEqual(new World({}, {}).run(1, 3, 2, 90), [], 'nobody wrote the third');
  });

  it('is wrong where a replica lacks one of them', () => {
    assert.deepEqual(new World({}, { remaining: 1 }).run(1, 2, 2, 90), [
      'n1 reports that 2 writes from 1 to 2 converged within 90 ms, but 1 replicas lack n1#0 2',
    ]);
  });
});

describe('the convergence among the rest', () => {
  const [a, b] = [{ origin: N1, slot: 0 }, { origin: N2, slot: 1 }]; // oxfmt-ignore
  const audience = new Map([[a.origin, a.slot], [b.origin, b.slot], [N3, 2]]); // oxfmt-ignore

  /** Writes that waited for all three nodes; the first two hold x, and n1 alone y. @param left who is left */
  function world(
    left: readonly Origin[],
    from: number,
    to: number,
    count: number,
    keys: readonly Key[] = [X],
  ) {
    const all = new World({ audience, keys }, { audience, keys });
    const [, second] = all.writes;
    all.keys.set(Y, new KeyTruth(Y, 3));
    for (const [key, slot] of [
      [X, 0],
      [X, 1],
      [Y, 0],
    ] as const)
      all.keys.get(key)?.step(slot, second ?? assert.fail(), 2, 50);
    const server = { replica: { members: { view: View.founded(left, 'a') } } };
    const node = { index: 0, name: 'n1', origin: N1, server } as unknown as VirtualNode;
    all.times.convergedAmongRest(node, {
      ...{ type: 'converged_among_rest', from, to, count, atMs: 0, traceparent: undefined },
    });
    const { closed, writes } = all;
    return { closed, writes, open: all.keys.get(X)?.open.size, wrong: all.differences.wrong.examples };
  }
  const run = (count: number, from: number, to: number): string =>
    `n1 reports that ${count} writes from ${from} to ${to} converged among the rest, but`;

  it('is right where all that are left have the writes, and one was removed', () => {
    const { wrong, closed, writes, open } = world([N1, N2], 1, 2, 2);
    assert.deepEqual([wrong, closed, open], [[], [1, 2], 0]);
    assert.deepEqual(
      writes.map(({ reportedMs, isAmongRest }) => [reportedMs, isAmongRest]),
      [[NaN, true], [NaN, true]], // oxfmt-ignore
    );
  });

  it('has those that were pending, no fewer and no more', () => {
    const { wrong, closed } = world([N1, N2], 1, 1, 2);
    assert.deepEqual([wrong, closed], [[`${run(2, 1, 1)} 1 of them were pending`], [1]]);
  });

  it('is wrong where nobody was removed, or one that is left lacks a key', () => {
    const { wrong } = world([N1, N2, N3], 1, 1, 1);
    assert.deepEqual(wrong, [
      `${run(1, 1, 1)} nobody was removed who n1#0 1 waited for`,
      `${run(1, 1, 1)} one of the rest lacks n1#0 1`,
    ]);
    assert.deepEqual(world([N1, N3], 2, 2, 1).wrong, [`${run(1, 2, 2)} one of the rest lacks n1#0 2`]);
    assert.deepEqual(
      world([N1, N2], 1, 1, 1, [X, Y]).wrong,
      [`${run(1, 1, 1)} one of the rest lacks n1#0 1`],
      'n2 has x alone',
    );
  });
});

describe('the propagation that a node reports', () => {
  const applied = (seq: number, propagationMs: number): EventOf<'applied'> => ({
    ...{ type: 'applied', dot: { origin: N1, seq }, from: 'n1' as never, hops: 1, propagationMs },
    ...{ departedAtMs: 15, appliedAtMs: 40, traceparent: undefined },
  });
  const told = (seq: number, ms: number): World => {
    const world = new World({});
    world.times.applied({ name: 'n2' } as unknown as VirtualNode, applied(seq, ms), 40);
    return world;
  };

  it('is from its acceptance to the step in which it was applied', () => {
    const world = told(1, 30);
    assert.deepEqual([world.differences.wrong.count, world.times.propagationMs], [0, [30]]);
    world.converged(90);
    assert.deepEqual(
      world.spread.slowest(['n1'], 0)[0]?.arrivals.map(({ node, appliedAtMs }) => [node, appliedAtMs]),
      [['n2', 30]],
    );
  });

  it('is wrong at any other time, and of a write that nobody accepted', () => {
    const world = told(1, 31);
    assert.deepEqual(world.differences.wrong.examples, [
      'n2 reports a propagation of n1#0 1 of 31 ms, it took 30',
    ]);
    assert.deepEqual(world.times.propagationMs, [30]);
    const nobody = told(7, 30);
    assert.deepEqual(nobody.differences.wrong.examples, [
      'n2 reports that it applied n1#0 7, which nobody accepted',
    ]);
    assert.deepEqual(nobody.times.propagationMs, []);
  });
});
