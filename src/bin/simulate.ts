/** `gossipscope simulate`: flags in, report out, and an exit code that says whether the instrument was exact. */

import process from 'node:process';
import { Command, InvalidArgumentError, Option } from 'commander';
import { SCENARIOS } from '../net/scenarios.ts';
import {
  SimulationSettingsSchema,
  type SimulationSettings,
} from '../report/schema/simulation-settings-schema.ts';
import { DEFAULT_SIMULATION, problemWith } from '../simulate/settings.ts';
import { optionOf, PRESET_OPTION, settingsFrom, SIMULATE_FLAGS, type Given } from './simulate/flags.ts';
import { quoted } from './terminal/command-line.ts';
import { parseDurationMs } from './terminal/duration.ts';
import { settingsIn } from './terminal/config-file.ts';
import { OPEN_FLAG, OUT_FLAG, outputProblem, type Output } from './terminal/output.ts';
import { runSimulate, runSwarm, type SwarmLimit } from './simulate/run.ts';
import { pointsOf, type Sweep } from './simulate/sweep.ts';
import { usageError } from './terminal/usage-error.ts';

const HELP = `
Scenarios:
${SCENARIOS.map(({ name, description }) => `  ${name.padEnd(11)}${description}`).join('\n')}

The replicas are those of gossipscope node, the network is that of the bench; only time is virtual, so that nothing depends
on the machine: the same seed and flags give the same report, byte for byte. After each step the simulator looks into
the replica that made it. A run fails where any figure that the nodes report differs from what was seen.

A swarm draws clusters, networks, strategies, workloads and faults at random. Each run is first faulty, then healed, and has
to end with all replicas equal and nothing pending. One that fails is shown with the command that runs it again.

Examples:
  $ gossipscope simulate
  $ gossipscope simulate --nodes 25 --latency 100ms --preset relay-fast --duration 20s --quiet 10s --scenario normal
  $ gossipscope simulate --nodes 10000 --strategy rumor-mongering --rate 50 --duration 2s --read-ratio 0 --scenario normal
  $ gossipscope simulate --strategy rumor-mongering --sweep fanout=1..6 --scenario normal
  $ gossipscope simulate --sweep strategy=direct-mail,plumtree,relay --loss 5% --skew 20ms --restarts 2
  $ gossipscope simulate --open    (shows the report as a page)
  $ gossipscope simulate --swarm 1000
  $ gossipscope simulate --swarm 2m --seed 7

Exit codes:
  0    what the nodes report is true, nothing was lost, and the cluster settled
  1    it is not
  2    the command line is wrong
  130  interrupted (Ctrl-C prints what was simulated; a second one ends at once)`;

export function simulateCommand(): Command {
  const command = new Command('simulate')
    .summary('the same replicas and report in virtual time, from a seed, with up to 10,000 replicas')
    .description('Runs a cluster in virtual time, and checks everything that it reports against what it saw.')
    .allowExcessArguments(false)
    .addHelpText('after', HELP);
  for (const flag of SIMULATE_FLAGS) command.addOption(optionOf(flag));
  return command
    .addOption(PRESET_OPTION)
    .addOption(
      new Option('--sweep <flag=values>', 'runs for each value of a flag: fanout=1..6, loss=0,1%,5%'),
    )
    .addOption(
      new Option(
        '--swarm <runs>',
        'draws so many runs at random, or for so long (2m); only --seed counts beside it',
      ).argParser(swarmLimitIn),
    )
    .option('--config <file>', 'take the settings of this report.json; flags win')
    .option(...OUT_FLAG)
    .option(...OPEN_FLAG)
    .option('--json', 'print the report as JSON on stdout, and nothing else')
    .action(() => run(command));
}

async function run(command: Command): Promise<void> {
  const options = command.opts<Record<string, unknown>>();
  const output: Output = {
    directory: textOf(options['out']),
    json: options['json'] === true,
    open: options['open'] === true,
  };
  const given = givenTo(command);
  const limit = options['swarm'] as SwarmLimit | undefined;
  if (limit !== undefined) {
    const beside = besideSwarm(given, options);
    if (beside !== undefined)
      usageError(
        command,
        `--swarm draws everything itself: only --seed and --json go with it, not --${beside}`,
      );
    process.exitCode = await runSwarm(limit, settingsFrom(given).seed, output.json);
    return;
  }
  const problem = outputProblem(output.directory);
  if (problem !== undefined) usageError(command, problem);
  const sweep = sweepOf(command, given, baseOf(command, textOf(options['config'])), textOf(options['sweep']));
  for (const point of sweep.points) {
    const wrong = problemWith(point);
    if (wrong !== undefined) usageError(command, wrong);
  }
  process.exitCode = await runSimulate(sweep, output, replayOf(given, options));
}

/** A flag that would have no effect. */
function besideSwarm(given: Given, options: Readonly<Record<string, unknown>>): string | undefined {
  const others = ['config', 'sweep', 'out', 'open'].filter((name) => options[name] !== undefined);
  return [...given.keys(), ...others].find((name) => name !== 'seed');
}

function givenTo(command: Command): Given {
  const names = [...SIMULATE_FLAGS.map(({ name }) => name), 'preset'];
  const texts = names.map((name): [string, unknown] => [
    name,
    command.getOptionValue(name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())),
  ]);
  return new Map(texts.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function sweepOf(command: Command, given: Given, base: SimulationSettings, text: string | null): Sweep {
  try {
    return pointsOf(given, base, text);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    return usageError(command, `--sweep ${text ?? ''}: ${error.message}`);
  }
}

/** As it would be typed; what only says where the report goes is left out. */
function replayOf(given: Given, options: Readonly<Record<string, unknown>>): string {
  const flags = [...given].map(([name, text]) => `--${name} ${quoted(text)}`);
  for (const name of ['config', 'sweep']) {
    const text = textOf(options[name]);
    if (text !== null) flags.push(`--${name} ${quoted(text)}`);
  }
  if (!given.has('seed') && textOf(options['config']) === null)
    flags.push(`--seed ${DEFAULT_SIMULATION.seed}`);
  return ['gossipscope simulate', ...flags].join(' ');
}

function baseOf(command: Command, path: string | null): SimulationSettings {
  return path === null ? DEFAULT_SIMULATION : settingsIn(command, path, 'simulate', SimulationSettingsSchema);
}

/** A bare number is one of runs. @throws {InvalidArgumentError} */
function swarmLimitIn(text: string): SwarmLimit {
  const runs = Number(text);
  if (Number.isSafeInteger(runs) && runs >= 1) return { runs, durationMs: Infinity };
  if (/^\d+(\.\d+)?(ms|s|m|h)$/.test(text)) return { runs: Infinity, durationMs: parseDurationMs(text) };
  throw new InvalidArgumentError(
    'It must be a whole number from 1 on, or a time: --swarm 1000 or --swarm 2m.',
  );
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
