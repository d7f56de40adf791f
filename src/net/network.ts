/**
 * The fault model of the network: what becomes of each message. It holds no message and no clock. The bench's router and the
 * simulator's cluster, in real and in virtual time, ask twice about each message.
 *
 * 1. When it is sent, `route` says whether it is lost, and when each copy of it is due.
 * 2. When a copy is due, `admits` says whether a partition keeps it out.
 *
 * As in Maelstrom (net.clj: `send!` draws latency and loss, `recv!` looks at the partitions): what is in flight when a
 * partition starts does not arrive, and what was sent during a partition and is due after it has healed does.
 *
 * Begin here. `latency.ts` draws delays, `partition.ts` says who is cut from whom, `partition-plan.ts` when; `scenarios.ts`
 * lists what can happen to a network during a run, and `network-config.ts` turns settings into a network.
 */

import type { Prng } from '../base/prng.ts';
import { sampleLatencyMs, type LatencyModel } from './latency.ts';
import type { Partition } from './partition.ts';

export interface NetworkConfig {
  readonly latency: LatencyModel;
  /** Share of messages that are lost, 0 to 1. A lost message is never duplicated. */
  readonly lossRatio: number;
  /** Share of messages, of those not lost, that arrive twice, 0 to 1. Each copy draws its own delay. */
  readonly duplicateRatio: number;
}

/** Why a message did not arrive: lost when it was sent, or kept out by a partition when it was due. */
export type DropCause = 'loss' | 'partition';

export type Fate =
  /** One delay in milliseconds for each copy: 1 or 2 of them. Ask `admits` when one is due. */
  | { readonly outcome: 'deliver'; readonly delaysMs: readonly number[] }
  | { readonly outcome: 'drop'; readonly cause: 'loss' };

const IMMEDIATELY: Fate = { outcome: 'deliver', delaysMs: [0] };
const LOST: Fate = { outcome: 'drop', cause: 'loss' };

export class Network {
  /** The partition in force; undefined: healed. Set it to start one, clear it to heal. */
  partition: Partition | undefined;

  readonly #config: NetworkConfig;
  readonly #nodes: ReadonlySet<string>;
  // A stream for each decision, so that switching one fault on does not change what the others do.
  readonly #lossRng: Prng;
  readonly #latencyRng: Prng;
  readonly #duplicateRng: Prng;

  /**
   * @param nodes the cluster; only messages between two of these suffer faults and latency, clients have none (as in Maelstrom).
   * @throws {RangeError} when the configuration lies outside the ranges that it documents.
   */
  constructor(config: NetworkConfig, nodes: readonly string[], rng: Prng) {
    requireRatio('lossRatio', config.lossRatio);
    requireRatio('duplicateRatio', config.duplicateRatio);
    requireDuration('latency.meanMs', config.latency.meanMs);
    requireDuration('latency.jitterMs', config.latency.jitterMs);
    this.#config = config;
    this.#nodes = new Set(nodes);
    this.#lossRng = rng.fork('loss');
    this.#latencyRng = rng.fork('latency');
    this.#duplicateRng = rng.fork('duplicate');
  }

  /** Decides, when a message is sent, whether it is lost and after how long it is due. */
  route(src: string, dest: string): Fate {
    if (!this.#isBetweenNodes(src, dest)) return IMMEDIATELY;
    const { latency, lossRatio, duplicateRatio } = this.#config;
    // Drawn for lost messages too: the next message's fate must not depend on whether this one was lost.
    const delaysMs = [sampleLatencyMs(latency, this.#latencyRng)];
    const isLost = this.#lossRng.float() < lossRatio;
    if (this.#duplicateRng.float() < duplicateRatio)
      delaysMs.push(sampleLatencyMs(latency, this.#duplicateRng));
    if (isLost) return LOST;
    return { outcome: 'deliver', delaysMs };
  }

  /** Decides, when a copy is due, whether it arrives: false where the partition in force blocks it. */
  admits(src: string, dest: string): boolean {
    return this.partition === undefined || !this.partition.blocks(src, dest);
  }

  #isBetweenNodes(src: string, dest: string): boolean {
    return this.#nodes.has(src) && this.#nodes.has(dest);
  }
}

/** What a nemesis cuts, by setting the partition that is in force. */
export type Cuttable = Pick<Network, 'partition'>;

function requireRatio(name: string, value: number): void {
  if (!(value >= 0 && value <= 1))
    throw new RangeError(`${name} is ${value}: give a share between 0 and 1, e.g. 0.01`);
}

function requireDuration(name: string, value: number): void {
  if (!(value >= 0 && value < Infinity))
    throw new RangeError(`${name} is ${value}: give milliseconds, 0 or more`);
}
