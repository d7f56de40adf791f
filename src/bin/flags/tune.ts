/** What settings have to achieve, and how surely: flags of `tune` alone. */

import { InvalidArgumentError } from 'commander';
import { namedOrThrow, targetIn } from '../../report/measures/target.ts';
import { parseDurationMs } from '../terminal/duration.ts';
import type { Flag } from './flag.ts';
import { repeatedTexts } from './option.ts';

export const TARGET: Flag = {
  name: 'target',
  setting: 'targets',
  kind: 'text',
  placeholder: '<figure<bound>',
  isRepeatable: true,
  parse: (text) => repeatedTexts(text).map((one) => wellPut(() => targetIn(one, parseDurationMs))),
  help: 'what has to hold with every seed: convergence.p99<2s, stale.share<1%; can be given again',
};

export const MINIMIZE: Flag = {
  name: 'minimize',
  setting: 'minimize',
  kind: 'text',
  placeholder: '<figure>',
  parse: (text) => wellPut(() => namedOrThrow(text)),
  print: (measure) => (measure as { readonly name: string }).name,
  help: 'what is to be as small as can be',
};

/** Fewer say too little of the next seed. */
const MIN_SEEDS = 8;

export const SEEDS: Flag = {
  name: 'seeds',
  setting: 'seeds',
  kind: 'number',
  range: { min: MIN_SEEDS, max: 1000 },
  help: 'with how many seeds the recommendation has to hold',
};

function wellPut<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new InvalidArgumentError(error.message);
    throw error;
  }
}
