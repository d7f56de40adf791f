/**
 * The partitions of one scenario: planned before the load begins, and carried out while it runs. The bench puts it on
 * its timetable, the simulator on its agenda. All times count from the beginning of the load.
 */

import type { Prng } from '../base/prng.ts';
import type { Network } from './network.ts';
import { makePartition, together, type Partition, type PartitionShape } from './partition.ts';
import type { Scenario } from './scenarios.ts';

export interface PlannedPartition {
  readonly fromMs: number;
  readonly toMs: number;
  readonly partition: Partition;
}

export interface PartitionSettings {
  /** For the windows that name no shape of their own. */
  readonly partition: PartitionShape;
  readonly durationMs: number;
}

/** When the network is cut, who from whom, and when it heals. @throws {RangeError} with too few nodes for a shape */
export function planPartitions(
  { partitions }: Pick<Scenario, 'partitions'>,
  { partition: usual, durationMs }: PartitionSettings,
  nodes: readonly string[],
  rng: Prng,
): PlannedPartition[] {
  return partitions.map(({ from, to, shape = usual }) => ({
    fromMs: from * durationMs,
    toMs: to * durationMs,
    partition: makePartition(shape, nodes, rng),
  }));
}

/** A partition that was in force, for the report. */
export interface PartitionRecord {
  readonly shape: PartitionShape;
  readonly groups: string;
  readonly fromMs: number;
  toMs: number;
}

/** Cuts the network and heals it, and keeps the record. Jepsen calls this part of a test the nemesis. */
export class Nemesis {
  /** Grows while the load runs; `toMs` is right once a partition has healed. */
  readonly record: PartitionRecord[] = [];
  readonly #network: Network;
  readonly #sinceStartMs: () => number;
  /** With their records. */
  readonly #inForce = new Map<Partition, PartitionRecord>();
  #isOver = false;

  /** @param sinceStartMs the time since the load began */
  constructor(network: Network, sinceStartMs: () => number) {
    this.#network = network;
    this.#sinceStartMs = sinceStartMs;
  }

  /** @param at calls `act` that many milliseconds after the load began */
  schedule(plan: readonly PlannedPartition[], at: (ms: number, act: () => void) => void): void {
    for (const { fromMs, toMs, partition } of plan) {
      at(fromMs, () => this.#cut(partition));
      at(toMs, () => this.#heal(partition));
    }
  }

  /** The load is over: the network stays whole from now on, also where the plan says otherwise. */
  healForGood(): void {
    this.#isOver = true;
    for (const partition of this.#inForce.keys()) this.#heal(partition);
  }

  #cut(partition: Partition): void {
    if (this.#isOver) return;
    const nowMs = this.#sinceStartMs();
    const { shape, groupsText: groups } = partition;
    const record: PartitionRecord = { shape, groups, fromMs: nowMs, toMs: nowMs };
    this.record.push(record);
    this.#inForce.set(partition, record);
    this.#network.partition = together([...this.#inForce.keys()]);
  }

  #heal(partition: Partition): void {
    const record = this.#inForce.get(partition);
    if (record === undefined) return;
    record.toMs = this.#sinceStartMs();
    this.#inForce.delete(partition);
    this.#network.partition = together([...this.#inForce.keys()]);
  }
}
