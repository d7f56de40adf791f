/**
 * etcd: members that agree on every write. `--reads serializable` reads what the member itself holds, which may be stale;
 * `--reads linearizable` lets it ask the others first. It is asked over its gateway for JSON, so no client has to be installed.
 *
 * Its place are the keys `PLACE:…`. They hang on a lease, so that they go some time after this process did, and a lock among them, with a
 * short lease of its own, says whether another run uses them. A client that stood still for longer than the lock lives still finds what it wrote:
 * a value that we let expire would pass for one that the store lost.
 */

import { printable } from '../../base/printable.ts';
import { nameOf } from '../address.ts';
import { HttpClient } from '../clients/http-client.ts';
import { holdPlace } from '../place-lock.ts';
import { checked, StoreError, type Claims, type Endpoint, type Store, type StoreOptions } from '../store.ts';

const DEFAULT_PORT = 2379;
const LOCK_LIFE_S = 10;
const VALUE_LIFE_S = 600;
const KEEP_ALIVE_MS = 1_500;
const LOCK_POLL_MS = 250;
const LOG_IN = 'auth/authenticate';
/** A member forgets tokens when it starts again, and after a time of its own; other users' rights were changed. */
const STALE_TOKEN = /invalid auth token|auth store is old/;

export const etcd: Store = {
  name: 'etcd',
  schemes: ['etcd', 'etcds'],
  defaultPort: DEFAULT_PORT,
  options: ['reads'],
  reads: ['serializable', 'linearizable'],
  readOnly: { compares: 'revisions' },
  replicasHint: 'the list of members names no other that clients can reach',
  async connect(url, options, place) {
    return await checked(new EtcdEndpoint(url, options, place), async (endpoint) => {
      await endpoint.logIn();
      await endpoint.product();
    });
  },
};

interface Member {
  readonly clientURLs?: readonly string[];
}

class EtcdEndpoint implements Endpoint {
  readonly name: string;
  readonly #url: URL;
  readonly #origin: string;
  readonly #options: StoreOptions;
  readonly #place: string;
  readonly #http: HttpClient;
  #token: string | undefined;
  #loggingIn: Promise<void> | undefined;
  #lockLease: string | undefined;
  /** Of the values. One that takes writes after a fail-over has its own. */
  #lease: Promise<string> | undefined;
  #refresh: NodeJS.Timeout | undefined;

  constructor(url: URL, options: StoreOptions, place: string) {
    this.#url = url;
    this.#options = options;
    this.#place = place;
    this.name = nameOf(url, DEFAULT_PORT);
    this.#origin = `${url.protocol === 'etcds:' ? 'https' : 'http'}://${this.name}`;
    this.#http = new HttpClient(this.#origin);
  }

