/** Bounds of the nodes that differ from their defaults: a flag of node, bench and simulator. */

import { InvalidArgumentError } from 'commander';
import { BOUND_NAMES, leastOf, MOST, type BoundName, type Bounds } from '../../core/bounds.ts';
import type { Flag } from './flag.ts';

const HELP = 'bounds that differ from their defaults, with commas between them; docs/bounds.md lists them';

export const BOUNDS: Flag = {
  name: 'bounds',
  setting: 'bounds',
  kind: 'text',
  placeholder: '<name=n,...>',
  example: 'logEntries=1000,keyHistory=100',
  parse: boundsIn,
  print: (bounds) =>
    Object.entries(bounds as Partial<Bounds>)
      .map(([name, bound]) => `${name}=${bound}`)
      .join(','),
  help: { node: HELP, bench: `the nodes' ${HELP}`, simulate: `the nodes' ${HELP}` },
};

/** @throws {InvalidArgumentError} */
function boundsIn(text: string): Partial<Bounds> {
  const bounds: Partial<Record<BoundName, number>> = {};
  for (const part of text.split(',').filter((one) => one !== '')) {
    const [, given = part, value] = /^([^=]*)=(.*)$/.exec(part) ?? [];
    const name = BOUND_NAMES.find((one) => one === given);
    if (name === undefined)
      throw new InvalidArgumentError(`There is no bound ${given}. Choose from: ${BOUND_NAMES.join(', ')}`);
    if (bounds[name] !== undefined) throw new InvalidArgumentError(`${name} is given twice.`);
    const number = value === undefined || value.trim() === '' ? NaN : Number(value);
    if (!Number.isInteger(number) || number < leastOf(name) || number > MOST)
      throw new InvalidArgumentError(
        `${name} must be a whole number from ${leastOf(name)} to ${MOST}: ${name}=100.`,
      );
    bounds[name] = number;
  }
  return bounds;
}
