/** What counts as a change for the worse, and in which form the comparison goes out: flags of `compare` alone. */

import { InvalidArgumentError } from 'commander';
import { thresholdIn } from '../../report/compare/threshold.ts';
import { parseDurationMs } from '../terminal/duration.ts';
import type { Flag } from './flag.ts';
import { repeatedTexts } from './option.ts';

export const COMPARE_FLAGS: readonly Flag[] = [
  {
    name: 'fail-on',
    setting: 'failOn',
    kind: 'text',
    placeholder: '<figure>change>',
    isRepeatable: true,
    parse: (text) =>
      repeatedTexts(text).map((one) => {
        try {
          return thresholdIn(one, parseDurationMs);
        } catch (error) {
          if (error instanceof RangeError) throw new InvalidArgumentError(error.message);
          throw error;
        }
      }),
    help: 'end with 1 where a figure changed by more: convergence.p99>+10%; can be given again',
  },
  {
    name: 'markdown',
    setting: 'markdown',
    kind: 'switch',
    help: 'print it as Markdown, for a pull request',
  },
  {
    name: 'json',
    setting: 'json',
    kind: 'switch',
    help: 'print it as JSON, with every figure',
  },
];
