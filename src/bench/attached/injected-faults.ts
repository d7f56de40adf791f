/**
 * What the bench does to the network between nodes that it does not carry messages for: each node breaks its own links, as it is told through
 * its API. The nodes lend it that for a short time, so it is asked for again and again; when the bench dies, the cluster heals by itself.
 */

import * as z from 'zod';
import type { Cuttable } from '../../net/network.ts';
import type { NetworkSettings } from '../../net/network-config.ts';
import type { Partition } from '../../net/partition.ts';
import { nameOf, type AttachedNode, type Attachment } from './attachment.ts';
import { jsonOf } from './node-api.ts';

/** How long nodes stay broken that the bench does not renew; less where they allow less. */
export const LEASE_MS = 5_000;
const RENEWALS_PER_LEASE = 4;

const STATE = z.looseObject({ leaseLimitMs: z.number() });

interface Told extends AttachedNode {
  /** What it is being told, one after the other. */
  turn: Promise<void>;
  leaseMs: number;
}

export interface FaultSettings {
  /** Between all nodes, all the time. */
  readonly network: NetworkSettings;
  readonly now: () => number;
  /** Ends the run. */
  readonly failed: (node: string, what: string) => void;
}

export class InjectedFaults implements Cuttable {
  /** From when the nodes were told of a change until the last of them had made it, at most. */
  slowestChangeMs = 0;
  readonly #by: string;
  readonly #nodes: readonly Told[];
  readonly #settings: FaultSettings;
  #partition: Partition | undefined;
  #renewal: NodeJS.Timeout | undefined;
  #changed: Promise<void> = Promise.resolve();

  constructor({ run, nodes }: Attachment, settings: FaultSettings) {
    this.#by = nameOf(run);
    this.#settings = settings;
    this.#nodes = nodes.map((node) => ({ ...node, turn: Promise.resolve(), leaseMs: LEASE_MS }));
  }

  /** Before the load: the nodes say how long they lend it, and whatever lasts the whole load begins. */
  async begin(): Promise<void> {
    await Promise.all(this.#nodes.map((node) => this.#askLease(node)));
    await this.#tellAll();
    const leaseMs = Math.min(...this.#nodes.map((node) => node.leaseMs));
    this.#renewal = setInterval(() => void this.#tellAll(), leaseMs / RENEWALS_PER_LEASE);
  }

  async #askLease(node: Told): Promise<void> {
    try {
      const { leaseLimitMs } = STATE.parse(await jsonOf(node.api, 'GET', '/v1/faults'));
      node.leaseMs = Math.min(LEASE_MS, leaseLimitMs);
    } catch (error) {
      this.#settings.failed(node.name, `did not say how long faults last: ${(error as Error).message}`);
    }
  }

  get partition(): Partition | undefined {
    return this.#partition;
  }

  /** Takes effect at each node when it has been told: see `settled`. */
  set partition(partition: Partition | undefined) {
    this.#partition = partition;
    const startMs = this.#settings.now();
    this.#changed = this.#tellAll().then(() => {
      this.slowestChangeMs = Math.max(this.slowestChangeMs, this.#settings.now() - startMs);
    });
  }

  /** Resolves when every node has made the latest change. */
  settled(): Promise<void> {
    return this.#changed;
  }

  /** All nodes are whole again. What cannot be said to a node, its lease says. */
  async end(): Promise<void> {
    clearInterval(this.#renewal);
    this.#renewal = undefined;
    this.#partition = undefined;
    await Promise.all(
      this.#nodes.map(async ({ api, turn }) => {
        await turn;
        await jsonOf(api, 'DELETE', '/v1/faults').catch(() => undefined);
      }),
    );
  }

  async #tellAll(): Promise<void> {
    await Promise.all(
      this.#nodes.map((node) => {
        node.turn = node.turn.then(() => this.#tell(node));
        return node.turn;
      }),
    );
  }

  async #tell(node: Told): Promise<void> {
    const { leaseMs, api, name } = node;
    try {
      const wanted = { by: this.#by, leaseMs, to: this.#linksOf(name) };
      await jsonOf(api, 'PUT', '/v1/faults', JSON.stringify(wanted));
    } catch (error) {
      this.#settings.failed(name, `did not take the faults: ${(error as Error).message}`);
    }
  }

  /** The sender breaks the link: as in the model, a message on its way is asked again when it is due. */
  #linksOf(name: string): Record<string, object> {
    const { latencyMs, latencyDistribution, jitterMs, lossRatio, duplicateRatio } = this.#settings.network;
    const others = this.#nodes.filter((other) => other.name !== name);
    return Object.fromEntries(
      others.map((other) => {
        const cut = this.#partition?.blocks(name, other.name) ?? false;
        return [other.name, { cut, latencyMs, latencyDistribution, jitterMs, lossRatio, duplicateRatio }];
      }),
    );
  }
}
