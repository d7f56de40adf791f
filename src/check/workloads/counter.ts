/**
 * The verdict on a counter, by the rule of Maelstrom's pn-counter checker (workload/pn_counter.clj): every final read is the
 * sum of all adds that were acknowledged and of any of those that may have taken effect. And, since all is quiet by then:
 * all nodes read the same.
 */

import { exactText } from '../../protocol/exact-json.ts';
import { Offences, type OffenceList } from '../offences.ts';
import type { Outcome } from '../outcome.ts';

/** Ranges of possible sums that are kept apart. Beyond it the narrowest gaps close, and the verdict may be too mild. */
export const MAX_RANGES = 1000;

export interface CounterAdd {
  /** A whole number. */
  readonly delta: number;
  readonly outcome: Outcome;
}

export interface CounterRead {
  /** Of the operation. */
  readonly id?: number;
  readonly node: string;
  readonly value: unknown;
}

/** All whole numbers from `lo` to `hi`, both included. */
export interface SumRange {
  readonly lo: number;
  readonly hi: number;
}

export interface CounterVerdict {
  /** Every node has answered with a possible sum, and all with the same. */
  readonly ok: boolean;
  /** The sum of what was acknowledged. */
  readonly acknowledged: number;
  /** What may be read, ascending. */
  readonly possible: readonly SumRange[];
  /** False where `MAX_RANGES` had to close gaps. */
  readonly exact: boolean;
  /** Final reads that are no possible sum. */
  readonly wrong: OffenceList<CounterRead>;
  /** Nodes without a final read. */
  readonly unread: readonly string[];
  /** Whether all final reads are alike. */
  readonly agreed: boolean;
}

/** @param finalReads of the nodes, made when the network was whole and all had been said */
export function judgeCounter(
  adds: Iterable<CounterAdd>,
  finalReads: readonly CounterRead[],
  nodes: readonly string[],
): CounterVerdict {
  let acknowledged = 0;
  const open: number[] = [];
  for (const { delta, outcome } of adds) {
    if (outcome === 'done') acknowledged += delta;
    else if (outcome === 'unknown' && delta !== 0) open.push(delta);
  }
  const { ranges, exact } = possibleSums(acknowledged, open);
  const wrong = new Offences<CounterRead>();
  for (const read of finalReads) if (!isPossible(read.value, ranges)) wrong.add(read);
  const answered = new Set(finalReads.map((read) => read.node));
  const unread = nodes.filter((node) => !answered.has(node));
  const agreed = new Set(finalReads.map((read) => exactText(read.value))).size <= 1;
  return {
    ok: wrong.count === 0 && unread.length === 0 && agreed,
    acknowledged,
    possible: ranges,
    exact,
    wrong,
    unread,
    agreed,
  };
}

export function isPossible(value: unknown, ranges: readonly SumRange[]): boolean {
  return Number.isInteger(value) && ranges.some(({ lo, hi }) => lo <= Number(value) && Number(value) <= hi);
}

/** `base` and the sums that it makes with any of the open adds, as ranges. */
function possibleSums(base: number, open: readonly number[]): { ranges: SumRange[]; exact: boolean } {
  let ranges: SumRange[] = [{ lo: base, hi: base }];
  let exact = true;
  for (const delta of open) {
    const shifted = ranges.map(({ lo, hi }) => ({ lo: lo + delta, hi: hi + delta }));
    ranges = joined([...ranges, ...shifted]);
    if (ranges.length <= MAX_RANGES) continue;
    exact = false;
    ranges = coarsened(ranges);
  }
  return { ranges, exact };
}

/** Ascending, with those that overlap or adjoin made one. */
function joined(ranges: readonly SumRange[], gap = 1): SumRange[] {
  const result: { lo: number; hi: number }[] = [];
  for (const { lo, hi } of ranges.toSorted((a, b) => a.lo - b.lo)) {
    const last = result.at(-1);
    if (last !== undefined && lo <= last.hi + gap) last.hi = Math.max(last.hi, hi);
    else result.push({ lo, hi });
  }
  return result;
}

/** Closes the narrowest gaps, until half of the ranges are left. */
function coarsened(ranges: readonly SumRange[]): SumRange[] {
  const gaps = ranges.slice(1).map(({ lo }, i) => lo - (ranges[i]?.hi ?? lo));
  const median = gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 1;
  return joined(ranges, median);
}
