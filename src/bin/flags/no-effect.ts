/** Flags that would change nothing, because the strategy that was chosen does not look at them: who types one has mistaken something. */

import { STRATEGY_NAMES, usesSetting } from '../../core/dissemination/strategies.ts';
import { TIMING_FLAGS } from './gossip.ts';

/** Whether a flag, by its name, does anything with a strategy. */
export function hasEffect(name: string, strategy: string): boolean {
  const flag = TIMING_FLAGS.find((one) => one.name === name);
  return flag === undefined || usesSetting(strategy, flag.setting);
}

/** What to say of the first flag that has no effect on any of the strategies; undefined: each has. */
export function effectProblem(names: Iterable<string>, strategies: readonly string[]): string | undefined {
  for (const name of names) {
    if (strategies.some((strategy) => hasEffect(name, strategy))) continue;
    const users = STRATEGY_NAMES.filter((strategy) => hasEffect(name, strategy));
    return `--${name} has no effect with ${[...new Set(strategies)].join(', ')}: it is for ${users.join(' and ')}. Choose one with --strategy, or leave it out`;
  }
  return undefined;
}
