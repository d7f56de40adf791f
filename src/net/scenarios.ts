/** What happens to the network and to the nodes while the load runs. A scenario is data: a new one is a new entry here. */

import type { Fault } from './fault.ts';
import type { PartitionShape } from './partition.ts';

/** A partition in force for a part of the load, both ends as shares of its duration. */
export interface PartitionWindow {
  readonly from: number;
  readonly to: number;
  /** Undefined: the shape that the settings name. */
  readonly shape?: PartitionShape;
}

/** A fault of a node drawn at random, both ends as shares of the load. */
export interface FaultWindow {
  readonly fault: Fault;
  readonly from: number;
  readonly to: number;
}

export interface Scenario {
  readonly name: string;
  /** For --help and the report. */
  readonly description: string;
  readonly partitions: readonly PartitionWindow[];
  /** None where it is not given. */
  readonly faults?: readonly FaultWindow[];
  /** Added to the loss that the settings ask for, as a share. */
  readonly extraLossRatio?: number;
}

export const SCENARIOS: readonly Scenario[] = [
  { name: 'normal', description: 'the network as the settings describe it', partitions: [] },
  {
    name: 'partition',
    description: 'cut by --partition during the middle third',
    partitions: [{ from: 1 / 3, to: 2 / 3 }],
  },
  {
    name: 'flapping',
    description: 'cut by --partition four times, for a tenth of the load each',
    partitions: [0.1, 0.3, 0.5, 0.7].map((from) => ({ from, to: from + 0.1 })),
  },
  {
    name: 'lossy',
    description: 'a further 10 % of the messages between nodes are lost',
    partitions: [],
    extraLossRatio: 0.1,
  },
  {
    name: 'pause',
    description: 'a node stands still during the middle third',
    partitions: [],
    faults: [{ fault: 'pause', from: 1 / 3, to: 2 / 3 }],
  },
  {
    name: 'kill',
    description: 'a node is killed at a third of the load, and replaced at half of it',
    partitions: [],
    faults: [{ fault: 'restart', from: 1 / 3, to: 1 / 2 }],
  },
];

export function scenarioNamed(name: string): Scenario | undefined {
  return SCENARIOS.find((scenario) => scenario.name === name);
}
