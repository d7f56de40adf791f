/** What happens to the network and to the nodes while the load runs. A scenario is data: a new one is a new entry here, and several at once are one more. */

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
  /** The same of the messages that arrive twice. */
  readonly extraDuplicateRatio?: number;
}

/** Nothing happens in it. */
export const PLAIN = 'normal';

export const SCENARIOS: readonly Scenario[] = [
  { name: PLAIN, description: 'the network as the settings describe it', partitions: [] },
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
    name: 'one-way',
    description: 'one side hears nothing of the other in the middle third',
    partitions: [{ from: 1 / 3, to: 2 / 3, shape: 'one-way' }],
  },
  {
    name: 'lossy',
    description: 'a further 10 % of the messages between nodes are lost',
    partitions: [],
    extraLossRatio: 0.1,
  },
  {
    name: 'duplicate',
    description: 'a further 10 % of these messages arrive twice',
    partitions: [],
    extraDuplicateRatio: 0.1,
  },
  {
    name: 'pause',
    description: 'a node stands still during the middle third',
    partitions: [],
    faults: [{ fault: 'pause', from: 1 / 3, to: 2 / 3 }],
  },
  {
    name: 'crash',
    description: 'a node is gone in the middle third, and keeps its memory',
    partitions: [],
    faults: [{ fault: 'crash', from: 1 / 3, to: 2 / 3 }],
  },
  {
    name: 'kill',
    description: 'a node is killed at a third of the load, and replaced at half of it',
    partitions: [],
    faults: [{ fault: 'restart', from: 1 / 3, to: 1 / 2 }],
  },
];

const AND = '+';

/** @param name of one of them, or of several at once: `partition+kill` */
export function scenarioNamed(name: string): Scenario | undefined {
  const names = new Set(name.split(AND));
  const parts = SCENARIOS.filter((scenario) => names.has(scenario.name));
  const [only] = parts;
  if (parts.length !== name.split(AND).length) return undefined;
  return parts.length === 1 ? only : atOnce(parts);
}

/** The name of what happens in all of them, at once. */
export function combined(names: readonly string[]): string {
  const eventful = new Set(names.flatMap((name) => name.split(AND)).filter((name) => name !== PLAIN));
  return eventful.size === 0 ? PLAIN : [...eventful].join(AND);
}

/** In the order of the list, however they were named: so the same faults are drawn. */
function atOnce(parts: readonly Scenario[]): Scenario {
  const sum = (share: (one: Scenario) => number | undefined): number =>
    parts.reduce((total, one) => total + (share(one) ?? 0), 0);
  return {
    name: combined(parts.map(({ name }) => name)),
    description: parts.map(({ description }) => description).join('; '),
    partitions: parts.flatMap(({ partitions }) => partitions),
    faults: parts.flatMap(({ faults = [] }) => faults),
    extraLossRatio: sum((one) => one.extraLossRatio),
    extraDuplicateRatio: sum((one) => one.extraDuplicateRatio),
  };
}
