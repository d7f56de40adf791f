/** `gossipscope bench --target`: measures a store in place of a cluster of nodes. */

import process from 'node:process';
import { InvalidArgumentError, type Command } from 'commander';
import { makePartition } from '../../net/partition.ts';
import { scenarioNamed, type Scenario } from '../../net/scenarios.ts';
import { prng } from '../../base/prng.ts';
import { StoreSettingsSchema, type StoreSettings } from '../../report/schema/store-settings-schema.ts';
import { withoutCredentials } from '../../targets/address.ts';
import type { StorePoint } from '../../targets/bench-target.ts';
import type { Store } from '../../targets/store.ts';
import { storeFor } from '../../targets/stores.ts';
import { SWEEP } from '../flags/simulation.ts';
import type { CommandFlags } from '../flags/flag.ts';
import { givenTo, repeatedTexts, valuesOf, type Given } from '../flags/option.ts';
import {
  addressesIn,
  addressProblem,
  optionProblem,
  REPLICA,
  STORE_OPTIONS,
  TARGET,
  TARGET_ONLY,
  USUAL_OPTIONS,
} from '../flags/target.ts';
import { textOf } from '../flags/value.ts';
import { combinations, variedIn } from '../flags/varied.ts';
import { commandLine } from '../terminal/command-line.ts';
import { interruption } from '../terminal/interruption.ts';
import { outputProblem, writeReport } from '../terminal/output.ts';
import { progressLine } from '../terminal/progress-line.ts';
import { RunFailed } from '../terminal/run-failed.ts';
import { usageError } from '../terminal/usage-error.ts';
import { version } from '../version.ts';
import { exitCodeOf } from './run.ts';

/** Light enough for a server that others use. */
const STORE_DEFAULTS: Omit<StoreSettings, 'target'> = {
  ...{ replicas: [], links: [], ...USUAL_OPTIONS },
  ...{ scenarios: ['normal'], ratePerSec: 2000, readRatio: 0.98, keys: 2, valueBytes: 16 },
  ...{ durationMs: 10_000, latencyMs: 0, latencyDistribution: 'constant', jitterMs: 0 },
  ...{ bandwidthMbitPerSec: null, partition: 'halves', seed: 1, prefix: 'gossipscope' },
  output: { directory: null, json: false },
};

/** Flags of the bench that mean the same here. */
const SHARED = [
  ...['duration', 'rate', 'read-ratio', 'keys', 'value-bytes', 'latency', 'latency-dist', 'jitter'],
  ...['partition', 'scenario', 'seed', 'out', 'full', 'open', 'json', 'sweep'],
];
/** What can be varied. */
const SWEPT = [
  ...STORE_OPTIONS.map(({ name }) => name),
  ...['rate', 'read-ratio', 'keys', 'value-bytes', 'latency', 'jitter', 'bandwidth'],
];
const MOST_RUNS = 100;

interface Wanted {
  readonly store: Store;
  readonly target: string;
  readonly replicas: readonly string[];
  readonly points: readonly [StorePoint, ...StorePoint[]];
  readonly sweep: ReturnType<typeof variedIn>[];
}

/** @param given by flags and variables @param bench all flags of the bench */
export async function runTarget(command: Command, given: Given, bench: CommandFlags): Promise<number> {
  const wanted = wantedOf(command, given, bench);
  const [{ settings }] = wanted.points;
  const { benchTarget } = await import('../../targets/bench-target.ts');
  const { renderStoreText } = await import('../../report/text/store-text.ts');
  let phase = '';
  const signal = interruption();
  const line = progressLine(() => [phase], signal);
  const report = await benchTarget({
    ...{ ...wanted, version, signal },
    onPhase: (next) => (phase = next),
  }).finally(() => line.end());
  await writeReport(
    report,
    { ...settings.output, open: given.has('open'), full: given.has('full') },
    (screen, form) => renderStoreText(report, screen, form),
    async () => {
      const { renderStorePage } = await import('../../report/page/store/store-page.ts');
      return renderStorePage(report, targetCommandLine(settings, wanted.sweep, bench));
    },
  );
  if (report.failure !== null) {
    // Ends the program: a client whose connecting failed may have left a socket open, or an attempt under way.
    await new Promise((resolve) => process.stdout.write('', resolve));
    throw new RunFailed(report.failure);
  }
  return exitCodeOf(
    report,
    report.runs.every(({ problems }) => problems.length === 0),
  );
}

function wantedOf(command: Command, given: Given, bench: CommandFlags): Wanted {
  const allowed = [...SHARED, ...TARGET_ONLY.map(({ name }) => name)];
  // Variables that are there for other commands are left to them.
  const idle = [...givenTo(command, bench, ['cli']).keys()].find((name) => !allowed.includes(name));
  if (idle !== undefined) usageError(command, `--${idle} has no effect with --target`);
  const address = valuesOf(given, bench)['target'] as string;
  const replicas = addressesIn(given.get(REPLICA.name));
  const problem = addressProblem(address, replicas);
  const store = storeFor(address);
  if (problem !== undefined || store === undefined) return usageError(command, problem ?? '--target');
  try {
    const texts = given.has('sweep') ? repeatedTexts(given.get('sweep') ?? '') : [];
    const swept = bench.flags.filter(({ name }) => SWEPT.includes(name));
    const sweep = texts.map((text) => variedIn(text, swept, bench.flags, MOST_RUNS));
    const points = combinations(sweep).map((values): StorePoint => ({
      settings: settingsOf(new Map([...given, ...values]), bench),
      point: Object.fromEntries(values),
    }));
    for (const { settings } of points) check(command, settings, store, bench);
    const [first, ...others] = points;
    const runs = points.length * (first?.settings.scenarios.length ?? 0);
    if (first === undefined || runs > MOST_RUNS)
      return usageError(command, `--sweep makes ${runs} runs, at most ${MOST_RUNS} are allowed`);
    return { store, target: address, replicas, points: [first, ...others], sweep };
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    return usageError(command, `--sweep: ${error.message}`);
  }
}

