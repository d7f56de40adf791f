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

  it('are certain, and at least so old, where even the clocks cannot excuse them', () => {
    const checker = new StaleSetReads(10);
    for (const value of ['1', '2']) checker.invoked(value, 0);
    checker.acknowledged('1', 100);
    checker.acknowledged('1', 500);
    checker.acknowledged('2', 200);
    const read = (invokedAtMs: number, ...missed: string[]): boolean =>
      checker.read({ invokedAtMs, completedAtMs: invokedAtMs + 1, missed });
    assert.deepEqual(
      [read(110, '1'), read(110.5, '1'), read(300, '2', '1'), read(300)],
      [false, true, true, false],
    );
    assert.deepEqual(checker.stale, { lo: 2, hi: 3 });
    assert.deepEqual([checker.ageMs.max, checker.ageMs.count, checker.depth.max], [190, 2, 2]);
  });

  it('may be stale, by the clocks, where an addition begins soon after a read that missed nothing', () => {
    for (const [atMs, hi] of [
      [104, 1],
      [110.9, 1],
      [111, 0],
    ] as const) {
      const checker = new StaleSetReads(10);
      checker.read({ invokedAtMs: 100, completedAtMs: 101, missed: [] });
      checker.invoked('1', atMs);
      assert.deepEqual(checker.stale, { lo: 0, hi }, `${atMs}`);
      checker.invoked('2', atMs);
      assert.equal(checker.stale.hi, hi, 'each read counts once');
    }
    const again = new StaleSetReads(10);
    again.invoked('1', 0);
    again.acknowledged('1', 1);
    again.read({ invokedAtMs: 100, completedAtMs: 101, missed: [] });
    again.invoked('1', 102);
    assert.equal(again.stale.hi, 0, 'to add an element again changes nothing');
  });

  it('are not known of elements beyond the limit, which are counted', () => {
    const checker = new StaleSetReads(0, 10);
    for (let i = 0; i < 12; i++) checker.invoked(`${i}`, 0);
    assert.equal(checker.untracked, 2);
  });
});
