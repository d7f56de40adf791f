/** A cluster of services under load whose nodes are started anew one after the other, with a record of what was acknowledged. */

import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { freePorts, ServeProcess, type ServeOptions } from './serve-process.ts';
import { waitFor } from './wait-for.ts';

/** On a machine that has other things to do. */
const LIMIT_MS = 60_000;
/** Keys of one client, written again and again. */
const KEYS = 200;
/** A load, and no flood: nodes that start need CPU, too. */
const PAUSE_MS = 2;

export class RollingCluster {
  readonly services: ServeProcess[] = [];
  /** Of each key the last value that was acknowledged. */
  readonly acknowledged = new Map<string, number>();
  /** What was not answered, or not with a success, at nodes that were not being started anew. */
  readonly failures: string[] = [];
  readonly #nodes: readonly string[];
  #startsOf: readonly ServeOptions[] = [];
  /** The node that is being started anew. */
  #going: number | undefined;
  #clients: Promise<void>[] = [];
  #isOver = false;
  #written = 0;

  /** @param nodes their names */
  constructor(nodes: readonly string[]) {
    this.#nodes = nodes;
  }

  /** @param changesOf what a node is started with beside its name, its peers and its ports */
  async start(changesOf: (node: string) => ServeOptions): Promise<void> {
    const ports = await freePorts(2 * this.#nodes.length);
    const peers = this.#nodes.map((node, i) => `${node}=127.0.0.1:${ports[i] ?? 0}`).join(',');
    this.#startsOf = this.#nodes.map((node, i) => {
      const { args = [], ...others } = changesOf(node);
      const api = ['--api', `127.0.0.1:${ports[this.#nodes.length + i] ?? 0}`];
      return { node, peers, ...others, args: ['--transport', 'tcp', ...api, ...args] };
    });
    this.services.push(...(await Promise.all(this.#startsOf.map((options) => ServeProcess.start(options)))));
    for (const service of this.services) await waitFor('a ready node', () => service.isReady(), LIMIT_MS);
  }

  /** A client at each node. */
  load(): void {
    this.#clients = this.#nodes.map((_, at) => this.#client(at));
  }

  /** Starts every node anew, one after the other, each once the one before is ready. @param changes to what it was started with */
  async roll(changes: ServeOptions): Promise<void> {
    for (const [i, node] of this.#nodes.entries()) {
      const before = this.#written;
      await waitFor('load', () => this.#written >= before + 5 * this.#nodes.length, LIMIT_MS);
      this.#going = i;
      assert.equal(await this.services[i]?.stop(), 0, node);
      const again = await ServeProcess.start({ ...this.#startsOf[i], ...changes });
      this.services[i] = again;
      await waitFor(`${node} to be ready`, () => again.isReady(), LIMIT_MS);
      this.#going = undefined;
    }
    this.#isOver = true;
    await Promise.all(this.#clients);
  }

  /** Waits until every node has, of each key, the value that was acknowledged last, or a later one. */
  async hasAll(): Promise<void> {
    for (const service of this.services)
      await waitFor('every acknowledged write', async () => this.#isIn(await service.held()), LIMIT_MS);
  }

  async #client(at: number): Promise<void> {
    for (let n = 0; !this.#isOver; n++) {
      await pause(PAUSE_MS);
      const key = `${at}/${n % KEYS}`;
      const status = await this.services[at]?.put(key, `${n}`).then(
        (answered) => answered.status,
        (error: unknown) => String(error),
      );
      if (status === 201 || status === 204) {
        this.acknowledged.set(key, n);
        this.#written++;
      } else if (this.#going === at) await waitFor('the node again', () => this.#going !== at, 2 * LIMIT_MS);
      else this.failures.push(`${this.#nodes[at] ?? ''}: ${String(status)}`);
    }
  }

  /** A request that broke off may have been served all the same. */
  #isIn(held: ReadonlyMap<string, unknown>): boolean {
    return [...this.acknowledged].every(([key, value]) => Number(held.get(key) ?? -1) >= value);
  }
}
