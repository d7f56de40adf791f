/**
 * The gossip of a Valkey or Redis Cluster itself. Written is the host name that a node announces (`cluster-announce-hostname`), which the
 * others hear of on the bus of the cluster; read is what each node has of it in `CLUSTER NODES`. No slot and no key is touched.
 *
 * Its place is the host name of the target: `VALUES.PLACE.FORMER`. The former one is put back at the end, or by the next run where a run
 * was killed. Who uses it names its connection so: that ends with the process.
 */

import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { nameOf, sibling } from '../address.ts';
import { inUse } from '../place-lock.ts';
import { asked, openRedis, REDIS_PORT, redisProduct } from '../clients/redis-client.ts';
import { checked, StoreError, type Claims, type Endpoint, type Store } from '../store.ts';

const SETTING = 'cluster-announce-hostname';
/** The server takes a moment to notice that a connection has ended. */
const LOCK_WAIT_MS = 1_000;
const LOCK_POLL_MS = 50;

export const valkeyCluster: Store = {
  name: 'Valkey Cluster',
  schemes: ['valkey-cluster', 'redis-cluster', 'valkeys-cluster', 'rediss-cluster'],
  defaultPort: REDIS_PORT,
  options: [],
  readOnly: { refusal: 'a host name that changes by itself is no key' },
  replicasHint: 'CLUSTER NODES names no other node',
  async connect(url, _, place) {
    const endpoint = new ClusterEndpoint(url, await openRedis(url), place.replaceAll('_', '-'));
    // A server that is no node of a cluster refuses to say.
    return await checked(endpoint, () => endpoint.isWritable());
  },
};

/** A line of CLUSTER NODES. */
export interface ClusterNode {
  readonly host: string;
  readonly port: number;
  /** Empty: it announces none. */
  readonly hostname: string;
  readonly flags: readonly string[];
}

class ClusterEndpoint implements Endpoint {
  readonly name: string;
  readonly #url: URL;
  readonly #client: Redis;
  /** As host names can have it. */
  readonly #place: string;
  /** What the host name says, by key; undefined: it is not ours to change. */
  #values: Map<string, string> | undefined;
  #former = '';

  constructor(url: URL, client: Redis, place: string) {
    this.#url = url;
    this.#client = client;
    this.#place = place;
    this.name = nameOf(url, REDIS_PORT);
  }

  async read(key: string): Promise<string | undefined> {
    const holder = (await this.#nodes()).find(({ hostname }) => this.#placeIn(hostname) !== undefined);
    const labels = this.#placeIn(holder?.hostname ?? '')?.values ?? [];
    return labels[Number(key)]?.replace('-', '.');
  }

  async write(key: string, value: string): Promise<void> {
    if (this.#values === undefined)
      throw new StoreError('read_only', 'it is the host name of another node that is changed', true);
    this.#values.set(key, value);
    await this.#announce(this.#ours(this.#values));
  }

  /** Only one node's host name is changed. */
  async isWritable(): Promise<boolean> {
    const nodes = await this.#nodes();
    return nodes.every(
      ({ flags, hostname }) => flags.includes('myself') || this.#placeIn(hostname) === undefined,
    );
  }

  product(): Promise<string> {
    return redisProduct(this.#client);
  }

  claims(): Promise<Claims> {
    return Promise.resolve({
      says: 'a host name, set at one node: the others hear of it by gossip',
      neverStale: false,
    });
  }

  async replicas(): Promise<readonly string[]> {
    const others = (await this.#nodes()).filter(
      ({ flags, port }) => port > 0 && !flags.some((flag) => /^(myself|fail|handshake|noaddr)$/.test(flag)),
    );
    return others.map(({ host, port }) => sibling(this.#url, host || this.#url.hostname, port)).sort();
  }

  async takePlace(): Promise<void> {
    await this.#lock();
    const endpoints = await asked(this.#client.config('GET', 'cluster-preferred-endpoint-type'));
    if ((endpoints as readonly string[])[1] === 'hostname')
      throw new StoreError(
        'in_service',
        'this cluster sends clients to host names (cluster-preferred-endpoint-type hostname): none is changed here',
      );
    const [, announced = ''] = (await asked(this.#client.config('GET', SETTING))) as readonly string[];
    this.#former = this.#placeIn(announced)?.former ?? announced;
    this.#values = new Map();
    await this.#announce(this.#ours(this.#values));
  }

  async leavePlace(): Promise<void> {
    this.#values = undefined;
    await this.#announce(this.#former);
    await asked(this.#client.client('SETNAME', 'gossipscope'));
  }

  close(): Promise<void> {
    this.#client.disconnect();
    return Promise.resolve();
  }

  /** Of two that want it the earlier connection has it. */
  async #lock(): Promise<void> {
    const name = `gossipscope:${this.#place}:lock`;
    const id = await asked(this.#client.client('ID'));
    await asked(this.#client.client('SETNAME', name));
    for (const deadlineMs = performance.now() + LOCK_WAIT_MS; ;) {
      const clients = String(await asked(this.#client.client('LIST'))).split('\n');
      const holders = clients.filter((line) => line.includes(` name=${name} `));
      if (holders.every((line) => Number(/^id=(\d+)/.exec(line)?.[1]) >= id)) return;
      if (performance.now() > deadlineMs) break;
      await pause(LOCK_POLL_MS);
    }
    await asked(this.#client.client('SETNAME', 'gossipscope'));
    throw inUse(`the host name of ${this.name}`);
  }

  async #announce(hostname: string): Promise<void> {
    await asked(this.#client.config('SET', SETTING, hostname));
  }

  #ours(values: ReadonlyMap<string, string>): string {
    const labels = Array.from({ length: Math.max(-1, ...[...values.keys()].map(Number)) + 1 }, (_, key) =>
      (values.get(String(key)) ?? '').replace('.', '-').padStart(1, '-'),
    );
    return [...labels, this.#place, ...(this.#former === '' ? [] : [this.#former])].join('.');
  }

  /** What a host name of ours says; undefined: it is none. */
  #placeIn(hostname: string): { readonly values: readonly string[]; readonly former: string } | undefined {
    const labels = hostname.split('.');
    const at = labels.indexOf(this.#place);
    const values = labels.slice(0, Math.max(0, at));
    if (at < 0 || !values.every((label) => /^(\d+-[0-9a-z]*|-)$/.test(label))) return undefined;
    return { values, former: labels.slice(at + 1).join('.') };
  }

  async #nodes(): Promise<ClusterNode[]> {
    return nodesIn(String(await asked(this.#client.cluster('NODES'))));
  }
}

/** `ID HOST:PORT@BUS,HOSTNAME,… FLAGS …`, a line each. */
export function nodesIn(text: string): ClusterNode[] {
  return text.split('\n').flatMap((line): ClusterNode[] => {
    const [, address = '', flags = ''] = line.split(' ');
    const [, host, port] = /^(.*):(\d+)@\d+/.exec(address) ?? [];
    if (host === undefined) return [];
    const [, hostname = ''] = address.split(',');
    return [{ host, port: Number(port), hostname, flags: flags.split(',') }];
  });
}