  async logIn(): Promise<void> {
    if (this.#url.username === '') return;
    const { token } = await this.#ask<{ token?: string }>(LOG_IN, {
      name: decodeURIComponent(this.#url.username),
      password: decodeURIComponent(this.#url.password),
    });
    this.#token = token;
  }

  read(key: string): Promise<string | undefined> {
    return this.#read(key, this.#options.reads !== 'linearizable');
  }

  latest(key: string): Promise<string | undefined> {
    return this.#read(key, false);
  }

  async look(key: string, from: 'primary' | 'replica'): Promise<string | undefined> {
    const serializable = from === 'replica' && this.#options.reads !== 'linearizable';
    const request = { key: inBase64(key), serializable, keys_only: true };
    const { kvs } = await this.#ask<{ kvs?: { mod_revision?: string }[] }>('kv/range', request);
    return kvs?.[0]?.mod_revision;
  }

  async write(key: string, value: string): Promise<void> {
    const lease = await (this.#lease ??= this.#leaseOfValues());
    await this.#ask('kv/put', { key: this.#keyOf(key), value: inBase64(value), lease });
  }

  /** Each member takes writes while it is one of a majority. */
  async isWritable(): Promise<boolean> {
    await this.#ask('kv/range', { key: this.#keyOf('lock') });
    return true;
  }

  async product(): Promise<string> {
    const { version } = await this.#ask<{ version?: unknown }>('maintenance/status', {});
    if (typeof version !== 'string') throw notEtcd('says no version of itself');
    return `etcd ${printable(version, 20)}`;
  }

  claims(): Promise<Claims> {
    const isFresh = this.#options.reads === 'linearizable';
    const reads = isFresh
      ? 'reads ask a majority (linearizable)'
      : 'reads take what the member holds (serializable)';
    return Promise.resolve({ says: `acknowledged by a majority; ${reads}`, neverStale: isFresh });
  }

  async replicas(): Promise<readonly string[]> {
    const { members = [] } = await this.#ask<{ members?: Member[] }>('cluster/member/list', {});
    return members.flatMap(({ clientURLs: [first] = [] }) => {
      if (first === undefined || !URL.canParse(first)) return [];
      const { host } = new URL(first);
      if (host === '' || host === new URL(this.#origin).host) return [];
      const url = new URL(this.#url);
      url.host = host;
      return [url.href];
    });
  }

  async takePlace(): Promise<void> {
    this.#lockLease = await this.#grant(LOCK_LIFE_S);
    this.#keepAlive();
    const key = this.#keyOf('lock');
    await holdPlace(`the keys ${this.#place}:…`, {
      take: () => this.#lock(),
      left: () => this.#leaseLeftS(key),
      pollMs: LOCK_POLL_MS,
    });
    // What a run has left that was killed: its keys begin with digits, the lock does not.
    await this.#remove('0', ':');
  }

  async leavePlace(): Promise<void> {
    clearInterval(this.#refresh);
    await this.#remove('', '~');
    const leases = [this.#lockLease, await this.#lease?.catch(() => undefined)];
    for (const ID of leases)
      if (ID !== undefined) await this.#ask('lease/revoke', { ID }).catch(() => undefined);
    this.#lockLease = undefined;
    this.#lease = undefined;
  }

  close(): Promise<void> {
    clearInterval(this.#refresh);
    this.#http.close();
    return Promise.resolve();
  }

  async #read(key: string, serializable: boolean): Promise<string | undefined> {
    const request = { key: this.#keyOf(key), serializable };
    const { kvs } = await this.#ask<{ kvs?: { value?: string }[] }>('kv/range', request);
    const value = kvs?.[0]?.value;
    return value === undefined ? undefined : Buffer.from(value, 'base64').toString();
  }

  /** Of the lease that a key hangs on; 0: there is none. */
  async #leaseLeftS(key: string): Promise<number> {
    const { kvs } = await this.#ask<{ kvs?: { lease?: string }[] }>('kv/range', { key });
    const { TTL } = await this.#ask<{ TTL?: string }>('lease/timetolive', { ID: kvs?.[0]?.lease ?? '0' });
    return Number(TTL ?? 0);
  }

  async #lock(): Promise<boolean> {
    const key = this.#keyOf('lock');
    const { succeeded } = await this.#ask<{ succeeded?: boolean }>('kv/txn', {
      compare: [{ target: 'CREATE', key, createRevision: '0' }],
      success: [{ requestPut: { key, value: inBase64('locked'), lease: this.#lockLease } }],
    });
    return succeeded === true;
  }

  async #grant(lifeS: number): Promise<string> {
    const { ID } = await this.#ask<{ ID?: string }>('lease/grant', { TTL: lifeS });
    return ID ?? '0';
  }

  async #leaseOfValues(): Promise<string> {
    this.#keepAlive();
    try {
      return await this.#grant(VALUE_LIFE_S);
    } catch (error) {
      this.#lease = undefined;
      throw error;
    }
  }

  /** Both leases, as long as they are there; one that is gone is asked for anew. */
  #keepAlive(): void {
    this.#refresh ??= setInterval(() => void this.#refreshed().catch(() => undefined), KEEP_ALIVE_MS);
  }

  async #refreshed(): Promise<void> {
    const [lock, values] = [this.#lockLease, this.#lease];
    if (values !== undefined && !(await this.#lives(await values)) && this.#lease === values)
      this.#lease = undefined;
    if (lock === undefined || (await this.#lives(lock)) || this.#lockLease !== lock) return;
    this.#lockLease = await this.#grant(LOCK_LIFE_S);
    await this.#lock();
  }

  async #lives(ID: string): Promise<boolean> {
    const { result } = await this.#ask<{ result?: { TTL?: string } }>('lease/keepalive', { ID });
    return result?.TTL !== undefined;
  }

  /** @param from the first key, without the place @param before the first that stays */
  async #remove(from: string, before: string): Promise<void> {
    await this.#ask('kv/deleterange', { key: this.#keyOf(from), range_end: this.#keyOf(before) });
  }

  #keyOf(key: string): string {
    return inBase64(`${this.#place}:${key}`);
  }

  async #ask<T>(path: string, json: object, isAgain = false): Promise<T> {
    // One that is forgotten is refused here, too.
    const headers = this.#token === undefined || path === LOG_IN ? {} : { authorization: this.#token };
    const { status, body } = await this.#http.ask(`/v3/${path}`, { method: 'POST', json, headers });
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw notEtcd(`answers with status ${status}`);
    if (status === 200) return body as T;
    const { message: said, error } = body as { message?: unknown; error?: unknown };
    const text = [said, error].find((one) => typeof one === 'string') ?? `HTTP ${status}`;
    const message = printable(text, 200);
    if (STALE_TOKEN.test(message) && this.#url.username !== '' && !isAgain) {
      await (this.#loggingIn ??= this.logIn().finally(() => (this.#loggingIn = undefined)));
      return await this.#ask(path, json, true);
    }
    // It may have been written where a majority did not answer in time.
    const isUnsure = /timed out|leader changed/.test(message);
    throw new StoreError(isUnsure ? 'no_majority' : 'refused', message, !isUnsure);
  }
}

function notEtcd(what: string): StoreError {
  return new StoreError('not_etcd', `what answers there is not etcd's gateway: it ${what}`);
}

function inBase64(text: string): string {
  return Buffer.from(text).toString('base64');
}
