/** The times on which nodes can report: in which order, and how few deliveries were behind half of them. */

import assert from 'node:assert/strict';
import { WireConvergence } from '../../../src/check/audit/wire-convergence.ts';
import { NODES, entryAt, spread } from './wire-entry.ts';

describe('the times that nodes can report', () => {
  it('are sorted, in whatever order the writes converged', () => {
    const wire = new WireConvergence(NODES);
    for (const [ms, atMs] of [
      [10, 90],
      [20, 30],
      [30, 60],
    ] as const)
      spread(wire, entryAt('n1', ms, `k${ms}`), { n2: atMs, n3: atMs });
    assert.deepEqual([...wire.result().reportable.sortedMs], [10, 30, 80]);
  });

  it('say how few deliveries brought half of them: many writes may end with one', () => {
    const wire = new WireConvergence(NODES);
    assert.equal(wire.result().reportable.halfByDeliveries, 0);
    for (const [key, atMs] of [
      ['a', 50.3],
      ['b', 60],
      ['c', 50.3],
      ['d', 70],
      ['e', 50.3],
    ] as const)
      spread(wire, entryAt('n1', key.charCodeAt(0) / 7, key), { n2: 20, n3: atMs });
    assert.equal(wire.result().reportable.halfByDeliveries, 1);
    spread(wire, entryAt('n1', 18, 'f'), { n2: 20, n3: 80 });
    spread(wire, entryAt('n1', 19, 'g'), { n2: 20, n3: 90 });
    assert.equal(wire.result().reportable.halfByDeliveries, 2);
  });

  it('count those deliveries that brought the most, whenever they came, until half is reached', () => {
    const halfBy = (...endsMs: readonly number[]): number => {
      const wire = new WireConvergence(NODES);
      endsMs.forEach((atMs, i) => spread(wire, entryAt('n1', 10 + i, `k${i}`), { n2: 20, n3: atMs }));
      return wire.result().reportable.halfByDeliveries;
    };
    assert.equal(halfBy(50, 60, 60, 60, 70), 1);
    assert.equal(halfBy(50, 50, 60, 60), 1);
    assert.equal(halfBy(50, 50, 60, 60, 60, 70, 80), 2);
  });
});
