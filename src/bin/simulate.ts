/** `gossipscope simulate`: flags in, report out, and an exit code that says whether every figure was exact. */

import process from 'node:process';
import { Command } from 'commander';
import {
  SimulationSettingsSchema,
  type SimulationSettings,
} from '../report/schema/simulation-settings-schema.ts';
import { DEFAULT_DIAGRAM_MESSAGES } from '../report/diagram/wanted.ts';
import { DEFAULT_SIMULATION, problemWith } from '../simulate/settings.ts';
import { STRATEGY } from './flags/gossip.ts';
import { effectProblem } from './flags/no-effect.ts';
import { addFlags, givenTo, valuesOf, type Given } from './flags/option.ts';
import type { SwarmLimit } from './flags/simulation.ts';
import { AGENT_FLAG_NAMES, engaged } from './simulate/engaged.ts';
import { settingsFrom, SIMULATE, type Extras } from './simulate/flags.ts';
import { SIMULATE_HELP } from './simulate/help.ts';
import { runReproduce } from './simulate/run-reproduce.ts';
import { runSwarm } from './simulate/run-swarm.ts';
import { runSimulate } from './simulate/run.ts';
import { loadNamed } from './simulate/load-named.ts';
import { pointsOrUsageError, replayOf } from './simulate/points.ts';
import { pointsOf, textOf } from './simulate/sweep.ts';
import { madeBy } from './terminal/config-file.ts';
import { outputProblem, type Output } from './terminal/output.ts';
import { usageError } from './terminal/usage-error.ts';

/** Flags that go with a swarm, and with what is reproduced. */
const BESIDE_SWARM = ['swarm', 'seed', 'strategy', 'jobs', 'json', ...AGENT_FLAG_NAMES];
const BESIDE_REPRODUCE = ['reproduce', 'seed', 'repeat', 'jobs', 'json', ...AGENT_FLAG_NAMES];
/** How often each case of what is reproduced is measured, unless --repeat says so. */
const USUAL_TURNS = 10;
/** Flags that change no figure: running it again does not need them. */
const NOT_REPLAYED = ['out', 'full', 'open', 'json', 'jobs', 'diagram-messages', ...AGENT_FLAG_NAMES];

export function simulateCommand(): Command {
  const command = new Command('simulate')
    .description('Runs a cluster in virtual time, and checks everything that it reports against what it saw.')
    .allowExcessArguments(false)
    .addHelpText('after', SIMULATE_HELP);
  return addFlags(command, SIMULATE).action(() => run(command));
}

async function run(command: Command): Promise<void> {
  const given = givenTo(command, SIMULATE);
  const extras = valuesOf(given, SIMULATE) as Extras;
  if (extras.swarm !== undefined) process.exitCode = await drawSwarm(command, given, extras, extras.swarm);
  else if (extras.reproduce !== undefined)
    process.exitCode = await makeAgain(command, given, extras, extras.reproduce);
  else process.exitCode = await simulateSettings(command, given, extras);
}

async function drawSwarm(
  command: Command,
  given: Given,
  { json = false, jobs, ...flags }: Extras,
  limit: SwarmLimit,
): Promise<number> {
  refuseBeside(
    command,
    given,
    BESIDE_SWARM,
    (beside) =>
      `--swarm draws everything itself: only --seed, --strategy, --jobs, --agents and --json go with it, not ${beside}`,
  );
  const strategy = given.get(STRATEGY.name);
  const agents = engaged(command, given, flags, [strategy]);
  await loadNamed(command, given, undefined);
  return runSwarm({ limit, seed: settingsFrom(given).seed, strategy, json, jobs, agents });
}

async function makeAgain(
  command: Command,
  given: Given,
  { json = false, jobs, ...flags }: Extras,
  wanted: NonNullable<Extras['reproduce']>,
): Promise<number> {
  refuseBeside(
    command,
    given,
    BESIDE_REPRODUCE,
    (beside) =>
      '--reproduce has the settings of what was published: only --seed, --repeat, --jobs, --agents and --json go with it, ' +
      `not ${beside}`,
  );
  const agents = engaged(command, given, flags, []);
  const { seed, repeat } = settingsFrom(given);
  const turns = given.has('repeat') ? repeat : USUAL_TURNS;
  return runReproduce(wanted, { seed, turns, jobs, agents, json });
}

function refuseBeside(
  command: Command,
  given: Given,
  allowed: readonly string[],
  words: (beside: string) => string,
): void {
  const beside = [...given.keys()].find((name) => !allowed.includes(name));
  if (beside !== undefined) usageError(command, words(`--${beside}`));
}

interface Base {
  readonly settings: SimulationSettings;
  /** As it would be typed: without flags that are given, which win. */
  readonly sweep: string | undefined;
}

async function simulateSettings(command: Command, given: Given, extras: Extras): Promise<number> {
  const { config, sweep: typed, jobs, diagramMessages = DEFAULT_DIAGRAM_MESSAGES, ...flags } = extras;
  const output: Output = {
    directory: flags.out ?? null,
    json: flags.json ?? false,
    full: flags.full ?? false,
    open: flags.open ?? false,
  };
  const problem = outputProblem(output.directory);
  if (problem !== undefined) usageError(command, problem);
  const base = madeWith(command, given, config);
  const text = typed ?? base.sweep;
  await loadNamed(command, given, text, base.settings.gossip.strategy);
  const sweep = pointsOrUsageError(command, text, () => pointsOf(given, base.settings, text));
  const strategies = sweep.points.map(({ settings }) => settings.gossip.strategy);
  // What a report varied may have no effect with what is given beside it: that is said, and not refused.
  const named = [...given.keys(), ...(typed === undefined ? [] : sweep.sweep.map(({ flag }) => flag))];
  const wrong =
    sweep.points.map(({ settings }) => problemWith(settings)).find((one) => one !== undefined) ??
    effectProblem(
      named,
      sweep.points.map(({ settings }) => settings),
      SIMULATE,
    );
  if (wrong !== undefined) usageError(command, wrong);
  const seed = given.has('config') ? undefined : DEFAULT_SIMULATION.seed;
  const replay = replayOf('gossipscope simulate', given, NOT_REPLAYED, seed);
  const agents = engaged(command, given, flags, strategies);
  return runSimulate(sweep, { output, replay, jobs, agents, diagramMessages });
}

/** What a report says that is to be run again, over the defaults. */
function madeWith(command: Command, given: Given, path: string | undefined): Base {
  if (path === undefined) return { settings: DEFAULT_SIMULATION, sweep: undefined };
  const { settings, sweep } = madeBy(command, path, 'simulate', SimulationSettingsSchema);
  return { settings, sweep: textOf(sweep.filter(({ flag }) => !given.has(flag))) };
}
