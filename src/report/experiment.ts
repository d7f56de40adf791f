/** An experiment, whether it is run in real or in virtual time: its defaults, and the rule that joins scenarios and nodes. */

import { prng } from '../base/prng.ts';
import { nodeNames } from '../net/names.ts';
import { makePartition } from '../net/partition.ts';
import { SCENARIOS, scenarioNamed } from '../net/scenarios.ts';
import type { Settings } from './schema/settings-schema.ts';

type Experiment = Omit<Settings, 'strategy' | 'preset' | 'bin' | 'nodeArgs' | 'metricsPort' | 'output'>;

export const EXPERIMENT_DEFAULTS: Experiment = {
  workload: 'kv',
  scenarios: ['normal', 'partition'],
  nodes: 5,
  ratePerSec: 100,
  readRatio: 0.5,
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
};

/** What is wrong with the scenarios for so many nodes; undefined: nothing. The text names the flag and what to do. */
export function scenarioProblem({
  scenarios,
  partition,
  nodes,
}: Pick<Experiment, 'scenarios' | 'partition' | 'nodes'>): string | undefined {
  for (const name of scenarios) {
    const scenario = scenarioNamed(name);
    if (scenario === undefined) {
      return `--scenario ${name}: there is no such scenario. Choose from: ${SCENARIOS.map((one) => one.name).join(', ')}`;
    }
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
