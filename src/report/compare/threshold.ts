/** A change that is not to pass, as it is typed: `convergence.p99>+10%`, or a bound that no report may break: `stale.share>1%`. */

import { namedOrThrow } from '../measures/target.ts';
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
  const isPercent = digits.endsWith('%');
  const isRelative = plus !== '' && isPercent;
  const amount = isPercent
    ? Number(digits.slice(0, -1)) / 100
    : measure.unit === 'ms'
      ? durationIn(digits)
      : Number(digits);
  if (!(amount >= 0 && amount < Infinity) || (isPercent && !isRelative && measure.unit !== 'share'))
    throw new RangeError(`${plus}${digits} is no change of ${measure.name} and no value of it.`);
  return {
    ...{ measure, sign: sign as Threshold['sign'], text: text.trim() },
    kind: isRelative ? 'share' : plus === '' ? 'value' : 'difference',
    value: plus === '-' ? -amount : amount,
  };
}

/** A change counts if it is sure, or if there is but one run and nobody can tell. A figure that nobody knows any more breaks every threshold. */
export function isBroken({ measure, sign, kind, value }: Threshold, change: Change): boolean {
  if (change.measure !== measure.name) return false;
  const { before, after, verdict } = change;
  if (after === null) return before !== null && verdict === 'worse';
  const passes = (actual: number): boolean => (sign === '>' ? actual > value : actual < value);
  if (kind === 'value') return passes(after.median);
  if (before === null || change.sure === 'no') return false;
  const difference = after.median - before.median;
  if (kind === 'difference') return passes(difference);
  return passes(difference === 0 ? 0 : difference / Math.abs(before.median));
}

/** Whether there was anything that could have broken it. */
export function isHeld({ measure, kind }: Threshold, changes: readonly Change[]): boolean {
  return changes.some(
    ({ measure: name, before }) => name === measure.name && (kind === 'value' || before !== null),
  );
}
