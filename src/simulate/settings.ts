/** The settings of a simulation: their defaults, and the rules that join several of them. */

import { DEFAULT_GOSSIP } from '../core/config.ts';
import { workloadOf, workloadsThat } from '../load/workloads.ts';
import { EXPERIMENT_DEFAULTS, experimentProblem } from '../report/schema/experiment.ts';
import { SIMULATION_LIMITS, type SimulationSettings } from '../report/schema/simulation-settings-schema.ts';

export const DEFAULT_SIMULATION: SimulationSettings = {
  ...EXPERIMENT_DEFAULTS,
  gossip: DEFAULT_GOSSIP,
  bounds: {},
  settleMs: null,
  skewMs: 0,
  driftRatio: 0,
  clockJumps: 0,
  dataRestarts: 0,
};

/** What is wrong with settings that are each valid; undefined: nothing. The text names the flags and what to do. */
export function problemWith(settings: SimulationSettings): string | undefined {
  const { nodes, ratePerSec, durationMs, readRatio } = settings;
  const problem = experimentProblem(settings);
  if (problem !== undefined) return problem;
  if (settings.gossip.topology === 'given' && workloadOf(settings).hasTopology !== true)
    return `--topology given needs --workload ${workloadsThat(({ hasTopology }) => hasTopology === true)}: only there do clients give nodes their neighbours`;
  const operations = (ratePerSec * durationMs) / 1000;
  const held = operations * (1 - readRatio) * nodes;
  if (held <= SIMULATION_LIMITS.heldVersions && operations <= SIMULATION_LIMITS.operations) return undefined;
  return `--rate, --duration and --nodes make ${Math.round(operations)} operations at ${nodes} nodes, and what every node held is kept: at most ${SIMULATION_LIMITS.heldVersions} pairs of a write and a node fit. Lower one of them`;
}
