/** `gossipscope bench`: flags in, report out, and an exit code that says how it went. */

import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { Command, Option } from 'commander';
import { z } from 'zod';
import type { NodeCommand } from '../bench/child.ts';
import { SCENARIOS } from '../net/scenarios.ts';
import { DEFAULT_SETTINGS, problemWith, STRANGER_VALUE_BYTES } from '../bench/settings.ts';
import { STRATEGY_NAMES } from '../core/dissemination/strategies.ts';
import type { Report } from '../report/schema.ts';
import { SettingsSchema, strategiesOf, type Settings } from '../report/settings-schema.ts';
import { attributeOf, BENCH_FLAGS, optionOf } from './bench-flags.ts';
import { parseDurationMs } from './duration.ts';
import { version } from './version.ts';

/** A cut has to last for a few round trips to mean anything. */
const MIN_PARTITION_EVERY_MS = 1_000;

const EXIT = { ok: 0, unsound: 1, usage: 2, nodeFailed: 3, interrupted: 130 } as const;

const HELP = `
Scenarios:
${SCENARIOS.map(({ name, description }) => `  ${name.padEnd(11)}${description}`).join('\n')}

What it does, for each scenario: starts the nodes, routes every message between them through a simulated network in
real time, starts operations on schedule (latency counts from the scheduled time), heals the network, waits until the
cluster has settled, asks the nodes what they measured, reads every key at every node, and compares all of that with what
it saw itself. While it runs, one address (printed on stderr) shows the metrics of all nodes and of the bench.

Examples:
  $ gossipscope bench
  $ gossipscope bench --nodes 25 --latency 100ms --scenario normal --duration 20s
  $ gossipscope bench --scenario partition --partition ring --loss 1% --out results
  $ gossipscope bench --config results/report.json --strategy direct-mail
  $ gossipscope bench --json | jq '.runs[].convergenceMs.p99'
  $ gossipscope bench --strategy all --scenario normal    (compares them: one row each)
  $ gossipscope bench --forever --partition-every 60s     (for dashboards: until Ctrl-C)
  $ gossipscope bench -- --flush-interval 50ms            (what follows -- goes to every node)
  $ gossipscope bench --workload broadcast --bin ./maelstrom/demo/js/gossip.js

Exit codes:
  0    every check passed
  1    the nodes' report disagrees with what the bench saw, a write was lost, or the cluster did not settle
  2    the command line is wrong
  3    a node died, hung, printed something that is no message, or did not answer
  130  interrupted (Ctrl-C prints what was measured; a second one ends at once)`;

export function benchCommand(): Command {
  const command = new Command('bench')
    .summary('runs a cluster on a simulated network, loads it, partitions it, and reports')
    .description(
      'Runs a cluster of node processes on a simulated network and measures it from inside and outside.',
    )
    .argument('[node-args...]', 'after --: passed on to every node')
    .addHelpText('after', HELP);
  for (const flag of BENCH_FLAGS) command.addOption(optionOf(flag));
  return command
    .option('--config <file>', 'take the settings of this report.json; flags win')
    .option('--out <dir>', 'write report.json into this directory')
    .option('--json', 'print the report as JSON on stdout, and nothing else')
    .option('--forever', 'run until stopped, without a report, for dashboards; memory stays bounded')
    .addOption(
      new Option(
        '--partition-every <time>',
        'with --forever: cut the network so often, for a quarter of that time',
      ).argParser(parseDurationMs),
    )
    .option('--metrics-host <host>', "address that the bench's scrape endpoint binds to", '127.0.0.1')
    .action(async (nodeArgs: string[]) => {
      const settings = settingsOf(command, nodeArgs);
      const extras = command.opts<Extras>();
      const problem =
        (extras.forever === true ? foreverProblem(command, settings) : endingProblem(extras, settings)) ??
        outputProblem(settings);
      if (problem !== undefined) usageError(command, problem);
      process.exitCode = await (extras.forever === true ? runUntilStopped : run)(settings, extras);
    });
}

/** What stands in no report: it changes nothing that is measured. */
interface Extras {
  readonly forever?: boolean;
  /** Milliseconds. */
  readonly partitionEvery?: number;
  readonly metricsHost: string;
}

/** Flags that are of the runs that end; and one that is of those that do not. */
const NOT_FOREVER = ['duration', 'scenario', 'out', 'json'];

function endingProblem({ partitionEvery }: Extras, settings: Settings): string | undefined {
  return partitionEvery === undefined ? problemWith(settings) : '--partition-every needs --forever';
}

function foreverProblem(command: Command, settings: Settings): string | undefined {
  const { partitionEvery } = command.opts<Extras>();
  const given = NOT_FOREVER.find((name) => command.getOptionValueSource(name) === 'cli');
  if (strategiesOf(settings).length > 1) return '--forever runs one strategy at a time';
  if (given !== undefined) return `--${given} makes no sense with --forever, which has no end and no report`;
  if (settings.workload !== 'kv')
    return '--forever needs --workload kv: what is broadcast piles up in the nodes';
  if (partitionEvery === undefined) return problemWith({ ...settings, scenarios: ['normal'] });
  if (partitionEvery < MIN_PARTITION_EVERY_MS)
    return `--partition-every: at least ${MIN_PARTITION_EVERY_MS} ms`;
  const problem = problemWith({ ...settings, scenarios: ['partition'] });
  return problem?.replace('--scenario partition', '--partition-every');
}

