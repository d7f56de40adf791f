/**
 * Convergence times: what the nodes report beside what the wire showed. The wire knows when a message was handed to a node, the
 * bench's own delay included; the node holds the write a little later, when it has read it. How much later, the clients' answers show.
 */

import { quantile, type Summary } from '../../base/summary.ts';
import { within, type AuditRow } from './audit-row.ts';

/** Where fewer deliveries than these made half of the writes converge, few processes that stood still for once move the middle, too. */
const FEW_DELIVERIES = 20;

/** Of a quantile that the nodes report, relative to the value: they keep sketches. */
const SKETCH_ERROR = 0.01;

/** How far an observed time may be from the reported one. */
export interface TimeSettings {
  /** Between the clocks of bench and nodes, either way, ms. */
  readonly skewMs: number;
  /** What nodes take to read a message: as long as almost every answer took, and the slowest, ms. */
  readonly usualMs: number;
  readonly longestMs: number;
  /** Share of the writes for which some node may have taken longer than usual. */
  readonly unusualShare: number;
  /**
   * What no answer shows, ms: of all, of all where few deliveries made half of the writes converge, and of the tail (p95, p99, max). One process
   * that stands still for once is enough for the last two.
   */
  readonly unseenMs: number;
  readonly unseenOfFewMs: number;
  readonly unseenTailMs: number;
}

/** From when a write was accepted until it had been handed to every node, ms. */
export interface WireTimes {
  /** At most. */
  readonly timesMs: Summary;
  /** The same, one by one, ascending. */
  readonly sortedMs: Float64Array;
  /** At least: less where a node lost its memory, and was reached before and after. */
  readonly leastMs?: Summary;
  /** So few deliveries made half of the writes converge. Default: any number. */
  readonly halfByDeliveries?: number;
}

const RANKS = { p50: 0.5, p95: 0.95, p99: 0.99, max: 1 } as const;
type Part = keyof typeof RANKS | 'mean';

/** A row for each part of the distribution. */
export function auditTimes(reported: Summary, wire: WireTimes, settings: TimeSettings): AuditRow[] {
  if (wire.timesMs.count === 0) return [];
  return (['p50', 'p95', 'p99', 'mean', 'max'] as const).map((part) =>
    auditPart(part, reported, wire, settings),
  );
}

/** Where the closer bound does not do, a wider one says whether it is a contradiction, or merely nothing that could be told. */
function auditPart(part: Part, reported: Summary, wire: WireTimes, settings: TimeSettings): AuditRow {
  const { timesMs, leastMs = timesMs, halfByDeliveries = Infinity } = wire;
  const { skewMs, usualMs, longestMs, unseenMs, unseenOfFewMs, unseenTailMs } = settings;
  const row = (lo: number, hi: number, note: string): AuditRow => {
    const error = part === 'mean' || part === 'max' ? 0 : SKETCH_ERROR;
    const bound = { lo: Math.max(0, lo) * (1 - error), hi: hi * (1 + error) };
    return within(`convergence ${part} (ms)`, reported[part], timesMs[part], bound, note);
  };
  const close = row(
    leastMs[part] - skewMs,
    latestMs(part, wire, settings) + skewMs,
    `nodes read a message within ${ms(usualMs)} of its delivery, ${ms(longestMs)} at most, as answers show; clocks agree to ${ms(skewMs)}`,
  );
  if (close.agrees) return close;
  const ofAllMs = halfByDeliveries < FEW_DELIVERIES ? unseenOfFewMs : unseenMs;
  const offMs = longestMs + (part === 'p50' || part === 'mean' ? ofAllMs : unseenTailMs);
  return row(
    leastMs[part] - offMs,
    timesMs[part] + offMs,
    `±${ms(offMs)}: further off than answers show, but a process may have stood still between two of them`,
  );
}

/** By then nodes must have read what is behind this part of the distribution. */
function latestMs(part: Part, { timesMs, sortedMs }: WireTimes, settings: TimeSettings): number {
  const { usualMs, longestMs, unusualShare } = settings;
  if (part === 'mean') return timesMs.mean + usualMs + unusualShare * longestMs;
  // The few writes that took unusually long to be read can have passed others: that many ranks further up it ends.
  const rank = RANKS[part] + unusualShare;
  const allLongestMs = timesMs[part] + longestMs;
  return rank < 1 ? Math.min(allLongestMs, quantile(sortedMs, rank) + usualMs) : allLongestMs;
}

function ms(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`;
}
