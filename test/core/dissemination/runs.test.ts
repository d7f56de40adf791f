/** Dots as runs of sequence numbers. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { apart, runsOf, without } from '../../../src/core/dissemination/runs.ts';
import type { WireDots } from '../../../src/protocol/gossip.ts';
import type { Origin } from '../../../src/protocol/names.ts';
import type { Dot } from '../../../src/core/store/dot.ts';

const [A, B] = ['a#0' as Origin, 'b#0' as Origin];

function dotsOf(runs: readonly WireDots[]): Dot[] {
  return runs.flatMap(([origin, from, to]) =>
    Array.from({ length: to - from + 1 }, (_, i) => ({ origin, seq: from + i })),
  );
}

describe('runs of dots', () => {
  it('joins neighbours, sorts, and drops repetitions', () => {
    const dots = [3, 1, 2, 2, 7].map((seq) => ({ origin: B, seq })).concat({ origin: A, seq: 5 });
    assert.deepEqual(runsOf(dots), [
      [A, 5, 5],
      [B, 1, 3],
      [B, 7, 7],
    ]);
  });

  it('leaves out some writes, wherever they are', () => {
    const dots = fc.array(fc.record({ origin: fc.constantFrom(A, B), seq: fc.integer({ min: 1, max: 12 }) }));
    fc.assert(
      fc.property(dots, dots, (all, some) => {
        const runs = runsOf(all);
        const left = dotsOf(runs).filter(
          ({ origin, seq }) => !some.some((one) => one.origin === origin && one.seq === seq),
        );
        assert.deepEqual(dotsOf(without(runs, some)), left);
        assert.deepEqual(apart(without(runs, some)), runsOf(left));
      }),
    );
  });

  it('does so side by side: as many as a message can name, and as many rumors as are kept, do not multiply', () => {
    const named = Array.from({ length: 32_768 }, (_, i): WireDots => [A, 2 * i + 1, 2 * i + 1]);
    const some = Array.from({ length: 10_000 }, (_, i) => ({ origin: A, seq: 2 * i + 1 }));
    const before = process.cpuUsage();
    assert.equal(without(named, some).length, 22_768);
    const tookMs = process.cpuUsage(before).user / 1000;
    assert.ok(tookMs < 500, `it took ${tookMs} ms of processor time`);
  });
});
