/** Loads the files of strategies that flags name, before settings are made: what a strategy says of itself is a default of others. */

import type { Command } from 'commander';
import { StrategyError } from '../../core/dissemination/custom/strategy-error.ts';
import { loadStrategies } from '../../simulate/strategies/load.ts';
import { STRATEGY } from '../flags/gossip.ts';
import { repeatedTexts, type Given } from '../flags/option.ts';
import { usageError } from '../terminal/usage-error.ts';

/** Ends the program with what is wrong with a file. @param sweep as it would be typed @param others that are named elsewhere */
export async function loadNamed(
  command: Command,
  given: Given,
  sweep: string | undefined,
  ...others: readonly string[]
): Promise<void> {
  try {
    await loadStrategies([...others, ...namedIn(given, sweep)]);
  } catch (error) {
    if (!(error instanceof StrategyError)) throw error;
    usageError(command, `--strategy ${error.message}`);
  }
}

/** One, and those of a sweep. */
function namedIn(given: Given, sweep: string | undefined): string[] {
  const swept = repeatedTexts(sweep ?? '').flatMap(
    (text) => /^(?:--)?strategy=(.*)$/.exec(text)?.[1]?.split(',') ?? [],
  );
  return [given.get(STRATEGY.name) ?? '', ...swept].filter((name) => name !== '');
}
