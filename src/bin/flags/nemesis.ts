/** Faults by Maelstrom's flag: where it is given, all that it names happens at once. */

import { InvalidArgumentError } from 'commander';
import { combined, PLAIN, SCENARIOS } from '../../net/scenarios.ts';
import type { Flag } from './flag.ts';

const FAULTS = SCENARIOS.map(({ name }) => name).filter((name) => name !== PLAIN);

const LIST: Omit<Flag, 'help'> = {
  ...{ name: 'nemesis', setting: 'nemesis', kind: 'text', placeholder: '<faults>' },
  example: 'partition,kill',
};

/** Of the bench: the name of one scenario. */
export const NEMESIS: Flag = {
  ...LIST,
  help: 'as in Maelstrom: in place of --scenario, one with all of these at once, as in partition,kill',
  parse: (text) => combined(faultsIn(text)),
};

/** Of an exercise: beside what its set-up does. */
export const MORE_FAULTS: Flag = {
  ...LIST,
  help: `what happens beside what the published set-up does: ${FAULTS.join(', ')}; several with commas, at once`,
  parse: faultsIn,
};

/** @throws {InvalidArgumentError} */
function faultsIn(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !FAULTS.includes(name));
  if (unknown === undefined) return names;
  throw new InvalidArgumentError(`There is no fault '${unknown}'. Choose from: ${FAULTS.join(', ')}.`);
}
