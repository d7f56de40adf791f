/** Which writes count as the slowest, in which order, and what is told of the replicas. */

import assert from 'node:assert/strict';
import { HeldVersions, StepBudget } from '../../../src/check/audit/held-versions.ts';
import { OpenWrites } from '../../../src/check/audit/open-writes.ts';
import {
  SLOWEST_WRITES,
  SlowestWrites,
  type KeyState,
  type OpenWrite,
} from '../../../src/check/audit/slowest-writes.ts';

const key = (name: string, held: readonly HeldVersions[] = []): KeyState => ({
  name,
  held,
  open: new OpenWrites(),
});

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
    ...{ keys: [key('x')], remaining: 0, exact: true, later: undefined, again: undefined },
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

  describe('of several keys', () => {
    const version = { origin: 'n1#0', clockUs: 1 };
    /** What one node held of a key: these clocks, at these times. */
    const holding = (...steps: readonly (readonly [clockUs: number, atMs: number])[]): HeldVersions => {
      const held = new HeldVersions(new StepBudget());
      for (const [clockUs, atMs] of steps) held.hold({ ...version, clockUs }, atMs);
      return held;
    };
    /** Node by node, what it held of a and of b. */
    const ways = (...nodes: readonly (readonly [HeldVersions, HeldVersions])[]) => {
      const writes = new SlowestWrites();
      const keys = ['a', 'b'].map((name, i) =>
        key(name, [holding(), ...nodes.map((held) => held[i] as HeldVersions)]),
      );
      writes.add(write(1, 50, { version, keys }));
      const [slowest] = writes.describe(['n1', ...nodes.map((_, i) => `n${i + 2}`)]);
      assert.equal(slowest?.key, 'a');
      return [slowest.appliedAt, slowest.laterVersions];
    };

    it('are applied where one of them was taken in, whatever became of the others', () => {
      assert.deepEqual(ways([holding([1, 110]), holding([2, 105])]), [['n2'], []]);
      assert.deepEqual(ways([holding([2, 105]), holding([1, 110])]), [['n2'], []]);
    });

    it('are overtaken at the last of the times at which later versions were held', () => {
      assert.deepEqual(ways([holding([2, 120]), holding([3, 140])]), [[], [{ node: 'n2', atMs: 40 }]]);
      assert.deepEqual(ways([holding([2, 140]), holding([3, 120])]), [[], [{ node: 'n2', atMs: 40 }]]);
    });

    it('are nothing at a node that lost its memory since', () => {
      assert.deepEqual(ways([holding(), holding()]), [[], []]);
    });
  });

  it('are forgotten where a new measurement begins', () => {
    const writes = new SlowestWrites();
    writes.add(write(1, 20));
    writes.clear();
    assert.deepEqual(told(writes), []);
  });
});
