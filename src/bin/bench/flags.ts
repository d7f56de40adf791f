/** The flags of `gossipscope bench`, the settings that they give, and the flags that give settings again. */

import type { Command } from 'commander';
import { ATTACHED_SETTINGS, DEFAULT_SETTINGS, STRANGER_VALUE_BYTES } from '../../bench/settings.ts';
import { workloadOf } from '../../load/workloads.ts';
import { STRATEGY_NAMES } from '../../core/dissemination/strategies.ts';
import { DEFAULT_DIAGRAM_MESSAGES } from '../../report/diagram/wanted.ts';
import { SettingsSchema, type Settings } from '../../report/schema/settings-schema.ts';
import { StoreSettingsSchema } from '../../report/schema/store-settings-schema.ts';
import { ACCESS_FLAGS, AGENTS, type AccessValues } from '../flags/agents.ts';
import { ATTACH_FLAGS } from '../flags/attach.ts';
import { BOUNDS } from '../flags/bounds.ts';
import { BENCH_WORKLOAD } from '../flags/bench-workload.ts';
import { PRESET, REPEAT, SEED } from '../flags/every-command.ts';
import {
  CAS_RATIO,
  CONCURRENCY,
  DELETE_RATIO,
  EXPERIMENT_FLAGS,
  FAULT_FLAGS,
  TOPOLOGY_OF_CLIENTS,
  TRANSACTION_FLAGS,
} from '../flags/experiment.ts';
import type { CommandFlags } from '../flags/flag.ts';
import { hasEffect } from '../flags/no-effect.ts';
import { NEMESIS } from '../flags/nemesis.ts';
import { BIN, FOREVER_FLAGS, STRATEGIES } from '../flags/node-processes.ts';
import { givenTo, valuesOf } from '../flags/option.ts';
import { DIAGRAM_MESSAGES, REPORT_FLAGS, type ReportFlags } from '../flags/report.ts';
import { REPLICA, TARGET, TARGET_ONLY, TARGET_SWEEP } from '../flags/target.ts';
import { VERDICT_FLAGS } from '../flags/verdict.ts';
import { METRICS_HOST, METRICS_PORT } from '../flags/telemetry.ts';
import { textOf } from '../flags/value.ts';
import { commandLine } from '../terminal/command-line.ts';
import { madeBy } from '../terminal/config-file.ts';

/** The scrape endpoint is for this machine alone, unless a flag says otherwise. */
const METRICS_HOST_DEFAULT = '127.0.0.1';

/** Addresses are looked at when all are known, and never shown. */
const STORE_SCHEMAS = Object.fromEntries(
  Object.entries(StoreSettingsSchema.shape).filter(([name]) => name !== REPLICA.setting),
);

export const BENCH: CommandFlags = {
  name: 'bench',
  flags: [
    ...[
      ...EXPERIMENT_FLAGS,
      NEMESIS,
      BENCH_WORKLOAD,
      STRATEGIES,
      PRESET,
      BIN,
      AGENTS,
      SEED,
      REPEAT,
      CAS_RATIO,
      DELETE_RATIO,
      CONCURRENCY,
      ...TRANSACTION_FLAGS,
      TOPOLOGY_OF_CLIENTS,
      ...VERDICT_FLAGS,
      BOUNDS,
      METRICS_PORT,
    ],
    ...FAULT_FLAGS,
    ...[...REPORT_FLAGS, DIAGRAM_MESSAGES, ...FOREVER_FLAGS, METRICS_HOST],
    ...[...ATTACH_FLAGS, ...ACCESS_FLAGS.filter(({ name }) => name !== 'ca')],
    ...[...TARGET_ONLY, TARGET_SWEEP],
  ],
  defaults: {
    ...DEFAULT_SETTINGS,
    metricsHost: METRICS_HOST_DEFAULT,
    diagramMessages: DEFAULT_DIAGRAM_MESSAGES,
  },
  schemas: { ...STORE_SCHEMAS, ...SettingsSchema.shape },
  variables: [STRATEGIES.name, PRESET.name, BOUNDS.name, TARGET.name, REPLICA.name],
};

