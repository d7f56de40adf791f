/** Broadcast verdicts: the rules of Jepsen's set-full checker, taken word by word over the whole history. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BroadcastChecker, type BroadcastRead } from '../../../src/check/workloads/broadcast.ts';
import { MAX_EXAMPLES } from '../../../src/check/offences.ts';
import { summarize } from '../../../src/base/summary.ts';
import { cases } from '../../support/random-cases.ts';

const NODES = ['n1', 'n2', 'n3'];
const NONE: BroadcastRead[] = [];

interface Broadcast {
  readonly value: string;
  readonly invokedAtMs: number;
  readonly ackedAtMs: number | undefined;
}

/** All values are broadcast within 20 ms; reads see any of those invoked before they complete. */
const histories = fc
  .record({
    broadcasts: fc.array(
      fc.record({
        invokedAtMs: fc.nat({ max: 20 }),
        ackMs: fc.option(fc.nat({ max: 10 }), { nil: undefined }),
      }),
      { maxLength: 8 },
    ),
    reads: fc.array(
      fc.record({
        node: fc.constantFrom(...NODES),
        invokedAtMs: fc.nat({ max: 60 }),
        durationMs: fc.nat({ max: 10 }),
        mask: fc.nat({ max: 255 }),
      }),
      { maxLength: 12 },
    ),
  })
  .map(({ broadcasts, reads }) => {
    const sent = broadcasts.map(({ invokedAtMs, ackMs }, i): Broadcast => {
      return { value: `${i}`, invokedAtMs, ackedAtMs: ackMs === undefined ? undefined : invokedAtMs + ackMs };
    });
    const seen = reads.map(({ node, invokedAtMs, durationMs, mask }): BroadcastRead => {
      const completedAtMs = invokedAtMs + durationMs;
      const values = sent
        .filter((each, i) => each.invokedAtMs < completedAtMs && ((mask >> i) & 1) === 1)
        .map(({ value }) => value);
      return { node, invokedAtMs, completedAtMs, values };
    });
    return { sent, seen };
  });

function check(sent: readonly Broadcast[], seen: readonly BroadcastRead[]): BroadcastChecker {
  const checker = new BroadcastChecker(NODES);
  const events = [
    ...sent.flatMap(({ value, invokedAtMs, ackedAtMs = Infinity }) => [
      { atMs: invokedAtMs, rank: 0, run: () => checker.invoked(value) },
      { atMs: ackedAtMs, rank: 1, run: () => checker.acknowledged(value, ackedAtMs) },
    ]),
    ...seen.map((read) => ({ atMs: read.completedAtMs, rank: 2, run: () => checker.read(read) })),
  ].filter(({ atMs }) => atMs < Infinity);
  for (const { run } of events.toSorted((a, b) => a.atMs - b.atMs || a.rank - b.rank)) run();
  return checker;
}

/** set-full's account of one value, from all reads that could have known of it. */
function judgeValue(
  { value, invokedAtMs, ackedAtMs }: Broadcast,
  seen: readonly BroadcastRead[],
): { outcome: string; latencyMs: number } {
  const reads = seen.filter((read) => read.completedAtMs >= invokedAtMs);
  const found = reads.filter((read) => read.values.includes(value));
  const missed = reads.filter((read) => !read.values.includes(value));
  const latest = (all: readonly BroadcastRead[]): number => Math.max(...all.map((read) => read.invokedAtMs));
  const knownMs = Math.min(ackedAtMs ?? Infinity, ...found.map((read) => read.completedAtMs));
  if (latest(missed) < latest(found)) {
    return { outcome: 'stable', latencyMs: Math.max(0, latest(missed) - knownMs) };
  }
  return { outcome: knownMs < latest(missed) ? 'lost' : 'never read', latencyMs: 0 };
}

