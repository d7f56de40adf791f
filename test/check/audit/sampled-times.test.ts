/** Times of all writes beside those of a sample: each bound calculated by hand. */

import assert from 'node:assert/strict';
import { EMPTY_SUMMARY, summarize } from '../../../src/base/summary.ts';
import { auditSample, type SampleView } from '../../../src/check/audit/sampled-times.ts';

/** A hundred writes of 1 to 100 ms, the slowest first: each is known to within a tenth of a millisecond. */
const TIMES = Array.from({ length: 100 }, (_, i) => 100 - i);
const REPORTED = summarize(TIMES);
const VIEW: SampleView = {
  followed: TIMES.map((ms) => ({ leastMs: ms - 0.1, mostMs: ms })),
  ...{ clocksApartMs: 1, longestMs: 5000 },
};

describe('times that nodes report, beside a sample', () => {
  it('lie four standard errors of its ranks around it, as far off as clocks and sketches may be', () => {
    const rows = auditSample(REPORTED, VIEW).map(({ what, observed, bound = [] }) => [
      ...[what, observed],
      ...bound.map((ms) => Number(ms.toFixed(6))),
    ]);
    // The ranks 50 ± 20, 95 ± 8.7 and 99 ± 4: the latter two end beyond the sample. From (29.9 - 1) * 0.99 to (71 + 1) * 1.01.
    assert.deepEqual(rows, [
      ['convergence p50 (ms)', 50, 28.611, 72.72],
      ['convergence p95 (ms)', 95, 84.051, 5051.01],
      ['convergence p99 (ms)', 99, 92.961, 5051.01],
      ['convergence max (ms)', 100, 97.911, 5051.01],
    ]);
  });

  it('come with what bounds them', () => {
    const noteOf = (clocksApartMs?: number): string | undefined =>
      auditSample(REPORTED, { ...VIEW, clocksApartMs })[0]?.note;
    const sample = 'as 100 writes show that were followed from outside';
    assert.equal(noteOf(1.25), `${sample}; clocks are 1.3 ms apart at most`);
    assert.equal(noteOf(), `${sample}; nobody knows how far clocks are apart`);
  });

  it('are not compared where none was followed, and where none are reported', () => {
    assert.deepEqual(auditSample(REPORTED, { ...VIEW, followed: [] }), []);
    assert.deepEqual(auditSample(EMPTY_SUMMARY, VIEW), []);
  });
});
