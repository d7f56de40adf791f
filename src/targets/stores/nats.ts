/**
 * NATS KV: a bucket that several servers keep, each write acknowledged by a majority of them. `--reads local` reads what the server that
 * is asked holds itself, which may be stale; `--reads leader` asks the one that leads the bucket.
 *
 * Its place is a bucket of its own, with as many replicas as the cluster has servers, five at most. Nothing in it lives for longer than
 * ten minutes, and the key `lock` says whether another run uses it.
 */

import { randomUUID } from 'node:crypto';
import process from 'node:process';
import type { StoredMsg, StreamInfo } from '@nats-io/jetstream';
import type { ConnectionOptions } from '@nats-io/transport-node';
import { printable } from '../../base/printable.ts';
import { hostOf, nameOf, passwordOf, sibling } from '../address.ts';
import type { ConnectedNats } from '../clients/nats-client.ts';
import type { ServerCopy } from '../clients/nats-copy.ts';
import { BEAT_POLL_MS, Beats, Heartbeat, holdPlace, notOurs } from '../place-lock.ts';
import {
  ANSWER_LIMIT_MS,
  RECONNECT_MS,
  StoreError,
  type Claims,
  type Endpoint,
  type Store,
  type StoreOptions,
} from '../store.ts';

const DEFAULT_PORT = 4222;
const MOST_BUCKET_REPLICAS = 5;
const KEY_LIFE_MS = 600_000;
const COMMENT = 'made by gossipscope to measure replication; it can be deleted at any time';

/** A bucket and a key in it, as NATS allows them. */
const FOREIGN_KEY = /^([-\w]+)\/([-/_=.a-zA-Z0-9]+)$/;

export const nats: Store = {
  name: 'NATS KV',
  schemes: ['nats', 'tls'],
  defaultPort: DEFAULT_PORT,
  options: ['reads'],
  reads: ['local', 'leader'],
  readOnly: { compares: 'revisions' },
  replicasHint: 'it tells of no other server of its cluster',
  async connect(url, options, place) {
    const { connectNats } = await import('../clients/nats-client.ts');
    const connected = await asked(connectNats(settingsOf(url)));
    return new NatsEndpoint({ url, options, place, ...connected });
  },
};

/** Credentials come from the address, or from where the `nats` command takes them. */
function settingsOf(url: URL): ConnectionOptions {
  const user = url.username === '' ? process.env['NATS_USER'] : decodeURIComponent(url.username);
  const pass = passwordOf(url, 'NATS_PASSWORD');
  return {
    servers: nameOf(url, DEFAULT_PORT),
    ...(user === undefined ? {} : { user }),
    ...(pass === undefined ? {} : { pass }),
    // Without a host, Node.js would look for "localhost" in the certificate of an address that is no name.
    ...(url.protocol === 'tls:' ? { tls: { host: hostOf(url) } as object } : {}),
    // This server and no other, however often it goes.
    ...{ ignoreClusterUpdates: true, maxReconnectAttempts: -1, ignoreAuthErrorAbort: true },
    ...{ name: 'gossipscope', timeout: ANSWER_LIMIT_MS, reconnectTimeWait: RECONNECT_MS, reconnectJitter: 0 },
    ...{ pingInterval: ANSWER_LIMIT_MS, maxPingOut: 2 },
  };
}

interface Context extends ConnectedNats {
  readonly url: URL;
  readonly options: StoreOptions;
  readonly place: string;
}

class NatsEndpoint implements Endpoint {
  readonly name: string;
  readonly #context: Context;
  readonly #bucket: string;
  readonly #id = randomUUID();
  /** Of its bucket, and by name of keys of others. */
  readonly #copies = new Map<string, ServerCopy>();
  #isConnected = true;
  #beats: Beats | undefined;

  constructor(context: Context) {
    this.#context = context;
    this.#bucket = `KV_${context.place}`;
    this.name = nameOf(context.url, DEFAULT_PORT);
    void this.#follow();
  }

