/** The command that runs one seed of a swarm again. */

import { commandLine } from '../terminal/command-line.ts';

/** @param strategy of all runs; undefined: it was drawn, too */
export function replayOfSeed(seed: number, strategy: string | undefined): string {
  const fixed: [string, string][] = strategy === undefined ? [] : [['strategy', strategy]];
  return commandLine('gossipscope simulate', [['swarm', '1'], ...fixed, ['seed', String(seed)]]);
}
