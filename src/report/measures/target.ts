/** A bound on a figure of every run, as it is typed: `convergence.p99<2s`. */

import { measureNamed, MEASURES, type Measure } from './measures.ts';
import type { Run } from '../schema/run-schema.ts';

export interface Target {
  readonly measure: Measure;
  readonly bound: number;
  /** Whether the bound itself keeps it: `<=`. */
  readonly isInclusive: boolean;
  /** As it was typed. */
  readonly text: string;
}

/** @param durationIn reads a time. @throws {RangeError} in words for the user */
export function targetIn(text: string, durationIn: (text: string) => number): Target {
  const [, name = '', sign = '', value = ''] = /^\s*([\w.]+)\s*(<=?|>=?)\s*(\S+)\s*$/.exec(text) ?? [];
  if (value === '') throw new RangeError("Give a figure and its bound: 'convergence.p99<2s'.");
  const measure = namedOrThrow(name);
  const wanted = measure.worse === 'more' ? '<' : '>';
  if (!sign.startsWith(wanted))
    throw new RangeError(`Of ${measure.name} ${measure.worse} is worse: write ${measure.name}${wanted}…`);
  const bound = valueIn(value, measure, durationIn);
  if (!(bound >= 0 && bound < Infinity)) throw new RangeError(`${value} is no bound of ${measure.name}.`);
  return { measure, bound, isInclusive: sign.endsWith('='), text: `${measure.name}${sign}${value}` };
}

/** @throws {RangeError} in words for the user */
export function namedOrThrow(name: string): Measure {
  const measure = measureNamed(name);
  if (measure !== undefined) return measure;
  throw new RangeError(
    `There is no figure ${name}. Choose from: ${MEASURES.map((one) => one.name).join(', ')}`,
  );
}

/** NaN: it is none of this figure. @throws {RangeError} in words for the user */
export function valueIn(text: string, { unit }: Measure, durationIn: (text: string) => number): number {
  if (unit === 'ms') return durationIn(text);
  return unit === 'share' ? shareIn(text) : numberIn(text);
}

/** `5%` or `0.05`; NaN: there is no such share. @throws {RangeError} in words for the user */
function shareIn(text: string): number {
  const share = text.endsWith('%') ? percentIn(text) : numberIn(text);
  // Who writes 1 may mean one percent. Nothing is beyond a share of 1, so such a bound would be no bound.
  if (share >= 1 && share <= 100 && !text.endsWith('%'))
    throw new RangeError(`A share is below 1, or has its unit: ${text}%?`);
  return share > 1 ? NaN : share;
}

/** As a share: `5%` is 0.05. */
export function percentIn(text: string): number {
  return numberIn(text.slice(0, -1)) / 100;
}

/** NaN where there is no digit, of which Number makes 0. */
export function numberIn(text: string): number {
  return /\d/.test(text) ? Number(text) : NaN;
}

/** How far the runs of a seed are beyond a bound, as a share of it; 0: they keep it. What is not known keeps nothing. */
export function missedBy({ measure, bound, isInclusive }: Target, runs: readonly Run[]): number {
  const value = worstOf(measure, runs);
  if (value === null) return hadNone(measure, runs) ? 0 : 1;
  const beyond = measure.worse === 'more' ? value - bound : bound - value;
  if (beyond === 0) return isInclusive ? 0 : Number.EPSILON;
  return beyond < 0 ? 0 : bound === 0 ? beyond : beyond / bound;
}

/** Whether none of the runs had what the figure is about: of no stale read an age is known, and none was too old. */
export function hadNone({ hasNone }: Measure, runs: readonly Run[]): boolean {
  return hasNone !== undefined && runs.every(hasNone);
}

/** The worst of several runs of one seed; null: not known of any. */
export function worstOf({ of, worse }: Measure, runs: readonly Run[]): number | null {
  const values = runs.flatMap((run) => of(run) ?? []);
  if (values.length === 0) return null;
  return worse === 'more' ? Math.max(...values) : Math.min(...values);
}
