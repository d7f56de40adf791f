/** What is followed on the wire has bounds: what lies beyond them is counted, and what is told of the slowest writes is true. */

import assert from 'node:assert/strict';
import { DEFAULT_LIMITS, WireConvergence } from '../../../src/check/audit/wire-convergence.ts';
import type { Origin } from '../../../src/protocol/names.ts';
import { entry, NODES } from './wire-entry.ts';

describe('what is followed on the wire', () => {
  it('counts what lies beyond its limits, once a write, and says when a date is no longer exact', () => {
    const full = new WireConvergence(['n1', 'n2'], { ...DEFAULT_LIMITS, maxWrites: 1 });
    for (const seq of [1, 2, 2, 3]) full.observeSent('n1', entry('n1', seq, seq, 0, ['x']), 1);
    assert.deepEqual([full.pending, full.result().untracked], [1, 2]);
    const narrow = new WireConvergence(['n1', 'n2'], { ...DEFAULT_LIMITS, maxKeys: 1 });
    for (const [seq, key] of [
      [1, 'x'],
      [2, 'y'],
      [3, 'x'],
    ] as const) {
      narrow.observeSent('n1', entry('n1', seq, seq, 0, [key]), 1);
    }
    assert.deepEqual([narrow.pending, narrow.result().untracked], [2, 1]);
    const forgetful = new WireConvergence(NODES, { ...DEFAULT_LIMITS, maxSteps: 30 });
    for (let seq = 1; seq <= 11; seq++) {
      const each = entry('n1', seq, 1000 + seq, seq, ['x']);
      for (const node of NODES) forgetful.observeEntry(node, each, 10 + seq);
    }
    assert.equal(forgetful.result().inexact, 0);
    forgetful.observeSent('n2', entry('n2', 1, 1, 0, ['x']), 500);
    assert.deepEqual([forgetful.pending, forgetful.result().inexact], [0, 1]);
  });

  it('follows so many writes in all, whether they have converged or not, and so many keys', () => {
    const wire = new WireConvergence(['n1', 'n2'], { ...DEFAULT_LIMITS, maxWrites: 2, maxKeys: 2 });
    const write = (seq: number, keys: readonly string[]): void => {
      const one = entry('n1', seq, seq, 0, keys);
      wire.observeSent('n1', one, seq);
      wire.observeEntry('n2', one, seq);
    };
    write(1, ['a', 'b', 'c']);
    assert.deepEqual([wire.result().untracked, wire.result().convergence.count], [1, 0]);
    write(2, ['a', 'b']);
    write(3, ['c']);
    assert.deepEqual([wire.result().untracked, wire.result().convergence.count], [2, 1]);
    write(4, ['b', 'a']);
    write(5, ['a']);
    assert.deepEqual([wire.result().untracked, wire.result().convergence.count], [3, 2]);
  });
});

describe('the slowest writes on the wire', () => {
  it('remembers which writes were the slowest, and which nodes took them in', () => {
    const wire = new WireConvergence(['n1', 'n2', 'n3']);
    const late = entry('n1', 1, 1_000, 1, ['a']);
    const later = entry('n3', 1, 9_000, 9, ['a']);
    wire.observeSent('n1', late, 2);
    assert.ok(wire.mayBeSlowest('n1#0', 1), 'it may still come to be');
    assert.deepEqual(wire.pendingSinceMs(), [1]);
    wire.observeEntry('n2', late, 5);
    wire.observeSent('n3', later, 10);
    assert.deepEqual(wire.convergedTimes, { acceptedAtMs: [1], convergenceMs: [8] });
    assert.deepEqual(wire.slowest(), [
      {
        ...{ origin: 'n1#0', seq: 1, key: 'a', acceptedAtMs: 1, convergenceMs: 8, appliedAt: ['n2'] },
        laterVersions: [{ node: 'n3', atMs: 8 }],
      },
    ]);
    assert.ok(wire.mayBeSlowest('n1#0', 1));
  });

  it('dates the later version that a node took in instead, however many steps came after it', () => {
    const wire = new WireConvergence(['n1', 'n2', 'n3', 'n4'], { ...DEFAULT_LIMITS, maxSteps: 10 });
    const slow = entry('n1', 1, 1_000, 0, ['a']);
    wire.observeSent('n1', slow, 0);
    // It took a later version from n1 than this stamp is of.
    wire.observeSent('n4', ['n1#0' as Origin, 1, 1_000, 0, 1, [['a']]], 12);
    for (let seq = 2; seq <= 100; seq++)
      wire.observeEntry('n2', entry('n1', seq, 1_000 * seq, seq, ['a']), 20 + seq);
    // n3 had accepted a later one before this came to it, which shows only now.
    wire.observeEntry('n3', slow, 500);
    wire.observeSent('n3', entry('n3', 1, 9_500, 40, ['a']), 510);
    const [slowest] = wire.slowest();
    assert.deepEqual(slowest?.appliedAt, []);
    assert.deepEqual(slowest.laterVersions, [
      { node: 'n2', atMs: 22 },
      { node: 'n3', atMs: 40 },
      { node: 'n4', atMs: 12 },
    ]);
  });

  it('ranks no more of the slowest than a bound', () => {
    const wire = new WireConvergence(['n1', 'n2']);
    const times = [5, 30, 10, 7, 80, 30, 2, 41, 9, 11, 60, 12, 1];
    times.forEach((ms, index) => {
      const one = entry('n1', index + 1, 1_000 * index, index, [`k${index}`]);
      wire.observeSent('n1', one, index);
      wire.observeEntry('n2', one, index + ms);
    });
    const slowest = wire.slowest();
    assert.deepEqual(
      slowest.map(({ convergenceMs }) => convergenceMs),
      [80, 60, 41, 30, 30, 12, 11, 10, 9, 7],
    );
    assert.deepEqual(
      [5, 13, 4].map((seq) => wire.mayBeSlowest('n1#0', seq)),
      [true, false, true],
    );
    wire.forgetConverged();
    assert.deepEqual([wire.slowest(), wire.convergedTimes.convergenceMs], [[], []]);
  });
});
