/** What happens to the nodes while the load runs: which stands still or crashes, when, and for how long. */

import type { Prng } from '../../base/prng.ts';
import { makePartition } from '../../net/partition.ts';
import type { Scenario } from '../../net/scenarios.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import type { SimulationSettings } from '../../report/schema/simulation-settings-schema.ts';
import { toMs, toTicks } from './virtual-time.ts';
import type { VirtualCluster } from './virtual-cluster.ts';

type Fault = 'pause' | 'crash' | 'restart';

/** How often each has happened. */
export type FaultCounts = Record<Fault, number>;

/** Plans pauses, crashes and restarts evenly over the load. A node that is not up when its turn comes is spared. */
export function planFaults(
  cluster: VirtualCluster,
  { pauses, crashes, restarts, faultMs, durationMs }: SimulationSettings,
  rng: Prng,
): { counts: FaultCounts; endAll: () => void } {
  const counts: FaultCounts = { pause: 0, crash: 0, restart: 0 };
  const { agenda, nodes } = cluster;
  const ends: (() => void)[] = [];
  const plan = (fault: Fault): void => {
    const from = toTicks(rng.float() * durationMs);
    const lasts = toTicks(2 * rng.float() * faultMs);
    const node = nodes[rng.below(nodes.length)];
    agenda.at(from, () => {
      if (node?.state !== 'up') return;
      counts[fault]++;
      let over = false;
      const end = (): void => {
        if (over) return;
        over = true;
        if (fault === 'restart') cluster.restart(node);
        else cluster.resume(node);
      };
      if (fault === 'pause') cluster.pause(node);
      else cluster.crash(node);
      ends.push(end);
      agenda.at(from + lasts, end);
    });
  };
  for (let i = 0; i < pauses; i++) plan('pause');
  for (let i = 0; i < crashes; i++) plan('crash');
  for (let i = 0; i < restarts; i++) plan('restart');
  return { counts, endAll: () => ends.forEach((end) => end()) };
}

/** Cuts the network when the scenario says so. Returns the record of it, which grows, and what heals it for good. */
export function planPartitions(
  { agenda, network, nodes }: VirtualCluster,
  scenario: Scenario,
  settings: SimulationSettings,
  rng: Prng,
): { record: Run['partitions']; heal: () => void } {
  const record: Run['partitions'] = [];
  const names = nodes.map(({ name }) => name);
  const heal = (): void => {
    const last = record.at(-1);
    if (network.partition === undefined || last === undefined) return;
    network.partition = undefined;
    last.toMs = toMs(agenda.now);
  };
  for (const { from, to, shape } of scenario.partitions) {
    agenda.at(toTicks(from * settings.durationMs), () => {
      const partition = makePartition(shape ?? settings.partition, names, rng);
      network.partition = partition;
      const fromMs = toMs(agenda.now);
      record.push({ shape: partition.shape, groups: partition.groupsText, fromMs, toMs: fromMs });
    });
    agenda.at(toTicks(to * settings.durationMs), heal);
  }
  return { record, heal };
}
