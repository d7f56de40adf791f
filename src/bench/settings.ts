/** The bench's settings: their defaults, and the rules that join several of them. */

import { accessSync, constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import process from 'node:process';
import { EXPERIMENT_DEFAULTS, experimentProblem } from '../report/schema/experiment.ts';
import { MAX_WRITES_PER_KEY } from '../load/key-pool.ts';
import { workloadOf, workloadsThat } from '../load/workloads.ts';
import { MAX_TXN_LENGTH } from '../load/workloads/transactions.ts';
import { LOSES_MEMORY } from '../net/fault.ts';
import { scenarioNamed } from '../net/scenarios.ts';
import { USUAL_SHAPE } from '../net/topology.ts';
import { LIMITS, type Settings } from '../report/schema/settings-schema.ts';

export const DEFAULT_SETTINGS: Settings = {
  ...EXPERIMENT_DEFAULTS,
  strategy: null,
  preset: null,
  consistencyModels: 'read-committed',
  concurrency: null,
  topologyShape: USUAL_SHAPE,
  maxTxnLength: MAX_TXN_LENGTH,
  maxWritesPerKey: MAX_WRITES_PER_KEY,
  strict: false,
  attach: [],
  tokenFile: null,
  ca: null,
  bin: null,
  agents: null,
  bounds: {},
  nodeArgs: [],
  metricsPort: 9460,
  output: { directory: null, json: false },
};

/**
 * What differs where a cluster of somebody's is measured: a load that it hardly notices, its own network, and no cut that nobody asked for.
 */
export const ATTACHED_SETTINGS: Partial<Settings> = {
  scenarios: ['normal'],
  ratePerSec: 20,
  latencyMs: 0,
  // Of nodes of the bench's own, where --config has some.
  ...{ bin: null, agents: null, nodeArgs: [] },
};

/** What one process asks over HTTP, and what somebody's cluster is spared. */
export const ATTACHED_LIMITS = { ratePerSec: 2_000, delayMs: 60_000 } as const;

/** Strangers get bare numbers, as from Maelstrom's clients: many of them parse nothing else. */
export const STRANGER_VALUE_BYTES = 0;

/** What is wrong with settings that are each valid; undefined: nothing. The text names the flags and what to do. */
export function problemWith(settings: Settings): string | undefined {
  const problem = experimentProblem(settings);
  if (problem !== undefined) return problem;
  const { hasTopology } = workloadOf(settings);
  if (settings.topologyShape !== USUAL_SHAPE && hasTopology !== true)
    return `--topology needs --workload ${workloadsThat((one) => one.hasTopology === true)}: only there are nodes told their neighbours`;
  const operations = (settings.ratePerSec * settings.durationMs) / 1000;
  if (operations > LIMITS.operations) {
    return `--rate and --duration make ${Math.round(operations)} operations, and every one is kept to be judged: at most ${LIMITS.operations} fit. Lower one of them`;
  }
  const stops = settings.pauses + settings.crashes > 0 || settings.scenarios.some(stopsNodes);
  if (stops && process.platform === 'win32')
    return '--pauses, --crashes and the scenarios pause and crash stop processes by a signal, which Windows does not have';
  if (settings.agents === null && settings.nodes > LIMITS.nodes)
    return `--nodes ${settings.nodes}: one machine holds ${LIMITS.nodes} at most. Have agents on others run them: --agents`;
  // The agents say whether they have it.
  return settings.bin === null || settings.agents !== null ? undefined : binProblem(settings.bin);
}

function stopsNodes(scenario: string): boolean {
  return scenarioNamed(scenario)?.faults?.some(({ fault }) => !LOSES_MEMORY.has(fault)) === true;
}

function binProblem(bin: string): string | undefined {
  const path = resolve(bin);
  try {
    if (!statSync(path).isFile()) return `--bin ${bin}: ${path} is not a file`;
  } catch {
    return `--bin ${bin}: there is no file ${path}. Give the path of the node program, e.g. --bin ./my-node`;
  }
  try {
    accessSync(path, constants.X_OK);
    return undefined;
  } catch {
    return `--bin ${bin}: the file is not executable. Run: chmod +x ${bin}`;
  }
}
