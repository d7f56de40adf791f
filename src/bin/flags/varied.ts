/** What a `--sweep` varies: flags with several values each, and every combination of them. */

import { InvalidArgumentError } from 'commander';
import type { Varied } from '../../report/schema/repeated-schema.ts';
import type { Flag } from './flag.ts';

const RANGE = /^(\d+(?:\.\d+)?)([a-z%]*)\.\.(\d+(?:\.\d+)?)([a-z%]*)(?:\/(\d+(?:\.\d+)?)([a-z%]*))?$/;

/**
 * @param text `flag=from..to`, `flag=from..to/step` or `flag=a,b,c`
 * @param swept flags that may take several values @param known all others that there are
 * @throws {InvalidArgumentError}
 */
export function variedIn(
  text: string,
  swept: readonly Flag[],
  known: readonly Flag[],
  most: number,
): Varied[number] {
  const [, flag = '', list = ''] = /^(?:--)?([\w-]+)=(.+)$/.exec(text) ?? [];
  if (list === '') throw new InvalidArgumentError('Give a flag and its values: fanout=1..6 or loss=0,1%,5%.');
  const names = swept.map(({ name }) => name);
  if (names.includes(flag)) return { flag, values: valuesIn(list, most) };
  const isKnown = known.some(({ name }) => name === flag);
  throw new InvalidArgumentError(
    isKnown ? `--${flag} cannot be swept.` : `There is no flag --${flag}. Choose from: ${names.join(', ')}`,
  );
}

type Value = readonly [flag: string, value: string];

/** Every combination; the last flag changes fastest. */
export function combinations(sweep: Varied): Value[][] {
  let all: Value[][] = [[]];
  for (const { flag, values } of sweep)
    all = all.flatMap((before) => values.map((value): Value[] => [...before, [flag, value]]));
  return all;
}

/** A range counts up by 1 or by the step behind it, in one unit: `10..50/10ms`, `10ms..50ms/10ms`. */
function valuesIn(list: string, most: number): string[] {
  if (!list.includes('..')) return [...new Set(list.split(','))];
  const range = RANGE.exec(list) ?? [];
  const [, from = '', fromUnit = '', to = '', toUnit = '', step = '1', stepUnit = ''] = range;
  const units = new Set([fromUnit, toUnit, stepUnit].filter((unit) => unit !== ''));
  const [unit = ''] = units;
  const first = Number(from);
  const by = Number(step);
  const count = Math.floor((Number(to) - first) / by + 1e-9) + 1;
  if (range.length === 0 || units.size > 1 || !(by > 0) || !(count >= 1) || count > most) {
    throw new InvalidArgumentError(
      `A range counts up in one unit, to at most ${most} values: fanout=1..6 or latency=10..50/10ms.`,
    );
  }
  if (count === 1 && Number(to) !== first)
    throw new InvalidArgumentError(
      `${list} is one value alone, as its step is ${step}. Give a smaller one behind it, as in loss=0.1..0.3/0.1.`,
    );
  return Array.from({ length: count }, (_, i) => `${Number((first + i * by).toPrecision(12))}${unit}`);
}
