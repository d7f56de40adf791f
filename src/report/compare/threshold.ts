/** A change that is not to pass, as it is typed: `convergence.p99>+10%`, or a bound that no report may break: `stale.share>1%`. */

import { namedOrThrow, numberIn, percentIn, valueIn } from '../measures/target.ts';
import type { Measure } from '../measures/measures.ts';
import type { Change } from './compare.ts';

export interface Threshold {
  readonly measure: Measure;
  readonly sign: '>' | '<';
  /** Against what was before, as a share of it or in its unit; or as it stands. */
  readonly kind: 'share' | 'difference' | 'value';
  readonly value: number;
  readonly text: string;
}

/** @param durationIn reads a time. @throws {RangeError} in words for the user */
export function thresholdIn(text: string, durationIn: (text: string) => number): Threshold {
  const [, name = '', sign = '', plus = '', digits = ''] =
    /^\s*([\w.]+)\s*([<>])\s*([+-]?)\s*(\S+)\s*$/.exec(text) ?? [];
  if (digits === '') throw new RangeError("Give a figure and what it may not pass: 'convergence.p99>+10%'.");
  const measure = namedOrThrow(name);
  const isRelative = plus !== '' && digits.endsWith('%');
  const isShare = measure.unit === 'share';
  const amount = isRelative
    ? percentIn(digits)
    : isShare && plus !== ''
      ? numberIn(digits)
      : valueIn(digits, measure, durationIn);
  // No figure loses more than all of itself, and no share is more than all: nothing could break it.
  const isBeyondAll = amount >= 1 && (isRelative ? sign + plus === '<-' : isShare && sign === '>');
  if (!(amount >= 0 && amount < Infinity) || isBeyondAll)
    throw new RangeError(`${plus}${digits} is no change of ${measure.name} and no value of it.`);
  return {
    ...{ measure, sign: sign as Threshold['sign'], text: text.trim() },
    kind: isRelative ? 'share' : plus === '' ? 'value' : 'difference',
    value: plus === '-' ? -amount : amount,
  };
}

/** How far apart two figures may be, as a share of them, that only differ by how they were calculated. */
const ROUNDING = 1e-12;

/** A change counts if it is sure, or if there is but one run and nobody can tell. A figure that nobody knows any more breaks every threshold. */
export function isBroken({ measure, sign, kind, value }: Threshold, change: Change): boolean {
  if (change.measure !== measure.name) return false;
  const { before, after, verdict } = change;
  if (after === null) return before !== null && verdict === 'worse';
  if (kind === 'value') return sign === '>' ? after.median > value : after.median < value;
  if (before === null || change.sure === 'no') return false;
  const from = before.median;
  // Of 2.9 and 3.19, the difference is no tenth in binary: what is but rounding passes no threshold.
  const most = kind === 'difference' ? from + value : from + Math.abs(from) * value;
  const rounding = ROUNDING * Math.max(Math.abs(from), Math.abs(after.median), Math.abs(most));
  return sign === '>' ? after.median > most + rounding : after.median < most - rounding;
}

/** Whether there was anything that could have broken it. */
export function isHeld({ measure, kind }: Threshold, changes: readonly Change[]): boolean {
  return changes.some(
    ({ measure: name, before }) => name === measure.name && (kind === 'value' || before !== null),
  );
}
