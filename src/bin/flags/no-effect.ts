/**
 * Flags that would change nothing, because the strategy or the workload that was chosen does not look at them, or something else is
 * missing: who types one has mistaken something. Each flag declares it where it stands; the strategies say it of their own settings.
 */

import { STRATEGY_NAMES, usesSetting } from '../../core/dissemination/strategies.ts';
import { workloadOf, WORKLOADS } from '../../load/workloads.ts';
import type { Chosen, CommandFlags, Flag } from './flag.ts';

/** What does not look at a flag, and what would. */
interface Idle {
  readonly because: string;
  readonly remedy: string;
}

export function hasEffect(flag: Flag, chosen: Chosen): boolean {
  return idleIn(flag, chosen) === undefined;
}

/**
 * What to say of the first flag that has no effect on any of them; undefined: each has.
 * @param names of flags that were typed
 * @param all the settings of each run, or as much of them as is known
 */
export function effectProblem(
  names: Iterable<string>,
  all: readonly Chosen[],
  command: Pick<CommandFlags, 'flags'>,
): string | undefined {
  for (const name of names) {
    const flag = command.flags.find((one) => one.name === name);
    if (flag === undefined || all.some((chosen) => hasEffect(flag, chosen))) continue;
    const idle = all.flatMap((chosen) => idleIn(flag, chosen, command) ?? []);
    const because = [...new Set(idle.map((one) => one.because))].join(', ');
    return `--${name} has no effect with ${because}: it ${idle[0]?.remedy ?? ''}`;
  }
  return undefined;
}

/** What does not look at the flag, in a word or two; undefined: it has an effect. */
export function idleWith(flag: Flag, chosen: Chosen): string | undefined {
  return idleIn(flag, chosen)?.because;
}

function idleIn(
  flag: Flag,
  chosen: Chosen,
  { flags }: Pick<CommandFlags, 'flags'> = { flags: [] },
): Idle | undefined {
  const { workload } = chosen;
  const strategy = chosen.gossip?.strategy;
  const isNeeded = flag.isNeededWith?.(chosen) === true;
  if (strategy !== undefined && !isNeeded && !usesSetting(strategy, flag.setting)) {
    const users = STRATEGY_NAMES.filter((one) => usesSetting(one, flag.setting));
    return {
      because: strategy,
      remedy: `is for ${users.join(' and ')}. Choose one with --strategy, or leave it out`,
    };
  }
  if (workload !== undefined && flag.isOf?.(workloadOf({ workload })) === false) {
    const offered = flags.find(({ name }) => name === 'workload')?.choices ?? WORKLOADS;
    const users = WORKLOADS.filter(
      (one) => offered.includes(one) && flag.isOf?.(workloadOf({ workload: one })),
    );
    return {
      because: `--workload ${workload}`,
      remedy: `is for ${users.join(', ')}. Choose one with --workload, or leave it out`,
    };
  }
  if (flag.needs?.isMet(chosen) === false)
    return { because: flag.needs.otherwise, remedy: `needs ${flag.needs.what}. Leave it out otherwise` };
  return undefined;
}
