/** An experiment, whether it is run in real or in virtual time: its defaults, and the rules that join several of its settings. */

import { prng } from '../../base/prng.ts';
import { workloadOf, workloadsThat } from '../../load/workloads.ts';
import { nodeNames } from '../../net/names.ts';
import { makePartition } from '../../net/partition.ts';
import { SCENARIOS, scenarioNamed } from '../../net/scenarios.ts';
import type { Settings } from './settings-schema.ts';

type Experiment = Omit<
  Settings,
  | 'strategy'
  | 'consistencyModels'
  | 'concurrency'
  | 'topologyShape'
  | 'maxTxnLength'
  | 'maxWritesPerKey'
  | 'strict'
  | 'bounds'
  | 'preset'
  | 'agents'
  | 'bin'
  | 'nodeArgs'
  | 'metricsPort'
  | 'output'
>;

export const EXPERIMENT_DEFAULTS = {
  workload: 'kv',
  scenarios: ['normal', 'partition'],
  nodes: 5,
  ratePerSec: 100,
  readRatio: 0.5,
  casRatio: 0,
  deleteRatio: 0,
  keys: 100,
  keyChoice: 'uniform',
  valueBytes: 16,
  durationMs: 10_000,
  quietMs: 0,
  latencyMs: 20,
  latencyDistribution: 'constant',
  jitterMs: 0,
  lossRatio: 0,
  duplicateRatio: 0,
  partition: 'halves',
  seed: 1,
  repeat: 1,
  pauses: 0,
  crashes: 0,
  restarts: 0,
  faultMs: 1000,
} as const satisfies Experiment;

/** What is wrong with settings that are each valid; undefined: nothing. The text names the flags and what to do. */
export function experimentProblem(settings: Experiment): string | undefined {
  const problem = scenarioProblem(settings);
  if (problem !== undefined) return problem;
  const { casRatio, deleteRatio, ratePerSec, durationMs } = settings;
  if (casRatio > 0 && workloadOf(settings).hasCas !== true)
    return `--cas-ratio needs --workload ${workloadsThat(({ hasCas }) => hasCas === true)}`;
  if (deleteRatio > 0 && workloadOf(settings).hasDelete !== true)
    return `--delete-ratio needs --workload ${workloadsThat(({ hasDelete }) => hasDelete === true)}`;
  if ((ratePerSec * durationMs) / 1000 < 1)
    return '--rate and --duration make less than one operation: raise one of them';
  return undefined;
}

function scenarioProblem({ scenarios, partition, nodes }: Experiment): string | undefined {
  for (const name of scenarios) {
    const scenario = scenarioNamed(name);
    if (scenario === undefined) {
      return `--scenario ${name}: there is no such scenario. Choose from: ${SCENARIOS.map((one) => one.name).join(', ')}; or several at once, as partition+kill`;
    }
    const hurt = scenario.faults?.length ?? 0;
    if (hurt > nodes) return `--scenario ${name}: it takes ${hurt} nodes at once, and there is only ${nodes}`;
    for (const { shape } of scenario.partitions) {
      const problem = partitionProblem(shape ?? partition, nodes);
      if (problem !== undefined) return `--scenario ${name}: ${problem}`;
    }
  }
  return undefined;
}

function partitionProblem(shape: Experiment['partition'], nodes: number): string | undefined {
  try {
    makePartition(shape, nodeNames(nodes), prng(0));
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
