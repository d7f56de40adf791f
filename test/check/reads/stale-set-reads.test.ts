/** Bounds on stale reads of a set hold the truth, whatever happened inside the windows that clients see. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StaleSetReads } from '../../../src/check/reads/stale-set-reads.ts';
import { cases } from '../../support/random-cases.ts';

const SKEW_MS = 3;

/** An operation with its true moment: `share` of its window, on the clock of its node. */
const windows = {
  invokedAtMs: fc.nat({ max: 40 }),
  durationMs: fc.nat({ max: 15 }),
  share: fc.double({ min: 0, max: 1, noNaN: true }),
  offsetMs: fc.constantFrom(0, SKEW_MS),
};
const runs = fc.record({
  adds: fc.array(fc.record({ ...windows, acked: fc.boolean() }), { maxLength: 6 }),
  reads: fc.array(fc.record({ ...windows, mask: fc.nat({ max: 63 }) }), { maxLength: 6 }),
  skewed: fc.boolean(),
});

describe('stale reads of a set, from outside', () => {
  it('lie between the certain and the possible', () => {
    let certainly = 0;
    fc.assert(
      fc.property(runs, ({ adds, reads, skewed }) => {
        const stamp = (op: (typeof adds)[number] | (typeof reads)[number]): number =>
          op.invokedAtMs + op.durationMs * op.share + (skewed ? op.offsetMs : 0);
        const checker = new StaleSetReads(skewed ? SKEW_MS : 0);
        const sent = new Set<string>();
        const steps: { atMs: number; rank: number; run: () => void }[] = [];
        adds.forEach((add, i) => {
          const ackedAtMs = add.invokedAtMs + add.durationMs;
          steps.push({
            atMs: add.invokedAtMs,
            rank: 0,
            run: () => {
              sent.add(`${i}`);
              checker.invoked(`${i}`, add.invokedAtMs);
            },
          });
          if (add.acked)
            steps.push({ atMs: ackedAtMs, rank: 1, run: () => checker.acknowledged(`${i}`, ackedAtMs) });
        });
        let truth = 0;
        for (const read of reads) {
          const atMs = stamp(read);
          const completedAtMs = read.invokedAtMs + read.durationMs;
          const seen = adds.map((add, i) => stamp(add) <= atMs && ((read.mask >> i) & 1) === 1);
          if (adds.some((add, i) => stamp(add) < atMs && seen[i] !== true)) truth++;
          const { invokedAtMs } = read;
          steps.push({
            atMs: completedAtMs,
            rank: 2,
            run: () => {
              const missed = [...sent].filter((i) => seen[Number(i)] !== true);
              checker.read({ invokedAtMs, completedAtMs, missed });
            },
          });
        }
        for (const { run } of steps.toSorted((a, b) => a.atMs - b.atMs || a.rank - b.rank)) run();
        const { lo, hi } = checker.stale;
        assert.ok(lo <= truth && truth <= hi, `${truth} in ${lo} … ${hi}`);
        assert.equal(checker.reads, reads.length);
        certainly += lo;
      }),
      { numRuns: cases(3000) },
    );
    assert.ok(certainly > 100, 'some were certain');
  });

  it('are none where every read finds what was acknowledged before', () => {
    const checker = new StaleSetReads();
    checker.invoked('1', 0);
    checker.acknowledged('1', 1);
    checker.read({ invokedAtMs: 2, completedAtMs: 3, missed: [] });
    assert.deepEqual(checker.stale, { lo: 0, hi: 0 });
    checker.read({ invokedAtMs: 2, completedAtMs: 4, missed: ['1'] });
    assert.deepEqual(checker.stale, { lo: 1, hi: 1 });
  });
});
