/** How far the nodes' times may be from those of the wire: each bound calculated by hand, and why it is as wide as it is. */

import assert from 'node:assert/strict';
import { summarize } from '../../../src/base/summary.ts';
import type { AuditRow } from '../../../src/check/audit/audit-row.ts';
import { within } from '../../../src/check/audit/audit-row.ts';
import { auditTimes, type TimeSettings } from '../../../src/check/audit/audit-times.ts';

const sortedMs = Float64Array.from({ length: 100 }, (_, i) => 100 + i);
const timesMs = summarize([...sortedMs]);
const SETTINGS: TimeSettings = {
  ...{
    skewMs: 1,
    usualMs: 4,
    longestMs: 50,
    unusualShare: 0.02,
    unseenMs: 10,
    unseenOfFewMs: 0,
    unseenTailMs: 200,
  },
};

type Part = 'p50' | 'p95' | 'p99' | 'mean' | 'max';

/** @param offMs what the nodes say is so much later than the wire says */
function row(part: Part, offMs = 0, settings: Partial<TimeSettings> = {}): AuditRow {
  const reported = { ...timesMs, [part]: timesMs[part] + offMs };
  const rows = auditTimes(reported, { timesMs, sortedMs }, { ...SETTINGS, ...settings });
  return rows.find(({ what }) => what === `convergence ${part} (ms)`) ?? assert.fail();
}

function hi(part: Part, offMs?: number, settings?: Partial<TimeSettings>): number {
  const sketch = part === 'mean' || part === 'max' ? 1 : 1.01;
  return Math.round(((row(part, offMs, settings).bound?.[1] ?? NaN) / sketch) * 1e6) / 1e6;
}

describe('a time that nodes report', () => {
  it('may be as much later as answers show: some ranks further up, and for a few the longest', () => {
    assert.equal(hi('p50'), 151 + 4 + 1);
    assert.equal(hi('p95'), 196 + 4 + 1);
    assert.equal(hi('mean'), 149.5 + 4 + 0.02 * 50 + 1);
    assert.equal(hi('max'), 199 + 50 + 1);
    assert.equal(hi('p99'), 198 + 50 + 1, 'no rank is left above');
    assert.equal(hi('p50', 0, { longestMs: 3 }), 149 + 3 + 1, 'no answer took longer');
    assert.equal(hi('max', 0, { unusualShare: 0 }), 199 + 50 + 1);
  });

  it('may be further off where no answer shows it, in the tail more than elsewhere', () => {
    assert.equal(hi('p50', 100), 149 + 60);
    assert.equal(hi('mean', 100), 149.5 + 60);
    for (const part of ['p95', 'p99', 'max'] as const) assert.equal(hi(part, 100), timesMs[part] + 250);
    assert.deepEqual([row('p50', 100).agrees, row('p95', 100).agrees], [false, true]);
  });

  it('comes with the reason', () => {
    assert.equal(
      row('mean', 0, { longestMs: 10 }).note,
      'nodes read a message within 4.0 ms of its delivery, 10 ms at most, as answers show; clocks agree to 1.0 ms',
    );
    assert.match(row('mean', 0, { longestMs: 9.9 }).note, /, 9\.9 ms at most/);
    assert.equal(
      row('max', 100).note,
      '±250 ms: further off than answers show, but a process may have stood still between two of them',
    );
  });

  it('is not compared where nothing converged', () => {
    const none = { timesMs: summarize([]), sortedMs: new Float64Array() };
    assert.deepEqual(auditTimes(timesMs, none, SETTINGS), []);
  });
});

describe('a bound', () => {
  it('says nothing where it is wider than half of the value', () => {
    const inconclusive = (lo: number, upTo: number): boolean =>
      within('x', 100, 100, { lo, hi: upTo }, '').inconclusive;
    assert.deepEqual([inconclusive(90, 140), inconclusive(90, 140.1)], [false, true]);
  });
});