/** Flags over the report named by --config over the defaults. */
function settingsOf(command: Command, nodeArgs: string[]): Settings {
  const options = command.opts<Record<string, unknown>>();
  if (nodeArgs.length > 0 && !process.argv.includes('--')) {
    usageError(command, `unexpected argument '${nodeArgs[0] ?? ''}': arguments for the nodes go after --`);
  }
  const base =
    typeof options['config'] === 'string' ? settingsIn(command, options['config']) : DEFAULT_SETTINGS;
  const given = BENCH_FLAGS.filter((flag) => command.getOptionValueSource(attributeOf(flag)) === 'cli');
  const flags = Object.fromEntries(given.map((flag) => [flag.setting, options[attributeOf(flag)]]));
  if (flags['strategy'] === 'all') flags['strategy'] = STRATEGY_NAMES.join(',');
  const isStranger = 'bin' in flags && !('valueBytes' in flags) && base === DEFAULT_SETTINGS;
  return {
    ...base,
    ...(isStranger ? { valueBytes: STRANGER_VALUE_BYTES } : {}),
    ...(flags as Partial<Settings>),
    ...(nodeArgs.length > 0 ? { nodeArgs } : {}),
    output: {
      directory: typeof options['out'] === 'string' ? options['out'] : null,
      json: options['json'] === true,
    },
  };
}

function settingsIn(command: Command, path: string): Settings {
  let text: unknown;
  try {
    text = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    return usageError(
      command,
      `--config ${path}: ${(error as Error).message}. Give a report.json of a bench`,
    );
  }
  const parsed = z.object({ settings: SettingsSchema }).safeParse(text);
  if (parsed.success) return parsed.data.settings;
  return usageError(
    command,
    `--config ${path} is not a report of this bench:\n${z.prettifyError(parsed.error)}`,
  );
}

/** @returns what is wrong with the directory for the report; it is made here, before the bench takes its time. */
function outputProblem({ output: { directory } }: Settings): string | undefined {
  if (directory === null) return undefined;
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
    return undefined;
  } catch (error) {
    return `--out ${directory}: cannot be written: ${(error as Error).message}`;
  }
}

function usageError(command: Command, text: string): never {
  return command.error(`error: ${text}`, { exitCode: EXIT.usage });
}

/** @returns the exit code: to be stopped is how it ends well */
async function runUntilStopped(settings: Settings, extras: Extras): Promise<number> {
  const { benchNow } = await import('../bench/bench.ts');
  const { runForever } = await import('../bench/forever.ts');
  const failure = await runForever({
    settings,
    partitionEveryMs: extras.partitionEvery,
    metricsHost: extras.metricsHost,
    command: nodeCommandFor(settings, settings.strategy),
    signal: interruption(),
    stderr: process.stderr,
    now: benchNow,
  });
  if (failure !== null) process.stderr.write(`error: ${failure}\n`);
  return failure === null ? EXIT.ok : EXIT.nodeFailed;
}

async function run(settings: Settings, { metricsHost }: Extras): Promise<number> {
  const { runBench } = await import('../bench/bench.ts');
  const { makePaint } = await import('../report/paint.ts');
  const { renderText } = await import('../report/text.ts');
  const { stdout, stderr, env } = process;
  const signal = interruption();
  const commandFor = (strategy: string | null): NodeCommand => nodeCommandFor(settings, strategy);
  const report = await runBench({ settings, metricsHost, commandFor, version, signal, stderr });
  const json = `${JSON.stringify(report, null, 2)}\n`;
  const { directory } = settings.output;
  if (directory !== null) {
    const path = join(directory, 'report.json');
    writeFileSync(path, json);
    stderr.write(`the report: ${path}\n`);
  }
  const colours = stdout.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  stdout.write(settings.output.json ? json : renderText(report, makePaint(colours)));
  if (report.failure !== null) stderr.write(`error: ${report.failure}\n`);
  return exitCodeOf(report);
}

function exitCodeOf({ failure, interrupted, runs }: Report): number {
  if (failure !== null) return EXIT.nodeFailed;
  if (interrupted) return EXIT.interrupted;
  return runs.some(({ problems }) => problems.length > 0) ? EXIT.unsound : EXIT.ok;
}

/** Aborted by the first Ctrl-C (or SIGTERM, or the terminal's end); the second ends the bench, and so every node, at once. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(EXIT.interrupted);
      process.stderr.write('\nstopping; a second Ctrl-C ends at once\n');
      controller.abort();
    });
  }
  // Whoever read the report has gone: there is nobody to tell.
  process.stdout.on('error', () => process.exit());
  return controller.signal;
}

/** Our settings go to the nodes as variables: strangers do not mind, and arguments after -- still win. */
function nodeCommandFor({ bin, nodeArgs, seed, workload }: Settings, strategy: string | null): NodeCommand {
  const { env, execPath, argv } = process;
  const variables = {
    GOSSIP_METRICS_PORT: env['GOSSIP_METRICS_PORT'] ?? '0',
    GOSSIP_WORKLOAD: env['GOSSIP_WORKLOAD'] ?? workload,
    GOSSIP_SEED: env['GOSSIP_SEED'] ?? String(seed),
    // The address of a node's metrics stands in its log.
    GOSSIP_LOG_LEVEL: env['GOSSIP_LOG_LEVEL'] === 'debug' ? 'debug' : 'info',
    ...(strategy === null ? {} : { GOSSIP_STRATEGY: strategy }),
  };
  if (bin !== null) return { command: resolve(bin), args: nodeArgs, env: variables };
  return { command: execPath, args: [argv[1] ?? '', 'node', ...nodeArgs], env: variables };
}
