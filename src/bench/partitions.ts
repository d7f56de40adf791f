/** Cuts the network when the scenario says so, and heals it. */

import type { Prng } from '../base/prng.ts';
import type { Network } from '../net/network.ts';
import { makePartition } from '../net/partition.ts';
import type { Run } from '../report/schema/run-schema.ts';
import type { Settings } from '../report/schema/settings-schema.ts';
import type { Scenario } from '../net/scenarios.ts';
import type { Timetable } from './cluster/timetable.ts';

export interface PartitionPlan {
  readonly scenario: Scenario;
  readonly settings: Settings;
  readonly nodes: readonly string[];
  readonly network: Network;
  readonly rng: Prng;
  readonly timetable: Timetable;
  readonly startMs: number;
  readonly now: () => number;
}

/** Returns the record of what was done, which grows while the load runs (times from its start), and how to end it all. */
export function schedulePartitions(plan: PartitionPlan): {
  record: Run['partitions'];
  healForGood: () => void;
} {
  const { scenario, settings, nodes, network, rng, timetable, startMs, now } = plan;
  const record: Run['partitions'] = [];
  let over = false;
  const heal = (): void => {
    const last = record.at(-1);
    if (network.partition === undefined || last === undefined) return;
    network.partition = undefined;
    last.toMs = now() - startMs;
  };
  for (const { from, to, shape } of scenario.partitions) {
    timetable.at(startMs + from * settings.durationMs, () => {
      if (over) return;
      const partition = makePartition(shape ?? settings.partition, nodes, rng);
      network.partition = partition;
      const fromMs = now() - startMs;
      record.push({ shape: partition.shape, groups: partition.groupsText, fromMs, toMs: fromMs });
    });
    timetable.at(startMs + to * settings.durationMs, heal);
  }
  const healForGood = (): void => {
    over = true;
    heal();
  };
  return { record, healForGood };
}
