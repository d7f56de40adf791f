/** Which transactions come before which by time: as the definitions have it, in few edges. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EdgeList, LABELS } from '../../../src/check/cycles/graph.ts';
import { addProcessOrder, addRealTimeOrder } from '../../../src/check/list-append/precedence.ts';
import type { ListTxn } from '../../../src/check/list-append/txns.ts';
import type { Outcome } from '../../../src/check/outcome.ts';

const txn = fc
  .record({
    outcome: fc.constantFrom<Outcome>('done', 'done', 'done', 'failed', 'unknown'),
    process: fc.option(fc.nat(2), { nil: undefined }),
    invokedAtMs: fc.nat(12),
    tookMs: fc.nat(5),
  })
  .map(({ invokedAtMs, tookMs, ...rest }): Omit<ListTxn, 'id'> => {
    const completedAtMs = rest.outcome === 'unknown' ? undefined : invokedAtMs + tookMs;
    return { node: 'n0', invokedAtMs, completedAtMs, ops: [], ...rest };
  });
const txns = fc.array(txn, { maxLength: 8 }).map((all) => all.map((one, id): ListTxn => ({ id, ...one })));

/** Of these transactions those that reach each other through relays, and the last step of each way. */
function reached({ from, to, labels, size, transactions }: EdgeList): Set<string> {
  const pairs = new Set<string>();
  const walk = (start: number, node: number): void => {
    for (let edge = 0; edge < from.length; edge++) {
      if (from[edge] !== node) continue;
      const target = to[edge] ?? size;
      assert.equal(labels[edge], node < transactions ? LABELS.realtime : LABELS.relay);
      if (target < transactions) pairs.add(`${start} ${target}`);
      else walk(start, target);
    }
  };
  for (let start = 0; start < transactions; start++) walk(start, start);
  return pairs;
}

function realTime(all: readonly ListTxn[]): EdgeList {
  const edges = new EdgeList(all.length);
  addRealTimeOrder(all, edges);
  return edges;
}

describe('the order of real time', () => {
  it('is that of the clock, between what was answered and what did not fail', () => {
    fc.assert(
      fc.property(txns, (all) => {
        const before = all.flatMap((a) =>
          all.flatMap((b) => {
            const isBefore =
              a.outcome === 'done' && b.outcome !== 'failed' && (a.completedAtMs ?? Infinity) < b.invokedAtMs;
            return isBefore ? [`${a.id} ${b.id}`] : [];
          }),
        );
        assert.deepEqual(reached(realTime(all)), new Set(before));
      }),
      { numRuns: 500 },
    );
  });

  it('takes one relay for all that was answered before the next was invoked, and none where nothing was', () => {
    const at = (id: number, invokedAtMs: number, completedAtMs: number): ListTxn => {
      return { id, node: 'n0', outcome: 'done', invokedAtMs, completedAtMs, ops: [] };
    };
    const crowd = (from: number, ms: number): ListTxn[] => [0, 1, 2].map((i) => at(from + i, ms, ms + 1));
    const sizeOf = (all: readonly ListTxn[]): [relays: number, edges: number] => {
      const { size, from } = realTime(all);
      return [size - all.length, from.length];
    };
    assert.deepEqual(sizeOf(crowd(0, 0)), [0, 0]);
    assert.deepEqual(sizeOf([...crowd(0, 0), ...crowd(3, 10)]), [1, 6]);
    assert.deepEqual(
      sizeOf([...crowd(0, 0), ...crowd(3, 10), ...crowd(6, 20)]),
      [2, 13],
      'the one leads to the next',
    );
  });
});

describe('the order within processes', () => {
  it('is that of invocation, from one that was answered to the next that may have taken effect', () => {
    fc.assert(
      fc.property(txns, (all) => {
        const edges = new EdgeList(all.length);
        addProcessOrder(all, edges);
        assert.ok(edges.labels.every((label) => label === LABELS.process));
        const steps = [0, 1, 2].flatMap((process) => {
          const own = all
            .filter((one) => one.process === process && one.outcome !== 'failed')
            .sort((a, b) => a.invokedAtMs - b.invokedAtMs);
          return own
            .slice(1)
            .flatMap((next, i) => (own[i]?.outcome === 'done' ? [`${own[i].id} ${next.id}`] : []));
        });
        const found = edges.from.map((from, edge) => `${from} ${edges.to[edge] ?? ''}`);
        assert.deepEqual(found.sort(), steps.sort());
      }),
      { numRuns: 500 },
    );
  });
});