/** Flags that are not part of a report, because they change nothing that is measured. */
export interface Extras {
  /** All tables on stdout. */
  readonly full: boolean;
  /** Whether the page is shown in the browser. */
  readonly open: boolean;
  readonly forever: boolean;
  /** Messages that the page shows one by one, of all runs together. */
  readonly diagramMessages: number;
  readonly partitionEveryMs: number | undefined;
  readonly metricsHost: string;
  /** How agents are reached, beside what the settings say. */
  readonly access: Omit<AccessValues, 'ca'>;
}

type Values = Partial<Settings> &
  Partial<Extras> &
  ReportFlags &
  Extras['access'] & { readonly nemesis?: string };

/** Flags, and the variables of our nodes, over the report named by --config over the defaults. */
export function readFlags(
  command: Command,
  nodeArgs: readonly string[],
): { settings: Settings; extras: Extras } {
  const typed = valuesOf(givenTo(command, BENCH, ['cli']), BENCH) as Values;
  const { config, out = null, json = false, full = false, open = false, forever = false, ...others } = typed;
  const {
    nemesis,
    partitionEveryMs,
    metricsHost = METRICS_HOST_DEFAULT,
    diagramMessages = DEFAULT_DIAGRAM_MESSAGES,
    natsUser,
    natsPasswordFile,
    natsCreds,
    cert,
    key,
    isInsecure,
    ...changes
  } = others;
  const access = { natsUser, natsPasswordFile, natsCreds, cert, key, isInsecure };
  const base =
    config === undefined ? DEFAULT_SETTINGS : madeBy(command, config, 'bench', SettingsSchema).settings;
  // Our nodes would read these variables from the environment anyway; this way the report names them.
  const isOurs = (changes.bin ?? base.bin) === null && (changes.attach ?? base.attach).length === 0;
  const given: Partial<Settings> = {
    ...(isOurs ? valuesOf(givenTo(command, BENCH, ['env']), BENCH) : {}),
    ...changes,
    ...(nemesis === undefined ? {} : { scenarios: [nemesis] }),
  };
  if (given.strategy === 'all') given.strategy = STRATEGY_NAMES.join(',');
  const isStranger = 'bin' in given && base === DEFAULT_SETTINGS;
  const settings: Settings = {
    ...base,
    ...(isStranger ? strangerDefaults(given.workload ?? base.workload) : {}),
    ...(given.attach === undefined ? {} : { ...ATTACHED_SETTINGS, nodes: given.attach.length }),
    ...given,
    ...(nodeArgs.length > 0 ? { nodeArgs: [...nodeArgs] } : {}),
    output: { directory: out, json },
  };
  return {
    settings,
    extras: { full, open, forever, partitionEveryMs, metricsHost, diagramMessages, access },
  };
}

/** The bench with these settings: what differs from the defaults, and the seed. */
export function benchCommandLine(settings: Settings): string {
  const usual: Record<string, unknown> = {
    ...DEFAULT_SETTINGS,
    ...(settings.bin === null ? {} : strangerDefaults(settings.workload)),
    ...(settings.attach.length === 0 ? {} : { ...ATTACHED_SETTINGS, nodes: settings.attach.length }),
  };
  const values = new Map<string, unknown>(Object.entries(settings));
  const flags = BENCH.flags.flatMap((flag): [string, string | null][] => {
    const value = values.get(flag.setting) ?? null;
    if (value === null || !hasEffect(flag, settings)) return [];
    const text = textOf(flag, value);
    const isUsual = usual[flag.setting] !== null && text === textOf(flag, usual[flag.setting]);
    return isUsual && flag !== SEED ? [] : [[flag.name, flag.kind === 'switch' ? null : text]];
  });
  return commandLine('gossipscope bench', flags, settings.nodeArgs);
}

/** What Maelstrom's clients ask for: bare numbers, and in transactions and logs a few hot keys. */
export function strangerDefaults(workload: Settings['workload']): Partial<Settings> {
  const asked = workloadOf({ workload });
  return {
    valueBytes: STRANGER_VALUE_BYTES,
    ...(asked.hotKeys === undefined ? {} : { keys: asked.hotKeys, keyChoice: 'exponential' }),
    ...(asked.models === undefined ? {} : { consistencyModels: asked.models.usual }),
  };
}
