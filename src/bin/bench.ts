/** `gossipscope bench`: flags in, report out, and an exit code that says how it went. */

import process from 'node:process';
import { Command, Option } from 'commander';
import { SCENARIOS } from '../net/scenarios.ts';
import { DEFAULT_SETTINGS, problemWith, STRANGER_VALUE_BYTES } from '../bench/settings.ts';
import { STRATEGY_NAMES } from '../core/dissemination/strategies.ts';
import { PRESET_NAMES } from '../host/settings.ts';
import type { Workload } from '../load/workload.ts';
import { workloadOf, workloadsThat } from '../load/workloads.ts';
import { SettingsSchema, strategiesOf, type Settings } from '../report/schema/settings-schema.ts';
import { attributeOf, BENCH_FLAGS, optionOf } from './bench/bench-flags.ts';
import { runBench, runUntilStopped, type Extras } from './bench/bench-run.ts';
import { parseDurationMs } from './terminal/duration.ts';
import { settingsIn } from './terminal/config-file.ts';
import { OPEN_FLAG, OUT_FLAG, outputProblem } from './terminal/output.ts';
import { usageError } from './terminal/usage-error.ts';

/** A cut has to last for a few round trips to mean anything. */
const MIN_PARTITION_EVERY_MS = 1_000;

const HELP = `
Scenarios:
${SCENARIOS.map(({ name, description }) => `  ${name.padEnd(11)}${description}`).join('\n')}

What it does, for each scenario: starts the nodes, routes every message between them through a simulated network in
real time, starts operations on schedule (latency counts from the scheduled time), heals the network, waits until the
cluster has settled, asks the nodes what they measured, reads everything at every node, and compares all of that with what
it saw itself. What a workload promises is judged by the rules of Maelstrom's checkers. While it runs, one address (printed on
stderr) shows the metrics of all nodes and of the bench.

It traces its nodes, so that report.html shows the slowest writes with the tree along which each spread. A collector named by
OTEL_EXPORTER_OTLP_ENDPOINT gets every span, too. Beyond 500 spans a second writes are sampled, unless OTEL_TRACES_SAMPLER
says how. Trace contexts are bytes of messages, shown by themselves; OTEL_TRACES_EXPORTER=none does without.

Examples:
  $ gossipscope bench
  $ gossipscope bench --nodes 25 --latency 100ms --scenario normal --duration 20s
  $ gossipscope bench --scenario partition --partition ring --loss 1% --out results
  $ gossipscope bench --config results/report.json --strategy direct-mail
  $ gossipscope bench --open    (shows the report as a page)
  $ gossipscope bench --json | jq '.runs[].convergenceMs.p99'
  $ gossipscope bench --strategy all --scenario normal    (compares them: one row each)
  $ gossipscope bench --nodes 25 --latency 100ms --preset relay-fast --scenario normal
  $ gossipscope bench --forever --partition-every 60s     (for dashboards: until Ctrl-C)
  $ gossipscope bench -- --flush-interval 50ms            (what follows -- goes to every node)
  $ gossipscope bench --workload broadcast --bin ./maelstrom/demo/js/gossip.js
  $ gossipscope bench --workload txn-rw-register --scenario partition
  $ gossipscope bench --cas-ratio 50% --keys 10           (half of the writes compare first)

Exit codes:
  0    every check passed
  1    the nodes' report disagrees with what the bench saw, a write was lost, an answer broke a rule of the
       workload, or the cluster did not settle
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
    .option(...OUT_FLAG)
    .option(...OPEN_FLAG)
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
        nameProblem(command, settings) ??
        outputProblem(settings.output.directory);
      if (problem !== undefined) usageError(command, problem);
      process.exitCode = await (extras.forever === true ? runUntilStopped : runBench)(settings, extras);
    });
}

/** Flags that are of the runs that end; and one that is of those that do not. */
const NOT_FOREVER = ['duration', 'quiet', 'scenario', 'out', 'open', 'json'];

function endingProblem({ partitionEvery }: Extras, settings: Settings): string | undefined {
  return partitionEvery === undefined ? problemWith(settings) : '--partition-every needs --forever';
}

function foreverProblem(command: Command, settings: Settings): string | undefined {
  const { partitionEvery } = command.opts<Extras>();
  const given = NOT_FOREVER.find((name) => command.getOptionValueSource(name) === 'cli');
  if (strategiesOf(settings).length > 1) return '--forever runs one strategy at a time';
  if (given !== undefined) return `--${given} makes no sense with --forever, which has no end and no report`;
  const needsHistory = ({ checker }: Workload): boolean => checker !== undefined;
  if (needsHistory(workloadOf(settings)))
    return `--forever needs --workload ${workloadsThat((one) => !needsHistory(one))}: to judge the others, everything that was answered has to be kept`;
  if (partitionEvery === undefined) return problemWith({ ...settings, scenarios: ['normal'] });
  if (partitionEvery < MIN_PARTITION_EVERY_MS)
    return `--partition-every: at least ${MIN_PARTITION_EVERY_MS} ms`;
  const problem = problemWith({ ...settings, scenarios: ['partition'] });
  return problem?.replace('--scenario partition', '--partition-every');
}

/** Names that our nodes do not know. Another program may know its own. */
function nameProblem(command: Command, settings: Settings): string | undefined {
  if (settings.bin !== null) return undefined;
  const unknown = (flag: string, name: string, known: readonly string[]): string | undefined => {
    if (known.includes(name)) return undefined;
    const isVariable = command.getOptionValueSource(flag) === 'env';
    const given = isVariable ? `GOSSIP_${flag.toUpperCase()}=${name}` : `--${flag} ${name}`;
    return `${given}: there is no such ${flag}. Choose from: ${known.join(', ')}`;
  };
  const { preset } = settings;
  for (const strategy of strategiesOf(settings)) {
    const problem = unknown('strategy', strategy, STRATEGY_NAMES);
    if (problem !== undefined) return problem;
  }
  return preset === null ? undefined : unknown('preset', preset, PRESET_NAMES);
}

/** Flags, and the variables of our nodes, over the report named by --config over the defaults. */
function settingsOf(command: Command, nodeArgs: string[]): Settings {
  const options = command.opts<Record<string, unknown>>();
  if (nodeArgs.length > 0 && !process.argv.includes('--')) {
    usageError(command, `unexpected argument '${nodeArgs[0] ?? ''}': arguments for the nodes go after --`);
  }
  const base =
    typeof options['config'] === 'string'
      ? settingsIn(command, options['config'], 'bench', SettingsSchema)
      : DEFAULT_SETTINGS;
  const givenBy = (source: string): Record<string, unknown> =>
    Object.fromEntries(
      BENCH_FLAGS.filter((flag) => command.getOptionValueSource(attributeOf(flag)) === source).map((flag) => [
        flag.setting,
        options[attributeOf(flag)],
      ]),
    );
  const typed = givenBy('cli');
  // Our nodes would take their variables from the environment by themselves, and the report would not say so.
  const isOurs = (typed['bin'] ?? base.bin) === null;
  const flags = { ...(isOurs ? givenBy('env') : {}), ...typed };
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
