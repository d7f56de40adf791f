/**
 * Redis and Valkey: a primary and replicas that follow it asynchronously. `--wait N` sends WAIT after each write, which answers when N
 * replicas have applied it.
 *
 * Its place are the keys `PLACE:…`. Each expires by itself ten minutes after its last write, whatever becomes of this process, and a
 * lock says whether another run uses them.
 */

import { createHash, randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { MOST_KEYS } from '../../report/schema/store-settings-schema.ts';
import { nameOf, sibling } from '../address.ts';
import { holdPlace } from '../place-lock.ts';
import { asked, factsIn, openRedis, REDIS_PORT, redisProduct } from '../clients/redis-client.ts';
import {
  ANSWER_LIMIT_MS,
  StoreError,
  type Claims,
  type Endpoint,
  type Store,
  type StoreOptions,
} from '../store.ts';

const KEY_LIFE_S = 600;
const LOCK_LIFE_S = 5;
const LOCK_REFRESH_MS = 1_000;
const LOCK_POLL_MS = 100;

export const redis: Store = {
  name: 'Redis',
  schemes: ['redis', 'rediss', 'valkey', 'valkeys'],
  defaultPort: REDIS_PORT,
  behindHost: /^(\/\d*)?$/,
  options: ['wait'],
  readOnly: { compares: 'digests' },
  replicasHint: 'INFO replication names none that is connected',
  async connect(url, options, place) {
    const open = (): Promise<Redis> => openRedis(url);
    return new RedisEndpoint({ url, options, place, open }, await open());
  },
};

interface Connection {
  readonly url: URL;
  readonly options: StoreOptions;
  readonly place: string;
  readonly open: () => Promise<Redis>;
}

class RedisEndpoint implements Endpoint {
  readonly name: string;
  readonly #connection: Connection;
  readonly #client: Redis;
  /** WAIT is about all that its connection wrote, and holds it up: each key has a connection of its own. */
  readonly #waiting = new Map<string, Promise<Redis>>();
  readonly #id = randomUUID();
  #refresh: NodeJS.Timeout | undefined;

  constructor(connection: Connection, client: Redis) {
    this.#connection = connection;
    this.#client = client;
    this.name = nameOf(connection.url, REDIS_PORT);
  }

  async read(key: string): Promise<string | undefined> {
    return (await asked(this.#client.get(this.#keyOf(key)))) ?? undefined;
  }

  /** Both questions are sent at once, and answered one after the other. */
  async look(key: string, from: 'primary' | 'replica'): Promise<string | undefined> {
    const value = asked(this.#client.getBuffer(key));
    if (from === 'primary' && !(await bothOf(value, this.isWritable()))[1])
      throw new StoreError('no_primary', 'it follows another server', true);
    const held = await value;
    return held === null ? undefined : createHash('sha256').update(held).digest('base64');
  }

  async write(key: string, value: string): Promise<void> {
    const { wait } = this.#connection.options;
    if (wait === 0) {
      await asked(this.#client.set(this.#keyOf(key), value, 'EX', KEY_LIFE_S));
      return;
    }
    const client = await this.#waitingFor(key);
    const set = asked(client.set(this.#keyOf(key), value, 'EX', KEY_LIFE_S));
    // Sent at once, behind the write.
    const confirming = asked(client.wait(wait, ANSWER_LIMIT_MS - 500));
    const [, confirmed] = await bothOf(set, confirming);
    if (confirmed < wait)
      throw new StoreError('wait_not_met', `${confirmed} of ${wait} replicas confirmed the write in time`);
  }

  async isWritable(): Promise<boolean> {
    const [role] = await asked<readonly unknown[]>(this.#client.role());
    return role === 'master';
  }

  async product(): Promise<string> {
    return await redisProduct(this.#client);
  }

  claims(replicas: number): Promise<Claims> {
    const { wait } = this.#connection.options;
    const says =
      wait === 0
        ? 'acknowledged by the primary alone'
        : `acknowledged when ${wait === 1 ? 'a replica has' : `${wait} replicas have`} confirmed (WAIT ${wait})`;
    return Promise.resolve({ says, neverStale: wait >= replicas });
  }

  async replicas(): Promise<readonly string[]> {
    const told = factsIn(await asked(this.#client.info('replication')));
    return [...told].flatMap(([name, value]) => {
      const [, host, port] = /^ip=([^,]+),port=(\d+),/.exec(value) ?? [];
      return /^slave\d+$/.test(name) && host !== undefined
        ? [sibling(this.#connection.url, host, Number(port))]
        : [];
    });
  }

  async takePlace(keys: readonly string[]): Promise<void> {
    await holdPlace(`the keys ${this.#connection.place}:…`, {
      take: () => this.#takeLock(),
      left: () => asked(this.#client.pttl(this.#lock)),
      pollMs: LOCK_POLL_MS,
    });
    this.#refresh = setInterval(() => {
      asked(this.#client.set(this.#lock, this.#id, 'EX', LOCK_LIFE_S)).catch(() => undefined);
    }, LOCK_REFRESH_MS);
    // An earlier run may have had more keys.
    const left = Array.from({ length: MOST_KEYS }, (_, index) => this.#keyOf(String(index)));
    await asked(this.#client.del(...left, ...keys.map((key) => this.#keyOf(key))));
  }

  async leavePlace(keys: readonly string[]): Promise<void> {
    clearInterval(this.#refresh);
    await asked(this.#client.del(this.#lock, ...keys.map((key) => this.#keyOf(key))));
  }

  async close(): Promise<void> {
    clearInterval(this.#refresh);
    this.#client.disconnect();
    for (const client of await Promise.allSettled(this.#waiting.values()))
      if (client.status === 'fulfilled') client.value.disconnect();
  }

  async #takeLock(): Promise<boolean> {
    return (await asked(this.#client.set(this.#lock, this.#id, 'EX', LOCK_LIFE_S, 'NX'))) !== null;
  }

  get #lock(): string {
    return this.#keyOf('lock');
  }

  #keyOf(key: string): string {
    return `${this.#connection.place}:${key}`;
  }

  #waitingFor(key: string): Promise<Redis> {
    let client = this.#waiting.get(key);
    if (client === undefined) {
      client = this.#connection.open();
      this.#waiting.set(key, client);
      client.catch(() => this.#waiting.delete(key));
    }
    return client;
  }
}

/** Both have been answered before either is looked at: nothing is left to be rejected behind nobody's back. */
async function bothOf<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}
