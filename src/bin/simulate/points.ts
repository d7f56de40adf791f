/** What `simulate` and `tune` both do with flags that make points: name a `--sweep` that is wrong, and give the command again. */

import { InvalidArgumentError, type Command } from 'commander';
import { SEED } from '../flags/every-command.ts';
import { repeatedTexts, type Given } from '../flags/option.ts';
import { commandLine } from '../terminal/command-line.ts';
import { usageError } from '../terminal/usage-error.ts';

/** Ends the program where the sweep is wrong. @param sweep as it was given */
export function pointsOrUsageError<T>(command: Command, sweep: string | undefined, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    return usageError(command, `--sweep ${repeatedTexts(sweep ?? '').join(' --sweep ')}: ${error.message}`);
  }
}

/**
 * The command that gives the same report again, seed included.
 * @param without flags that change nothing in it
 * @param seed where none is given; undefined: it stands elsewhere
 */
export function replayOf(
  program: string,
  given: Given,
  without: readonly string[],
  seed: number | undefined,
): string {
  const flags = [...given]
    .filter(([name]) => !without.includes(name))
    .flatMap(([name, text]) => repeatedTexts(text).map((one): [string, string] => [name, one]));
  if (!given.has(SEED.name) && seed !== undefined) flags.push([SEED.name, String(seed)]);
  return commandLine(program, flags);
}
