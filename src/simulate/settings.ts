/** The settings of a simulation: their defaults, and the rules that join several of them. */

import { DEFAULT_GOSSIP } from '../core/config.ts';
import { workloadOf, workloadsThat } from '../load/workloads.ts';
import { WIRE_LIMITS } from '../protocol/validate/limits.ts';
import { EXPERIMENT_DEFAULTS, experimentProblem } from '../report/schema/experiment.ts';
import { SIMULATION_LIMITS, type SimulationSettings } from '../report/schema/simulation-settings-schema.ts';

/**
 * Clocks that drift more than this go apart faster than a cluster on a bad network can agree again each time that one is corrected:
 * there they may be as far apart as they get.
 */
export const MOST_KEPT_DRIFT = 0.001;

/** Nodes that may join, where members change. */
export const SPARE_NODES = 2;
const MOST_FOUNDERS = WIRE_LIMITS.members - SPARE_NODES;

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
  if ((settings.memberChanges ?? 0) > 0) {
    const others = [
      ...(settings.restarts > 0 ? ['--restarts: changes of members start nodes again themselves'] : []),
      ...(settings.clockJumps > 0 ? ['--clock-jumps: another life is another member'] : []),
      ...(settings.gossip.topology === 'given' ? ['--topology given: it names fixed neighbours'] : []),
      ...(settings.nodes > MOST_FOUNDERS
        ? [
            `--nodes above ${MOST_FOUNDERS}: a cluster has ${WIRE_LIMITS.members} members at most, with those that join`,
          ]
        : []),
      ...(settings.nodes < 3 ? ['--nodes below 3: most of the members have to stay'] : []),
    ];
    if (others.length > 0) return `--member-changes does not go with ${others.join('; nor with ')}`;
  }
  if (settings.gossip.topology === 'given' && workloadOf(settings).hasTopology !== true)
    return `--topology given needs --workload ${workloadsThat(({ hasTopology }) => hasTopology === true)}: only there do clients give nodes their neighbours`;
  if (settings.topologyShape !== undefined && settings.gossip.topology !== 'given')
    return '--topology-shape needs --topology given: otherwise nodes ask nobody for their neighbours';
  const operations = (ratePerSec * durationMs) / 1000;
  const held = operations * (1 - readRatio) * nodes;
  if (held <= SIMULATION_LIMITS.heldVersions && operations <= SIMULATION_LIMITS.operations) return undefined;
  return `--rate, --duration and --nodes make ${Math.round(operations)} operations at ${nodes} nodes, and what every node held is kept: at most ${SIMULATION_LIMITS.heldVersions} pairs of a write and a node fit. Lower one of them`;
}
