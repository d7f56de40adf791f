/**
 * Convergence times as nodes report them, beside those of a few writes that were followed from outside. Of each of these it is known
 * between which two lengths its time lies; of the others, nothing. So a quantile of all lies between two ranks of the sample.
 */

import { quantile, type Summary } from '../../base/summary.ts';
import { within, type AuditRow } from './audit-row.ts';

/** Between these lengths lies the time of a write. */
export interface Followed {
  readonly leastMs: number;
  readonly mostMs: number;
}

export interface SampleView {
  readonly followed: readonly Followed[];
  /** How far apart the nodes' clocks may be; undefined: nobody knows. */
  readonly clocksApartMs: number | undefined;
  /** No write can have taken longer: all had converged when it was over. */
  readonly longestMs: number;
}

/** Standard errors of a rank: beyond them lies one sample in thirty thousand, and a run has a few rows. */
const STANDARD_ERRORS = 4;
/** Of a quantile that the nodes report, relative to the value: they keep sketches. */
const SKETCH_ERROR = 0.01;

/** A row for each part of the distribution; none where no write was followed to its end. */
export function auditSample(reported: Summary, view: SampleView): AuditRow[] {
  const { followed, clocksApartMs, longestMs } = view;
  if (followed.length === 0 || reported.count === 0) return [];
  const least = Float64Array.from(followed, ({ leastMs }) => leastMs).sort();
  const most = Float64Array.from(followed, ({ mostMs }) => mostMs).sort();
  const apartMs = clocksApartMs ?? longestMs;
  const row = (part: 'p50' | 'p95' | 'p99' | 'max', observed: number, lo: number, hi: number): AuditRow =>
    within(
      `convergence ${part} (ms)`,
      reported[part],
      observed,
      {
        lo: Math.max(0, lo - apartMs) * (1 - SKETCH_ERROR),
        hi: (hi + apartMs) * (1 + SKETCH_ERROR),
      },
      noteOf(followed.length, clocksApartMs),
    );
  const at = (part: 'p50' | 'p95' | 'p99', q: number): AuditRow => {
    const { lowest, highest } = ranksOf(q, followed.length);
    return row(part, quantile(most, q), least[lowest] ?? 0, most[highest] ?? longestMs);
  };
  return [
    at('p50', 0.5),
    at('p95', 0.95),
    at('p99', 0.99),
    row('max', most.at(-1) ?? 0, least.at(-1) ?? 0, longestMs),
  ];
}

/** Between these places of the sorted sample lies the quantile of all writes; a place outside of it says nothing. */
function ranksOf(q: number, count: number): { lowest: number; highest: number } {
  const error = STANDARD_ERRORS * Math.sqrt(count * q * (1 - q));
  return { lowest: Math.floor(count * q - error) - 1, highest: Math.ceil(count * q + error) };
}

function noteOf(count: number, clocksApartMs: number | undefined): string {
  const clocks =
    clocksApartMs === undefined
      ? 'nobody knows how far clocks are apart'
      : `clocks are ${clocksApartMs.toFixed(1)} ms apart at most`;
  return `as ${count} writes show that were followed from outside; ${clocks}`;
}
