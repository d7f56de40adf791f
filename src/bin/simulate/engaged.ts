/** Agents, where `simulate` and `tune` are given some, and what does not go with them. */

import type { Command } from 'commander';
import { isStrategyFile } from '../../report/schema/simulation-settings-schema.ts';
import type { NatsSettings } from '../../transport/nats/settings.ts';
import { ACCESS_FLAGS, accessTo, AGENTS, type AccessValues } from '../flags/agents.ts';
import { JOBS } from '../flags/simulation.ts';
import type { Given } from '../flags/option.ts';
import { usageError } from '../terminal/usage-error.ts';

/** They change no figure: no report needs them to be made again. */
export const AGENT_FLAG_NAMES: readonly string[] = [AGENTS, ...ACCESS_FLAGS].map(({ name }) => name);

interface Extras extends AccessValues {
  readonly agents?: readonly string[];
}

/** Undefined: this machine does the work. @param strategies of all simulations */
export function engaged(
  command: Command,
  given: Given,
  extras: Extras,
  strategies: readonly (string | undefined)[],
): NatsSettings | undefined {
  const { agents } = extras;
  if (agents === undefined) {
    const idle = ACCESS_FLAGS.find(({ name }) => given.has(name));
    if (idle !== undefined) usageError(command, `--${idle.name} is for --agents`);
    return undefined;
  }
  if (given.has(JOBS.name))
    usageError(
      command,
      '--jobs is for the cores of this machine: give it to the agents in place of --agents',
    );
  const file = strategies.find((strategy) => strategy !== undefined && isStrategyFile(strategy));
  if (file !== undefined)
    usageError(
      command,
      `--strategy ${file} is a file of this machine, which agents do not have: leave out --agents`,
    );
  return accessTo(agents, extras);
}
