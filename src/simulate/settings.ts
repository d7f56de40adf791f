/** The settings of a simulation: their defaults, and the rules that join several of them. */

import { prng } from '../base/prng.ts';
import { DEFAULT_GOSSIP } from '../core/config.ts';
import { makePartition } from '../net/partition.ts';
import { SCENARIOS, scenarioNamed } from '../net/scenarios.ts';
import { SIMULATION_LIMITS, type SimulationSettings } from '../report/simulation-settings.ts';

/** Those that the bench has, too, are as there. */
export const DEFAULT_SIMULATION: SimulationSettings = {
  workload: 'kv',
  scenarios: ['normal', 'partition'],
  nodes: 5,
  ratePerSec: 100,
  readRatio: 0.5,
  casRatio: 0,
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
  gossip: DEFAULT_GOSSIP,
  settleMs: null,
  skewMs: 0,
  driftRatio: 0,
  pauses: 0,
  crashes: 0,
  restarts: 0,
  faultMs: 1000,
};

/** What is wrong with settings that are each valid; undefined: nothing. The text names the flags and what to do. */
export function problemWith(settings: SimulationSettings): string | undefined {
  const { scenarios, nodes, ratePerSec, durationMs, readRatio } = settings;
  for (const name of scenarios) {
    const scenario = scenarioNamed(name);
    if (scenario === undefined) {
      return `--scenario ${name}: there is no such scenario. Choose from: ${SCENARIOS.map((one) => one.name).join(', ')}`;
    }
    for (const { shape } of scenario.partitions) {
      const problem = partitionProblem(shape ?? settings.partition, nodes);
      if (problem !== undefined) return `--scenario ${name}: ${problem}`;
    }
  }
  if (settings.gossip.topology === 'given' && settings.workload !== 'broadcast')
    return '--topology given needs --workload broadcast: only there do clients give nodes their neighbours';
  if (settings.casRatio > 0 && settings.workload !== 'kv') return '--cas-ratio needs --workload kv';
  const operations = (ratePerSec * durationMs) / 1000;
  if (operations < 1) return '--rate and --duration make less than one operation: raise one of them';
  const held = operations * (1 - readRatio) * nodes;
  if (held <= SIMULATION_LIMITS.heldVersions && operations <= SIMULATION_LIMITS.operations) return undefined;
  return `--rate, --duration and --nodes make ${Math.round(operations)} operations at ${nodes} nodes, and what every node held is kept: at most ${SIMULATION_LIMITS.heldVersions} pairs of a write and a node fit. Lower one of them`;
}

function partitionProblem(shape: SimulationSettings['partition'], nodes: number): string | undefined {
  try {
    makePartition(
      shape,
      Array.from({ length: nodes }, (_, i) => `n${i + 1}`),
      prng(0),
    );
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
