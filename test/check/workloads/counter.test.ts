/** Counter verdicts, against all subsets of the adds that may have taken effect. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { judgeCounter, MAX_RANGES, type CounterAdd } from '../../../src/check/workloads/counter.ts';
import { cases } from '../../support/random-cases.ts';

const adds = fc.array(
  fc.record<CounterAdd>({
    delta: fc.oneof(fc.integer({ min: -5, max: 5 }), fc.constantFrom(-100, 40)),
    outcome: fc.constantFrom('done', 'failed', 'unknown'),
  }),
  { maxLength: 9 },
);

/** Every sum that may be read, the long way. */
function sumsOf(history: readonly CounterAdd[]): Set<number> {
  let sums = [0];
  for (const { delta, outcome } of history) {
    if (outcome === 'done') sums = sums.map((sum) => sum + delta);
    else if (outcome === 'unknown') sums = sums.flatMap((sum) => [sum, sum + delta]);
  }
  return new Set(sums);
}

const done = (delta: number): CounterAdd => ({ delta, outcome: 'done' });
const unknown = (delta: number): CounterAdd => ({ delta, outcome: 'unknown' });
const read = (node: string, value: unknown) => ({ node, value });

describe('a counter verdict', () => {
  it('allows each sum of what was acknowledged and any of what is open, and no other', () => {
    fc.assert(
      fc.property(adds, (history) => {
        const sums = sumsOf(history);
        for (let value = -950; value <= 450; value++) {
          const { ok, wrong } = judgeCounter(history, [read('n1', value)], ['n1']);
          assert.equal(ok, sums.has(value), `${value}`);
          assert.equal(wrong.count, ok ? 0 : 1);
        }
      }),
      { numRuns: cases(100) },
    );
  });

  it('gives the ranges that Maelstrom gives', () => {
    const history = [done(10), unknown(5), unknown(-1), unknown(-1)];
    const verdict = judgeCounter(history, [read('n1', 11), read('n2', 15)], ['n1', 'n2']);
    assert.deepEqual(verdict.possible, [
      { lo: 8, hi: 10 },
      { lo: 13, hi: 15 },
    ]);
    assert.deepEqual(verdict.wrong.examples, [read('n1', 11)]);
    assert.equal(verdict.acknowledged, 10);
    assert.ok(!verdict.ok && verdict.exact);
  });

  it('is broken by nodes that disagree, even on possible sums', () => {
    const verdict = judgeCounter([unknown(1)], [read('n1', 0), read('n2', 1)], ['n1', 'n2']);
    assert.deepEqual([verdict.wrong.count, verdict.agreed, verdict.ok], [0, false, false]);
  });

  it('is broken by a node that did not answer, and by what is no whole number', () => {
    const { unread, ok } = judgeCounter([], [read('n1', 0)], ['n1', 'n2']);
    assert.deepEqual([unread, ok], [['n2'], false]);
    for (const value of [0.5, null, '0', undefined, NaN])
      assert.equal(judgeCounter([], [read('n1', value)], ['n1']).wrong.count, 1);
  });

  it('keeps apart as many ranges as it may, and closes the narrowest gaps beyond', () => {
    // Each doubles the ranges: 512, then one more for each of those that fill the gaps from below.
    const doubling = Array.from({ length: 9 }, (_, i) => unknown(1000 * 2 ** i));
    assert.deepEqual(
      [judgeCounter(doubling, [], []).possible.length, judgeCounter(doubling, [], []).exact],
      [512, true],
    );
    const alike = Array.from({ length: MAX_RANGES - 1 }, () => unknown(2));
    const { possible, exact } = judgeCounter(alike, [], []);
    assert.deepEqual([possible.length, exact], [MAX_RANGES, true], 'as many as it may');
    assert.equal(judgeCounter([...alike, unknown(2)], [], []).exact, false);
    const beyond = judgeCounter([...doubling, unknown(2)], [], []);
    assert.deepEqual([beyond.exact, beyond.possible.length], [false, 512]);
    assert.deepEqual(
      beyond.possible[1],
      { lo: 1000, hi: 1002 },
      'the gaps of 2 are closed, those of 998 are not',
    );
  });

  it('stays bounded when everything is open, and says that it is too mild then', () => {
    const history = Array.from({ length: 40 }, (_, i) => unknown(3 ** Math.min(i, 30)));
    const { possible, exact, wrong } = judgeCounter(history, [read('n1', 1 + 9 + 81)], ['n1']);
    assert.ok(possible.length <= MAX_RANGES);
    assert.deepEqual([exact, wrong.count], [false, 0]);
  });
});
