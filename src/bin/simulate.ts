/** `gossipscope simulate`: flags in, report out, and an exit code that says whether every figure was exact. */

import process from 'node:process';
import { Command, InvalidArgumentError } from 'commander';
import { StrategyError } from '../core/dissemination/custom/strategy-error.ts';
import {
  SimulationSettingsSchema,
  type SimulationSettings,
} from '../report/schema/simulation-settings-schema.ts';
import { DEFAULT_SIMULATION, problemWith } from '../simulate/settings.ts';
import { loadStrategies } from '../simulate/strategies/load.ts';
import { SEED } from './flags/every-command.ts';
import { STRATEGY } from './flags/gossip.ts';
import { addFlags, givenTo, valuesOf, type Given } from './flags/option.ts';
import { SWEEP } from './flags/simulation.ts';
import { settingsFrom, SIMULATE, type Extras } from './simulate/flags.ts';
import { SIMULATE_HELP } from './simulate/help.ts';
import { runSimulate, runSwarm } from './simulate/run.ts';
import { pointsOf, type Sweep } from './simulate/sweep.ts';
import { commandLine } from './terminal/command-line.ts';
import { settingsIn } from './terminal/config-file.ts';
import { outputProblem, type Output } from './terminal/output.ts';
import { usageError } from './terminal/usage-error.ts';

/** Flags that go with a swarm. */
const BESIDE_SWARM = ['swarm', 'seed', 'strategy', 'json'];
/** Flags that only say where the report goes: running it again does not need them. */
const NOT_REPLAYED = ['out', 'full', 'open', 'json'];

export function simulateCommand(): Command {
  const command = new Command('simulate')
    .summary('the same replicas and report in virtual time, from a seed, with up to 10,000 replicas')
    .description('Runs a cluster in virtual time, and checks everything that it reports against what it saw.')
    .allowExcessArguments(false)
    .addHelpText('after', SIMULATE_HELP);
  return addFlags(command, SIMULATE).action(() => run(command));
}

async function run(command: Command): Promise<void> {
  const given = givenTo(command, SIMULATE);
  const { config, sweep: text = null, swarm, ...flags } = valuesOf(given, SIMULATE) as Extras;
  const output: Output = {
    directory: flags.out ?? null,
    json: flags.json ?? false,
    full: flags.full ?? false,
    open: flags.open ?? false,
  };
  if (swarm !== undefined) {
    const beside = [...given.keys()].find((name) => !BESIDE_SWARM.includes(name));
    if (beside !== undefined)
      usageError(
        command,
        `--swarm draws everything itself: only --seed, --strategy and --json go with it, not --${beside}`,
      );
    await load(command, namedIn(given));
    process.exitCode = await runSwarm(swarm, settingsFrom(given).seed, output.json, given.get(STRATEGY.name));
    return;
  }
  const problem = outputProblem(output.directory);
  if (problem !== undefined) usageError(command, problem);
  const base = baseOf(command, config);
  await load(command, [base.gossip.strategy, ...namedIn(given)]);
  const sweep = sweepOf(command, given, base, text);
  for (const point of sweep.points) {
    const wrong = problemWith(point);
    if (wrong !== undefined) usageError(command, wrong);
  }
  process.exitCode = await runSimulate(sweep, output, replayOf(given));
}

/** The strategies that flags name: one, and those of a sweep. */
function namedIn(given: Given): string[] {
  const list = /^(?:--)?strategy=(.*)$/.exec(given.get(SWEEP.name) ?? '')?.[1] ?? '';
  return [given.get(STRATEGY.name) ?? '', ...list.split(',')].filter((name) => name !== '');
}

/** Files of strategies come first: what they say of themselves is a default of other settings. */
async function load(command: Command, strategies: readonly string[]): Promise<void> {
  try {
    await loadStrategies(strategies);
  } catch (error) {
    if (!(error instanceof StrategyError)) throw error;
    usageError(command, `--strategy ${error.message}`);
  }
}

function sweepOf(command: Command, given: Given, base: SimulationSettings, text: string | null): Sweep {
  try {
    return pointsOf(given, base, text);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    return usageError(command, `--sweep ${text ?? ''}: ${error.message}`);
  }
}

/** The command that runs it again, seed included. */
function replayOf(given: Given): string {
  const flags = [...given].filter(([name]) => !NOT_REPLAYED.includes(name));
  const isSeeded = given.has(SEED.name) || given.has('config');
  if (!isSeeded) flags.push([SEED.name, String(DEFAULT_SIMULATION.seed)]);
  return commandLine('gossipscope simulate', flags);
}

function baseOf(command: Command, path: string | undefined): SimulationSettings {
  return path === undefined
    ? DEFAULT_SIMULATION
    : settingsIn(command, path, 'simulate', SimulationSettingsSchema);
}
