/** The sketches that nodes keep are held to their 1 %, at every quantile of every distribution. */

import assert from 'node:assert/strict';
import type { NodeEvent } from '../../../src/core/events.ts';
import { Recorder } from '../../../src/observe/metrics/recorder.ts';
import { ReportedValues } from '../../../src/simulate/judge/reported-values.ts';

const stale = (ageMs: number, versions: number): NodeEvent => ({ type: 'staleness', ageMs, versions });

/** What is said of the exact values where the nodes' recorder saw others. */
function summaries(exact: readonly NodeEvent[], recorded: readonly NodeEvent[]) {
  const values = new ReportedValues();
  values.record(exact);
  const recorder = new Recorder();
  recorder.record(recorded, 0);
  return values.summaries(recorder);
}

describe('the values that nodes report', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => stale(10 * (i + 1), i + 1));

  it('are summed up exactly', () => {
    const { staleness, depth, convergence } = summaries(hundred, hundred);
    assert.deepEqual([staleness.p50, staleness.p99, staleness.max], [500, 990, 1000]);
    assert.deepEqual([depth.p50, depth.p95, depth.count], [50, 95, 100]);
    assert.equal(convergence.count, 0);
  });

  it('may be 1 % off in the sketch, and no more, up or down', () => {
    for (const [factor, isFine] of [
      [1.01, true],
      [0.99, true],
      [1.012, false],
      [0.988, false],
    ] as const) {
      // The largest value is kept as it is, and a sketch of one value knows that.
      const attempt = () => summaries([stale(1000, 1)], [stale(1000 * factor, 1)]);
      if (isFine) assert.equal(attempt().staleness.max, 1000);
      else
        assert.throws(
          attempt,
          /the sketch of gossip_read_staleness_seconds has its p50 at \d+(\.\d+)? instead of 1000/,
        );
    }
  });

  it('are compared quantile by quantile', () => {
    const differing = (from: number, to: number) =>
      hundred.map((event, i) => (i >= from && i < to ? stale(2, 1) : event));
    for (const [recorded, q] of [
      [differing(0, 60), 'p50'],
      [hundred.with(99, stale(2000, 100)), 'max'],
    ] as const)
      assert.throws(() => summaries(hundred, recorded), new RegExp(`has its ${q} at`));
    const tail = (from: number, ms: number) =>
      hundred.map((event, i) => (i >= from && i < 99 ? stale(ms, i + 1) : event));
    assert.throws(() => summaries(hundred, tail(94, 999)), /has its p95 at/);
    assert.throws(() => summaries(hundred, tail(98, 970)), /has its p99 at/);
  });
});
