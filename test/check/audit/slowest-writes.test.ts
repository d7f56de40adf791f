/** Which writes count as the slowest, in which order, and what is told of the replicas. */

import assert from 'node:assert/strict';
import { HeldVersions, StepBudget } from '../../../src/check/audit/held-versions.ts';
import { OpenWrites } from '../../../src/check/audit/open-writes.ts';
import { SLOWEST_WRITES, SlowestWrites, type OpenWrite } from '../../../src/check/audit/slowest-writes.ts';

/** A write that took so long, whose key has no history. */
function write(seq: number, convergenceMs: number, changes: Partial<OpenWrite> = {}): OpenWrite {
  return {
    ...{
      version: { origin: 'n1#0', clockUs: seq },
      seq,
      acceptedAtMs: 100,
      lastHeldAtMs: 100 + convergenceMs,
      firstHeldAtMs: 100 + convergenceMs,
    },
    ...{ keys: [], remaining: 0, exact: true, later: undefined, again: undefined },
    ...changes,
  };
}

describe('the slowest writes', () => {
  const told = (writes: SlowestWrites): string[] =>
    writes.describe([]).map(({ seq, convergenceMs }) => `${seq}: ${convergenceMs} ms`);

  it('come slowest first, whatever the order in which they converged', () => {
    const writes = new SlowestWrites();
    for (const [seq, ms] of [
      [1, 20],
      [2, 50],
      [3, 10],
    ] as const)
      writes.add(write(seq, ms));
    assert.deepEqual(told(writes), ['2: 50 ms', '1: 20 ms', '3: 10 ms']);
  });

  it('are no more than their limit: the quickest falls off, and nothing quicker comes in', () => {
    const writes = new SlowestWrites();
    for (let seq = 1; seq <= SLOWEST_WRITES; seq++) writes.add(write(seq, seq));
    writes.add(write(100, 1000));
    writes.add(write(101, 0));
    assert.equal(told(writes).length, SLOWEST_WRITES);
    assert.deepEqual(
      [writes.has('n1#0', 1), writes.has('n1#0', 100), writes.has('n1#0', 101)],
      [false, true, false],
    );
    assert.equal(writes.has('n2#0', 100), false, 'a write of another origin');
  });

  it('are those that converged first, among writes that took equally long', () => {
    const writes = new SlowestWrites();
    for (let seq = 1; seq <= SLOWEST_WRITES + 3; seq++) writes.add(write(seq, 7));
    assert.deepEqual(
      told(writes),
      Array.from({ length: SLOWEST_WRITES }, (_, i) => `${i + 1}: 7 ms`),
    );
  });

  it('say which replicas took in the write, and which a later version instead, and when', () => {
    const version = { origin: 'n1#0', clockUs: 1 };
    const held = [0, 1, 2].map(() => new HeldVersions(new StepBudget()));
    held[0]?.hold(version, 100);
    held[1]?.hold(version, 120);
    held[2]?.hold({ origin: 'n2#0', clockUs: 2 }, 130);
    const writes = new SlowestWrites();
    writes.add(write(1, 50, { version, keys: [{ name: 'x', held, open: new OpenWrites() }] }));
    const [slowest] = writes.describe(['n1', 'n2', 'n3']);
    assert.deepEqual(slowest?.appliedAt, ['n2'], 'the origin is not named');
    assert.deepEqual(slowest.laterVersions, [{ node: 'n3', atMs: 30 }]);
  });

  it('are forgotten where a new measurement begins', () => {
    const writes = new SlowestWrites();
    writes.add(write(1, 20));
    writes.clear();
    assert.deepEqual(told(writes), []);
  });
});