describe('a broadcast verdict', () => {
  it('calls values stable, lost or never read, with their latency, as set-full does', () => {
    fc.assert(
      fc.property(histories, ({ sent, seen }) => {
        const verdict = check(sent, seen).verdict();
        const judged = sent.map((each) => ({ value: each.value, ...judgeValue(each, seen) }));
        const stable = judged.filter(({ outcome }) => outcome === 'stable').map(({ latencyMs }) => latencyMs);
        const lost = judged.filter(({ outcome }) => outcome === 'lost').map(({ value }) => value);
        assert.deepEqual(verdict.lost.examples.toSorted(), lost.toSorted());
        assert.deepEqual(verdict.stableLatencyMs, summarize(stable));
        assert.equal(verdict.stale, stable.filter((latencyMs) => latencyMs > 0).length);
        assert.equal(verdict.neverRead, judged.filter(({ outcome }) => outcome === 'never read').length);
        assert.deepEqual([verdict.attempted, verdict.stable], [sent.length, stable.length]);
        assert.equal(verdict.ok, lost.length === 0 && verdict.missing.count === 0);
      }),
      { numRuns: cases(2000) },
    );
  });

  it('says which node lacks a value in the end, and when the last one showed it', () => {
    const read = (node: string, atMs: number, ...values: string[]): BroadcastRead => {
      return { node, invokedAtMs: atMs, completedAtMs: atMs + 1, values };
    };
    const sent = ['1', '2'].map((value) => ({ value, invokedAtMs: 0, ackedAtMs: 5 }));
    const verdict = check(sent, [
      read('n1', 10, '1', '2'),
      read('n2', 20, '1'),
      read('n2', 30, '1', '2'),
      read('n3', 40, '1'),
      read('n1', 50, '1', '2'),
    ]).verdict();
    assert.deepEqual(verdict.missing.examples, [{ value: '2', nodes: ['n3'] }]);
    assert.deepEqual([verdict.seenEverywhereMs.count, verdict.seenEverywhereMs.max], [1, 36]);
    assert.equal(verdict.stableLatencyMs.max, 35, 'value 2 was last missed at 40, and known at 5');
    assert.ok(!verdict.ok);
  });

  it('does not miss a value that was never acknowledged and never seen', () => {
    const sent = [{ value: '1', invokedAtMs: 0, ackedAtMs: undefined }];
    const { ok, neverRead } = check(sent, [
      { node: 'n1', invokedAtMs: 5, completedAtMs: 6, values: [] },
    ]).verdict();
    assert.deepEqual([ok, neverRead], [true, 1]);
  });

  it('shows values that nobody broadcast, and values returned twice', () => {
    const sent = [{ value: '1', invokedAtMs: 0, ackedAtMs: 1 }];
    const read = { node: 'n1', invokedAtMs: 5, completedAtMs: 6 };
    const verdict = check(sent, [{ ...read, values: ['1', '9', '1'] }]).verdict();
    assert.deepEqual(verdict.invented, { count: 1, examples: ['9'] });
    assert.deepEqual(verdict.duplicated, { count: 1, examples: ['1'] });
    assert.ok(!verdict.ok);
  });

  it('counts every offence and lists the first few', () => {
    const sent = Array.from({ length: 50 }, (_, i) => ({ value: `${i}`, invokedAtMs: 0, ackedAtMs: 1 }));
    const { lost } = check(sent, [{ node: 'n1', invokedAtMs: 5, completedAtMs: 6, values: [] }]).verdict();
    assert.deepEqual([lost.count, lost.examples.length], [50, MAX_EXAMPLES]);
  });

  it('follows so many values, and counts the others, of which it can say nothing', () => {
    const checker = new BroadcastChecker(['n1'], 10);
    for (let i = 0; i < 12; i++) checker.invoked(`${i}`);
    checker.invoked('0');
    checker.read({ node: 'n1', invokedAtMs: 1, completedAtMs: 2, values: ['0', '11', 'never sent'] });
    const { attempted, untracked, invented } = checker.verdict();
    assert.deepEqual([attempted, untracked, invented.count], [12, 2, 0]);
  });

  it('returns what a read missed of what was sent, and nothing else', () => {
    const checker = new BroadcastChecker(['n1']);
    for (const value of ['1', '2']) checker.invoked(value);
    const at = { node: 'n1', invokedAtMs: 1, completedAtMs: 2 };
    assert.deepEqual(checker.read({ ...at, values: ['2', '3'] }), ['1']);
    assert.deepEqual(checker.read({ ...at, values: ['2', '1'] }), []);
  });

  it('knows which nodes have shown a value', () => {
    const checker = new BroadcastChecker(NODES);
    checker.invoked('1');
    checker.read({ node: 'n2', invokedAtMs: 1, completedAtMs: 2, values: ['1'] });
    const shown = (value: string): boolean[] => NODES.map((node) => checker.hasShown(value, node));
    assert.deepEqual(shown('1'), [false, true, false]);
    assert.deepEqual(shown('2'), [false, false, false]);
  });

  it('remembers no more of what is wrong than of what is right, and shows the first of it', () => {
    const checker = new BroadcastChecker(['n1'], 30);
    const values = Array.from({ length: 40 }, (_, i) => `${i}`);
    checker.read({ node: 'n1', invokedAtMs: 1, completedAtMs: 2, values: [...values, ...values] });
    const { invented, duplicated } = checker.verdict();
    for (const { count, examples } of [invented, duplicated])
      assert.deepEqual([count, examples], [30, values.slice(0, MAX_EXAMPLES)]);
  });

  it('misses nothing by a read that began when the value came to be known', () => {
    const checker = new BroadcastChecker(['n1']);
    checker.invoked('1');
    checker.acknowledged('1', 5);
    checker.read({ node: 'n1', invokedAtMs: 5, completedAtMs: 6, values: [] });
    assert.equal(checker.verdict().missing.count, 0);
    checker.read({ node: 'n1', invokedAtMs: 5.1, completedAtMs: 6, values: [] });
    assert.equal(checker.verdict().missing.count, 1);
  });

  it('misses a value where it was known, from that moment on, and not where it is found at the same one', () => {
    const missing = (missedAtMs: number, foundAtMs: number): number => {
      const checker = new BroadcastChecker(['n1']);
      checker.invoked('1');
      checker.acknowledged('1', 5);
      checker.read({ node: 'n1', invokedAtMs: foundAtMs, completedAtMs: foundAtMs + 1, values: ['1'] });
      checker.read({ node: 'n1', invokedAtMs: missedAtMs, completedAtMs: missedAtMs + 1, values: [] });
      return checker.verdict().missing.count;
    };
    assert.deepEqual([missing(5, 1), missing(6, 1), missing(9, 9), missing(8, 9)], [1, 1, 1, 0]);
  });

  it('calls nothing perished that a node which goes on has shown, or was not asked for', () => {
    const perished = (foundAtMs: number, missedAtMs: number): [number, number] => {
      const checker = new BroadcastChecker(['n1']);
      checker.invoked('1');
      checker.acknowledged('1', 5);
      checker.read({ node: 'n1', invokedAtMs: foundAtMs, completedAtMs: foundAtMs + 1, values: ['1'] });
      checker.read({ node: 'n1', invokedAtMs: missedAtMs, completedAtMs: missedAtMs + 1, values: [] });
      const verdict = checker.verdict({ starts: new Map([['n1', 100]]), values: new Set(['1']) });
      return [verdict.perished.count, verdict.neverRead];
    };
    assert.deepEqual(perished(50, 100), [1, 0]);
    assert.deepEqual(perished(99, 150), [1, 0]);
    assert.deepEqual(perished(100, 150), [0, 0]);
    assert.deepEqual(perished(50, 99), [0, 0]);
  });

  it('is empty for an empty run', () => {
    const { ok, attempted, stableLatencyMs } = check([], NONE).verdict();
    assert.deepEqual([ok, attempted, stableLatencyMs.count], [true, 0, 0]);
  });
});
