/** Convergence from the wire, against a plain account of who held what and when. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WireConvergence } from '../../../src/check/audit/wire-convergence.ts';
import { summarize } from '../../../src/base/summary.ts';
import type { WireEntry } from '../../../src/protocol/gossip.ts';
import type { Origin } from '../../../src/protocol/names.ts';
import { cases } from '../../support/random-cases.ts';
import { entry, NODES } from './wire-entry.ts';

/** A write accepted at a node, when it leaves (never before that), and when it reaches each other node (or never). */
interface Spread {
  readonly entry: WireEntry;
  readonly node: string;
  readonly sentAtMs: number;
  readonly arrivals: readonly { readonly node: string; readonly atMs: number }[];
}

/** Random writes, some of several keys; `maxHoldMs` is how long a node may keep one before it sends it. */
function spreads(maxHoldMs: number): fc.Arbitrary<Spread[]> {
  const one = fc.record({
    node: fc.nat({ max: 2 }),
    acceptedAtMs: fc.nat({ max: 30 }),
    holdMs: fc.nat({ max: maxHoldMs }),
    travelMs: fc.tuple(
      fc.option(fc.nat({ max: 30 }), { nil: undefined, freq: 8 }),
      fc.option(fc.nat({ max: 30 }), { nil: undefined, freq: 8 }),
    ),
    keys: fc.uniqueArray(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 2 }),
  });
  return fc.array(one, { maxLength: 25 }).map((writes) => {
    const seqs = [0, 0, 0];
    return writes
      .toSorted((a, b) => a.acceptedAtMs - b.acceptedAtMs)
      .map(({ node, acceptedAtMs, holdMs, travelMs, keys }, i) => {
        const seq = (seqs[node] = (seqs[node] ?? 0) + 1);
        const name = NODES[node] ?? '';
        const sentAtMs = acceptedAtMs + holdMs;
        const arrivals = NODES.filter((other) => other !== name).flatMap((other, to) => {
          const travel = travelMs[to];
          return travel === undefined ? [] : [{ node: other, atMs: sentAtMs + travel }];
        });
        return {
          entry: entry(name, seq, acceptedAtMs * 1000 + i, acceptedAtMs, keys),
          node: name,
          sentAtMs,
          arrivals,
        };
      });
  });
}

/** Feeds what the wire shows, in order of time. */
function observe(all: readonly Spread[], nodes: readonly string[] = NODES): WireConvergence {
  const wire = new WireConvergence(nodes);
  const sightings = all.flatMap((spread) => [
    { atMs: spread.sentAtMs, see: () => wire.observeSent(spread.node, spread.entry, spread.sentAtMs) },
    ...spread.arrivals.map(({ node, atMs }) => ({
      atMs,
      see: () => wire.observeEntry(node, spread.entry, atMs),
    })),
  ]);
  for (const { see } of sightings.toSorted((a, b) => a.atMs - b.atMs)) see();
  return wire;
}

/** The definition: the last node's first moment with this version, or a later one, of each of the write's keys. */
function convergenceMs(all: readonly Spread[], { entry: own }: Spread): number {
  const since = NODES.flatMap((node) =>
    own[5].map(([key]) => {
      const holdings = all
        .filter(({ entry: other }) => other[2] >= own[2] && other[5].some(([name]) => name === key))
        .flatMap((other) => [
          ...(other.node === node ? [other.entry[3]] : []),
          ...other.arrivals.filter((arrival) => arrival.node === node).map(({ atMs }) => atMs),
        ]);
      return Math.min(...holdings);
    }),
  );
  return Math.max(...since) - own[3];
}

describe('the wire, when a node loses its memory,', () => {
  const at = (wire: WireConvergence, node: string, one: WireEntry, atMs: number): void =>
    wire.observeEntry(node, one, atMs);

  it('has a write reach it again, and allows both times', () => {
    const wire = new WireConvergence(NODES);
    wire.expectLosses();
    const [open, closed] = [entry('n1', 1, 10, 10, ['a']), entry('n1', 2, 20, 20, ['b'])];
    for (const one of [open, closed]) {
      wire.observeSent('n1', one, 21);
      at(wire, 'n3', one, 30);
    }
    at(wire, 'n2', closed, 40);
    wire.forgot('n3', 100);
    at(wire, 'n2', open, 110);
    assert.equal(wire.pending, 1);
    assert.equal(wire.isCaughtUp, false);
    for (const one of [open, closed]) at(wire, 'n3', one, 150);
    const { leastMs, mostMs } = wire.result().reportable;
    assert.deepEqual([leastMs.count, leastMs.max, mostMs.max], [2, 100, 140]);
    assert.equal(mostMs.mean, (140 + 130) / 2);
    assert.deepEqual([wire.pending, wire.isCaughtUp, wire.caughtUpMs('n3')], [0, true, 50]);
  });

  it('does not wait for what it had written itself, nor for what only another killed node had held', () => {
    const wire = new WireConvergence(NODES);
    const own = entry('n3', 1, 10, 10, ['a']);
    wire.observeSent('n3', own, 11);
    wire.forgot('n3', 100);
    assert.deepEqual([wire.pending, wire.result().reportable.mostMs.count], [0, 0]);
    assert.equal(wire.caughtUpMs('n3'), 0, 'nobody had it');
    const blind = new WireConvergence(NODES);
    blind.forgot('n3', 100);
    assert.equal(blind.caughtUpMs('n3'), undefined, 'the wire showed nothing at all');
    wire.observeSent('n2', entry('n2', 1, 20, 120, ['a']), 120);
    wire.forgot('n1', 130);
    assert.equal(wire.isCaughtUp, false);
    wire.forgot('n2', 140);
    assert.equal(wire.isCaughtUp, true);
  });
});