function settingsOf(given: Given, bench: CommandFlags): StoreSettings {
  const values = valuesOf(given, bench) as Partial<StoreSettings> & { out?: string; json?: boolean };
  const { target = '', links = [], out = null, json = false, ...others } = values;
  const known = Object.entries(others).filter(([name]) => name in STORE_DEFAULTS && name !== 'replicas');
  return {
    ...STORE_DEFAULTS,
    // A link is there to be cut.
    ...(links.length > 0 ? { scenarios: ['normal', 'partition'] } : {}),
    ...(Object.fromEntries(known) as Partial<StoreSettings>),
    ...{
      links,
      target: withoutCredentials(target),
      replicas: addressesIn(given.get(REPLICA.name)).map(withoutCredentials),
    },
    output: { directory: out, json },
  };
}

function check(command: Command, settings: StoreSettings, store: Store, bench: CommandFlags): void {
  const problem =
    schemaProblem(settings, bench) ??
    optionProblem(settings, store) ??
    linkProblem(settings) ??
    scenarioProblem(settings) ??
    outputProblem(settings.output.directory);
  if (problem !== undefined) usageError(command, problem);
}

function schemaProblem(settings: StoreSettings, bench: CommandFlags): string | undefined {
  const issue = StoreSettingsSchema.safeParse(settings).error?.issues[0];
  const flag = bench.flags.find(({ setting }) => setting === issue?.path[0]);
  if (issue !== undefined) return `--${flag?.name ?? issue.path.join('.')}: ${issue.message}`;
  const { ratePerSec, readRatio, durationMs } = settings;
  return ratePerSec * (1 - readRatio) * durationMs < 1000
    ? '--rate, --read-ratio and --duration make less than one write: raise one of them'
    : undefined;
}

/** A link that leads to itself would open connections without an end. */
function linkProblem({ links }: StoreSettings): string | undefined {
  const ports = links.map(({ port }) => port);
  const twice = ports.find((port, index) => ports.indexOf(port) !== index);
  if (twice !== undefined) return `--link ${twice} is given twice`;
  const inward = links.find(
    ({ host, hostPort }) => ports.includes(hostPort) && /^(localhost|127\..*|0\.0\.0\.0|::1?)$/i.test(host),
  );
  return inward === undefined
    ? undefined
    : `--link ${inward.port} leads to the port of a link: let it lead to a server`;
}

function scenarioProblem({
  scenarios,
  links,
  partition,
  latencyMs,
  jitterMs,
  bandwidthMbitPerSec,
}: StoreSettings): string | undefined {
  for (const name of scenarios) {
    const scenario = scenarioNamed(name);
    if (scenario === undefined) return `--scenario ${name}: there is no such scenario`;
    if (!isOfLinks(scenario))
      return `--scenario ${name} has no effect with --target: choose normal, partition, flapping or one-way`;
    if (scenario.partitions.length > 0 && links.length === 0)
      return `--scenario ${name} needs --link, which it cuts: --link PORT=HOST:PORT, and replicas that follow 127.0.0.1:PORT`;
  }
  if (links.length === 0 && (latencyMs > 0 || jitterMs > 0 || bandwidthMbitPerSec !== null))
    return '--latency, --jitter and --bandwidth need --link: they say what a link is like';
  try {
    makePartition(partition, ['near', 'far'], prng(0));
    return undefined;
  } catch {
    return `--partition ${partition} needs more than the two ends of a link`;
  }
}

/** A link loses nothing and doubles nothing, and servers are not the bench's to stop. */
function isOfLinks({ faults = [], extraLossRatio = 0, extraDuplicateRatio = 0 }: Scenario): boolean {
  return faults.length === 0 && extraLossRatio === 0 && extraDuplicateRatio === 0;
}

/** The bench with these settings: what differs from the defaults. */
function targetCommandLine(settings: StoreSettings, sweep: Wanted['sweep'], { flags }: CommandFlags): string {
  const values = new Map<string, unknown>(Object.entries(settings));
  const usual = new Map<string, unknown>(Object.entries(STORE_DEFAULTS));
  const swept = sweep.map(({ flag }) => flag);
  const typed = flags
    .filter(({ name }) => SHARED.includes(name) || TARGET_ONLY.some((flag) => flag.name === name))
    .flatMap((flag): [string, string][] => {
      const value = values.get(flag.setting) ?? null;
      if (value === null || swept.includes(flag.name) || flag.kind === 'switch') return [];
      const text = textOf(flag, value);
      const standard = usual.get(flag.setting) ?? null;
      const isUsual = flag !== TARGET && standard !== null && text === textOf(flag, standard);
      return isUsual || text === '' ? [] : repeatedTexts(text).map((one) => [flag.name, one]);
    });
  const varied = sweep.map(({ flag, values: all }): [string, string] => [
    SWEEP.name,
    `${flag}=${all.join(',')}`,
  ]);
  return commandLine('gossipscope bench', [...typed, ...varied]);
}
