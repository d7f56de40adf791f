/** Bounds on figures of runs: what keeps one, just so, and what nobody can tell. */

import assert from 'node:assert/strict';
import { missedBy, targetIn } from '../../../src/report/measures/target.ts';
import type { Run } from '../../../src/report/schema/run-schema.ts';
import { sampleRun } from '../sample.ts';

const run = sampleRun('normal', 1);
const missed = (text: string, ...runs: Run[]): number => missedBy(targetIn(text, parseFloat), runs);

describe('a target', () => {
  const p99 = run.observedConvergenceMs?.p99 ?? assert.fail();

  it('is kept by its bound itself only where it says so', () => {
    assert.ok(missed(`convergence.p99<${p99}`, run) > 0);
    assert.equal(missed(`convergence.p99<=${p99}`, run), 0);
    assert.equal(missed(`convergence.p99<${p99 + 1}`, run), 0);
    assert.ok(missed(`throughput>${run.operations.throughputPerSec}`, run) > 0);
    assert.equal(targetIn('convergence.p99 <= 2', parseFloat).text, 'convergence.p99<=2', 'as it was typed');
  });

  it('on a share is a share: 1 may be meant as one percent, and nothing is beyond all', () => {
    assert.throws(() => targetIn('stale.share<1', parseFloat), /A share is below 1, or has its unit: 1%\?/);
    for (const text of ['stale.share<150%', 'failed<1000', 'stale.share<%', 'stale.share<=-1%'])
      assert.throws(() => targetIn(text, parseFloat), /is no bound of/, text);
    const bounds = ['stale.share<0.5', 'stale.share<=100%', 'stale.share<0'].map((text) =>
      targetIn(text, parseFloat),
    );
    assert.deepEqual(
      bounds.map(({ bound }) => bound),
      [0.5, 1, 0],
    );
  });

  it('is missed by the worst of several runs, by a share of it', () => {
    assert.equal(missed(`convergence.p99<${p99}`, run, sampleRun('partition', 2)), 1);
  });

  it('on the age of stale reads is kept where no read was stale, and not where nobody knows', () => {
    const staleReads = run.staleReads ?? assert.fail();
    const none = { ...staleReads, share: 0, ageMs: { ...staleReads.ageMs, count: 0 } };
    assert.equal(missed('stale.age<1', { ...run, staleReads: none }), 0);
    assert.equal(missed('stale.age<1', { ...run, staleReads: null }), 1);
    assert.equal(missed('cut.healing<1', { ...run, healingMs: null }), 1);
  });
});