describe('convergence on the wire', () => {
  it('is exact where writes leave as they are accepted', () => {
    fc.assert(
      fc.property(spreads(0), (all) => {
        const truth = all.map((spread) => convergenceMs(all, spread));
        const result = observe(all).result();
        assert.deepEqual(result.convergence, summarize(truth.filter(Number.isFinite)));
        assert.equal(result.pending, truth.length - result.convergence.count);
        assert.deepEqual([result.untracked, result.inexact], [0, 0]);
      }),
      { numRuns: cases(1000) },
    );
  });

  it('is late by no more than a node keeps a write back, and never early', () => {
    fc.assert(
      fc.property(spreads(10), (all) => {
        const truth = summarize(all.map((spread) => convergenceMs(all, spread)).filter(Number.isFinite));
        const { convergence, pending } = observe(all).result();
        assert.equal(convergence.count, truth.count);
        assert.equal(pending, all.length - truth.count);
        for (const name of ['mean', 'p50', 'max'] as const) {
          assert.ok(convergence[name] >= truth[name] - 1e-9 && convergence[name] <= truth[name] + 10, name);
        }
      }),
      { numRuns: cases(1000) },
    );
  });

  it('takes a later version of the key for the write, but not another key', () => {
    const wire = new WireConvergence(NODES);
    const [first, second, other] = [
      entry('n1', 1, 100, 0, ['x']),
      entry('n1', 2, 200, 1, ['x']),
      entry('n1', 3, 300, 2, ['y']),
    ];
    for (const each of [first, second, other]) wire.observeSent('n1', each, 5);
    wire.observeEntry('n2', second, 20);
    wire.observeEntry('n3', other, 25);
    assert.equal(wire.pending, 3);
    assert.deepEqual(wire.pendingWrites(1), [{ origin: 'n1#0', seq: 1, missingAt: ['n3'] }]);
    wire.observeEntry('n3', second, 40);
    assert.deepEqual(wire.pendingWrites(9), [{ origin: 'n1#0', seq: 3, missingAt: ['n2'] }]);
    assert.equal(wire.result().convergence.max, 40);
    assert.equal(wire.result().convergence.count, 2);
  });

  it('gives a node nothing by an entry that has lost its value, but knows that the sender has a later one', () => {
    const wire = new WireConvergence(NODES);
    const stripped: WireEntry = ['n1#0' as Origin, 1, 100, 0, 1, [['x']]];
    wire.observeSent('n2', stripped, 10);
    wire.observeEntry('n3', stripped, 20);
    assert.deepEqual(wire.pendingWrites(9), [{ origin: 'n1#0', seq: 1, missingAt: ['n3'] }]);
  });

  it('dates a write that shows up after what overwrote it', () => {
    const wire = new WireConvergence(NODES);
    const [old, recent] = [entry('n1', 1, 100, 0, ['x']), entry('n2', 1, 200, 1, ['x'])];
    wire.observeSent('n2', recent, 1);
    wire.observeEntry('n3', recent, 30);
    wire.observeEntry('n1', recent, 20);
    wire.observeSent('n1', old, 500);
    assert.deepEqual([wire.pending, wire.result().convergence.max], [0, 30]);
  });

  it('asks for a key once, however often the entry names it', () => {
    const wire = new WireConvergence(['n1', 'n2']);
    const twice = entry('n1', 1, 100, 0, ['x', 'x']);
    wire.observeSent('n1', twice, 0);
    wire.observeEntry('n2', twice, 10);
    assert.deepEqual([wire.pending, wire.result().convergence.max], [0, 10]);
  });

  it('counts a duplicate once', () => {
    const wire = new WireConvergence(['n1', 'n2']);
    const only = entry('n1', 1, 100, 0, ['x']);
    for (const atMs of [10, 20, 30]) wire.observeEntry('n2', only, atMs);
    const { convergence } = wire.result();
    assert.deepEqual([convergence.count, convergence.max], [1, 10]);
  });

  it('names the nodes that lack some key of a write, and dates a later version of all of them', () => {
    const wire = new WireConvergence(['n1', 'n2']);
    const both = entry('n1', 1, 100, 0, ['a', 'b']);
    const [onA, onB] = [entry('n1', 2, 200, 1, ['a']), entry('n1', 3, 300, 2, ['b'])];
    for (const one of [both, onA, onB]) wire.observeSent('n1', one, 5);
    wire.observeEntry('n2', onB, 30);
    assert.deepEqual(wire.pendingWrites(1), [{ origin: 'n1#0', seq: 1, missingAt: ['n2'] }]);
    assert.equal(wire.isCaughtUp, false, 'a write is pending');
    wire.observeEntry('n2', onA, 20);
    assert.deepEqual([wire.isCaughtUp, wire.pendingWrites(1)], [true, []]);
    assert.deepEqual(wire.slowest().find(({ seq }) => seq === 1)?.laterVersions, [{ node: 'n2', atMs: 30 }]);
  });
});