  async read(key: string): Promise<string | undefined> {
    if (this.#context.options.reads === 'leader') return await this.latest(key);
    const subject = this.#subjectOf('>');
    try {
      const copy = this.#copyOf({ stream: this.#bucket, subject, headersOnly: false });
      return (await this.#ask(() => copy.latest(this.#subjectOf(key))))?.value;
    } catch (error) {
      // Nobody answers for a bucket that is gone.
      if ((await this.#info().catch(() => error)) === undefined) return undefined;
      throw error;
    }
  }

  async latest(key: string): Promise<string | undefined> {
    return (await this.#leaderRead(key))?.string();
  }

  async look(key: string, from: 'primary' | 'replica'): Promise<string | undefined> {
    const [, bucket, name] = FOREIGN_KEY.exec(key) ?? [];
    if (bucket === undefined || name === undefined)
      throw new StoreError('no_key', 'a key is named as BUCKET/KEY, in letters, digits and -/_=.', true);
    const [stream, subject] = [`KV_${bucket}`, `$KV.${bucket}.${name}`];
    const isLeaders = from === 'primary' || this.#context.options.reads === 'leader';
    const found = isLeaders
      ? await this.#ask(({ manager }) => manager.streams.getMessage(stream, { last_by_subj: subject }))
      : await this.#ask(() => this.#copyOf({ stream, subject, headersOnly: true }).latest(subject));
    return found?.seq.toString();
  }

  async write(key: string, value: string): Promise<void> {
    await this.#ask(({ client }) => client.publish(this.#subjectOf(key), value, { retries: 0 }));
  }

  /** Each server takes writes while the bucket has a leader, or could get one. */
  async isWritable(): Promise<boolean> {
    if ((await this.#info()) !== undefined) await this.#leaderRead('lock');
    return true;
  }

  product(): Promise<string> {
    return Promise.resolve(`NATS ${printable(this.#context.connection.info?.version ?? '?', 20)}`);
  }

  async claims(): Promise<Claims> {
    const replicas = (await this.#info())?.config.num_replicas ?? 1;
    const by = replicas > 1 ? `a majority of ${replicas} servers` : 'one server';
    const isFresh = this.#context.options.reads === 'leader';
    const reads = isFresh ? 'reads ask the leader' : 'reads take what the server itself holds';
    // Who has been overtaken by another leader may not know it yet: it is no promise of NATS.
    return { says: `acknowledged by ${by}; ${reads}`, neverStale: isFresh };
  }

  replicas(): Promise<readonly string[]> {
    const told = this.#context.connection.info?.connect_urls ?? [];
    const others = told.filter((one) => one !== this.name).sort();
    return Promise.resolve(
      others.flatMap((one) => {
        const [, host, port] = /^(.+):(\d+)$/.exec(one) ?? [];
        return host === undefined ? [] : [sibling(this.#context.url, host, Number(port))];
      }),
    );
  }

  async takePlace(): Promise<void> {
    const heartbeat = new Heartbeat();
    await this.#makeBucket();
    await holdPlace(`the bucket ${this.#context.place}`, {
      take: () => this.#lock(Number(heartbeat.abandoned ?? 0)),
      left: async () => heartbeat.leftMs((await this.#leaderRead('lock'))?.seq.toString()),
      pollMs: BEAT_POLL_MS,
    });
    this.#beats = new Beats(() => this.write('lock', this.#id));
    // All that an earlier run has left came before the lock.
    const taken = (await this.#leaderRead('lock'))?.seq ?? 0;
    // Before the first message of a bucket there is none, and the server would take 1 for all.
    if (taken > 1) await this.#ask(({ manager }) => manager.streams.purge(this.#bucket, { seq: taken }));
  }

  async leavePlace(): Promise<void> {
    await this.#beats?.stop();
    this.#copies.clear();
    await this.#ask(({ manager }) => manager.streams.delete(this.#bucket));
  }

  async close(): Promise<void> {
    this.#isConnected = false;
    await this.#context.connection.close();
    await this.#beats?.stop();
  }

  /** One that is there already is used if it is one of ours. */
  async #makeBucket(): Promise<void> {
    const there = await this.#info();
    if (there !== undefined && there.config.description !== COMMENT)
      throw notOurs(`a bucket ${this.#context.place}`);
    if (there !== undefined) return;
    const servers = new Set([this.name, ...(this.#context.connection.info?.connect_urls ?? [])]).size;
    const replicas = Math.min(servers, MOST_BUCKET_REPLICAS);
    await this.#ask(({ manager }) =>
      manager.streams.add({
        ...{ name: this.#bucket, subjects: [this.#subjectOf('>')], description: COMMENT },
        ...{ max_msgs_per_subject: 1, allow_direct: true, num_replicas: replicas },
        ...{ max_age: KEY_LIFE_MS * 1e6, discard: 'new', deny_delete: true, allow_rollup_hdrs: true },
      }),
    );
  }

  #copyOf(of: Parameters<ConnectedNats['copyOf']>[0]): ServerCopy {
    const copy = this.#copies.get(of.subject) ?? this.#context.copyOf(of);
    this.#copies.set(of.subject, copy);
    return copy;
  }

  async #info(): Promise<StreamInfo | undefined> {
    try {
      return await this.#ask(({ manager }) => manager.streams.info(this.#bucket));
    } catch (error) {
      if (error instanceof StoreError && error.kind === 'no_bucket') return undefined;
      throw error;
    }
  }

  /** @param seq of a lock that nobody holds any more; 0: there must be none */
  async #lock(seq: number): Promise<boolean> {
    try {
      const expect = { lastSubjectSequence: seq };
      await this.#ask(({ client }) =>
        client.publish(this.#subjectOf('lock'), this.#id, { expect, retries: 0 }),
      );
      return true;
    } catch (error) {
      if (error instanceof StoreError && error.kind === 'wrong_sequence') return false;
      throw error;
    }
  }

  #leaderRead(key: string): Promise<StoredMsg | null> {
    return this.#ask(({ manager }) => manager.streams.getMessage(this.#bucket, this.#latestOf(key)));
  }

  #latestOf(key: string): { readonly last_by_subj: string } {
    return { last_by_subj: this.#subjectOf(key) };
  }

  #subjectOf(key: string): string {
    return `$KV.${this.#context.place}.${key}`;
  }

  /** While there is no connection the client would keep what is asked, and send it later. */
  async #ask<T>(act: (context: Context) => Promise<T>): Promise<T> {
    if (!this.#isConnected) throw new StoreError('unreachable', 'not connected', true);
    return await asked(act(this.#context));
  }

  async #follow(): Promise<void> {
    for await (const status of this.#context.connection.status()) {
      const { type } = status;
      // Of what may not be asked there is no other answer.
      if (type === 'error') this.#interrupt(status.error);
      if (type === 'reconnect') this.#isConnected = true;
      if (type !== 'disconnect') continue;
      this.#isConnected = false;
      // A server that was restarted has lost what it was read by, and does not say so.
      this.#interrupt(new Error('not connected'));
      this.#copies.clear();
    }
  }

  #interrupt(error: Error): void {
    for (const copy of this.#copies.values()) copy.interrupt(error);
  }
}

/** What the numbers mean that are met most often. */
const KINDS: Readonly<Record<number, string>> = {
  10008: 'no_majority',
  10023: 'no_resources',
  10039: 'no_jetstream',
  10059: 'no_bucket',
  10071: 'wrong_sequence',
  10076: 'no_jetstream',
};

/** @throws {StoreError} */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof StoreError
      ? error
      : explained(error as Error & { readonly code?: number | string });
  }
}

function explained(error: Error & { readonly code?: number | string }): StoreError {
  const { name, code } = error;
  const cause = error.cause instanceof Error ? error.cause.message : '';
  const message = printable([error.message, cause].filter(Boolean).join(': '), 200);
  if (typeof code === 'number') return new StoreError(KINDS[code] ?? `error_${code}`, message, true);
  if (name === 'JetStreamNotEnabled') return new StoreError('no_jetstream', 'JetStream is not enabled', true);
  if (/Authorization|AuthenticationExpired/.test(name)) return new StoreError('not_allowed', message, true);
  if (name === 'PermissionViolationError') return new StoreError('no_permission', message, true);
  // Nobody is there who could answer, or have done it.
  if (/NoResponders/.test(`${name} ${cause}`) || /no responders/i.test(message))
    return new StoreError('no_leader', 'no server answers for the bucket', true);
  if (name === 'TimeoutError' || /timeout/i.test(message)) return new StoreError('timeout', message);
  return new StoreError('unreachable', message, /ECONNREFUSED|refused/.test(message));
}
