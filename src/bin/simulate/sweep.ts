/** A sweep: one flag takes several values, and each value is a simulation of its own. */

import { InvalidArgumentError } from 'commander';
import type { SimulationReport } from '../../report/schema/simulation-schema.ts';
import type { SimulationSettings } from '../../report/schema/simulation-settings-schema.ts';
import type { Given } from '../flags/option.ts';
import { SETTING_FLAGS, settingsFrom } from './flags.ts';

/** The most simulations in one sweep. */
const MAX_POINTS = 1000;

const RANGE = /^(\d+(?:\.\d+)?)([a-z%]*)\.\.(\d+(?:\.\d+)?)([a-z%]*)(?:\/(\d+(?:\.\d+)?)([a-z%]*))?$/;

export interface Sweep {
  readonly points: readonly SimulationSettings[];
  readonly sweep: SimulationReport['sweep'];
}

/** @param text `flag=from..to`, `flag=from..to/step` or `flag=a,b,c`; null: no sweep. @throws {InvalidArgumentError} */
export function pointsOf(given: Given, base: SimulationSettings, text: string | null): Sweep {
  if (text === null) return { points: [settingsFrom(given, base)], sweep: null };
  const [, flag = '', list = ''] = /^(?:--)?([\w-]+)=(.+)$/.exec(text) ?? [];
  if (list === '') throw new InvalidArgumentError('Give a flag and its values: fanout=1..6 or loss=0,1%,5%.');
  const names = SETTING_FLAGS.map(({ name }) => name);
  if (!names.includes(flag))
    throw new InvalidArgumentError(`There is no flag --${flag}. Choose from: ${names.join(', ')}`);
  const values = valuesIn(list);
  const points = values.map((value) => settingsFrom(new Map([...given, [flag, value]]), base));
  return { points, sweep: { flag, values } };
}

/** A range counts up by 1 or by the step behind it, in one unit: `10..50/10ms`, `10ms..50ms/10ms`. */
function valuesIn(list: string): string[] {
  if (!list.includes('..')) return list.split(',');
  const range = RANGE.exec(list) ?? [];
  const [, from = '', fromUnit = '', to = '', toUnit = '', step = '1', stepUnit = ''] = range;
  const units = new Set([fromUnit, toUnit, stepUnit].filter((unit) => unit !== ''));
  const [unit = ''] = units;
  const first = Number(from);
  const by = Number(step);
  const count = Math.floor((Number(to) - first) / by + 1e-9) + 1;
  if (range.length === 0 || units.size > 1 || !(by > 0) || !(count >= 1) || count > MAX_POINTS) {
    throw new InvalidArgumentError(
      `A range counts up in one unit, to at most ${MAX_POINTS} values: fanout=1..6 or latency=10..50/10ms.`,
    );
  }
  return Array.from({ length: count }, (_, i) => `${Number((first + i * by).toPrecision(12))}${unit}`);
}
