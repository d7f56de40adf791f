/**
 * A probe that writes nothing: keys that others write are looked at at the primary, and read at each replica. No place is taken, nothing is
 * locked, made or removed. What it knows of a change is what two looks at the primary show (`looked-at-key.ts`).
 */

import { setMaxListeners } from 'node:events';
import { assert } from '../../base/assert.ts';
import { printable } from '../../base/printable.ts';
import { LookedAtKey, type Comparison, type LookSink } from '../../check/replicas/looked-at-key.ts';
import type { GaugeName } from '../../observe/metrics/replication-catalogue.ts';
import { ReplicationMetrics } from '../../observe/metrics/replication-metrics.ts';
import type { ScrapeServer } from '../../observe/metrics/scrape-server.ts';
import type { ProbeTracing } from '../../observe/tracing/probe-spans.ts';
import { wallClockMs } from '../../observe/wall-clock.ts';
import { connectAll, type ConnectOptions } from '../connect.ts';
import { readOnAll, type Reader } from '../reader.ts';
import { StoreError, TargetFailure, type Endpoint } from '../store.ts';
import { saidOf, scrapeServerFor, tracingFor, type OutletOptions } from './outlets.ts';

export interface ReadOnlyOptions extends ConnectOptions, OutletOptions {
  readonly keys: readonly string[];
  /** From one look at a key to the next, at the primary and at each replica. */
  readonly readEveryMs: number;
  /** Aborted: it ends. */
  readonly signal: AbortSignal;
}

/** All that it may ask of a server. */
type Looker = Pick<Endpoint, 'name'> & Required<Pick<Endpoint, 'look'>>;

/** Resolves when it was stopped. @throws {TargetFailure} @throws {StoreError} */
export async function probeReadOnly(options: ReadOnlyOptions): Promise<void> {
  const { onStarted, readEveryMs, store } = options;
  const keys = [...new Set(options.keys)];
  const connected = await connectAll(options);
  let server: ScrapeServer | undefined;
  let tracing: ProbeTracing | undefined;
  try {
    const { readOnly } = store;
    if ('refusal' in readOnly) throw new TargetFailure(`${store.name}: ${readOnly.refusal}`);
    const primary = lookerOf(connected.writer);
    const replicas = connected.replicas.map(lookerOf);
    const absent = await firstLooks(primary, replicas, keys);
    tracing = await tracingFor(primary.name, options);
    const course = new ReadOnlyCourse(primary, replicas, readOnly.compares, { ...options, keys }, tracing);
    server = await scrapeServerFor(course.metrics, options);
    const names = replicas.map(({ name }) => name).join(', ');
    const product = await connected.writer.product();
    onStarted(`${product} at ${primary.name}, replicas ${names}; nothing is written; ${saidOf(server)}`);
    onStarted(`What can be known so: ${knownOf(readOnly.compares, readEveryMs)}`);
    for (const key of absent) onStarted(`There is no key "${printable(key, 200)}" yet at ${primary.name}.`);
    await course.run();
  } finally {
    if (server?.ok === true) await server.close();
    await connected.close();
    await tracing?.stop(wallClockMs());
  }
}

function knownOf(compares: Comparison, everyMs: number): string {
  const unseen = `changes that a look at the primary showed, one every ${everyMs} ms and key; what came and went between two looks is unseen.`;
  return compares === 'digests'
    ? `${unseen} Values are told apart by digest: take keys whose values do not come back, or fresh reads may count as stale.`
    : unseen;
}

function lookerOf(endpoint: Endpoint): Looker {
  const look = endpoint.look?.bind(endpoint);
  assert(look !== undefined, 'a store that compares looks');
  return { name: endpoint.name, look };
}

/** What is refused now would be refused for ever. @returns the keys that the primary does not have */
async function firstLooks(
  primary: Looker,
  replicas: readonly Looker[],
  keys: readonly string[],
): Promise<string[]> {
  const looked = async (
    at: Looker,
    key: string,
    from: 'primary' | 'replica',
  ): Promise<string | undefined> => {
    try {
      return await at.look(key, from);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      if (from === 'replica' && !error.isRefusal) return undefined;
      const advice = error.kind === 'no_primary' ? '. Name the one that takes writes with --target' : '';
      throw new TargetFailure(`${at.name}: key "${printable(key, 200)}": ${error.message}${advice}`);
    }
  };
  const absent: string[] = [];
  for (const key of keys) {
    if ((await looked(primary, key, 'primary')) === undefined) absent.push(key);
    for (const replica of replicas) await looked(replica, key, 'replica');
  }
  return absent;
}

/** What is going on, and what the gauges show of it. */
class ReadOnlyCourse {
  readonly metrics: ReplicationMetrics;
  readonly #options: ReadOnlyOptions;
  readonly #tracing: ProbeTracing | undefined;
  readonly #replicas: readonly Looker[];
  readonly #servers: readonly Looker[];
  readonly #keys: ReadonlyMap<string, LookedAtKey>;
  readonly #answeredAtMs: number[];
  #primary: Looker;
  #lookedAtMs = wallClockMs();
  #hasFailed = false;
  #search: Promise<void> | undefined;

  constructor(
    primary: Looker,
    replicas: readonly Looker[],
    compares: Comparison,
    options: ReadOnlyOptions,
    tracing: ProbeTracing | undefined,
  ) {
    const names = replicas.map(({ name }) => name);
    this.#primary = primary;
    this.#replicas = replicas;
    this.#servers = [primary, ...replicas];
    this.#options = options;
    this.#tracing = tracing;
    this.#answeredAtMs = replicas.map(() => wallClockMs());
    this.metrics = new ReplicationMetrics('read-only', options.version, names, (name) => this.#read(name));
    this.#keys = new Map(
      options.keys.map((key) => [key, new LookedAtKey(replicas.length, compares, this.#sink(key, names))]),
    );
  }

  async run(): Promise<void> {
    const { signal, readEveryMs } = this.#options;
    setMaxListeners(0, signal);
    const readers = [...this.#keys].flatMap(([key, watched]) => [
      this.#primaryReader(key, watched),
      ...this.#replicas.map((replica, index) => this.#replicaReader(key, watched, replica, index)),
    ]);
    await readOnAll(readers, readEveryMs, signal);
    await this.#search;
  }

  #primaryReader(key: string, watched: LookedAtKey): Reader {
    const { metrics } = this;
    return {
      read: async (beganAtMs) => {
        // Who takes writes has to be found first.
        if (this.#search !== undefined) return;
        const primary = this.#primary;
        const version = await primary.look(key, 'primary');
        if (primary !== this.#primary) return;
        metrics.count('gossip_replication_looks_total');
        [this.#lookedAtMs, this.#hasFailed] = [wallClockMs(), false];
        watched.look({ version, beganAtMs, endedAtMs: this.#lookedAtMs });
      },
      onError: () => {
        metrics.count('gossip_replication_look_errors_total');
        this.#hasFailed = true;
        this.#search ??= this.#findPrimary(key).finally(() => (this.#search = undefined));
      },
    };
  }

  #replicaReader(key: string, watched: LookedAtKey, replica: Looker, index: number): Reader {
    return {
      read: async (beganAtMs) => {
        const version = await replica.look(key, 'replica');
        const endedAtMs = wallClockMs();
        this.#answeredAtMs[index] = endedAtMs;
        this.metrics.reads('gossip_replication_reads_total', replica.name);
        watched.read(index, { version, beganAtMs, endedAtMs });
      },
      onError: () => this.metrics.reads('gossip_replication_read_errors_total', replica.name),
    };
  }

  /** Asks them all once, the one that failed first. The order of values at another one begins anew. */
  async #findPrimary(key: string): Promise<void> {
    const failed = this.#primary;
    const all = [failed, ...this.#servers.filter((one) => one !== failed)];
    const answers = await Promise.all(
      all.map((one) =>
        one.look(key, 'primary').then(
          () => true,
          (error: unknown) => {
            if (error instanceof StoreError) return false;
            throw error;
          },
        ),
      ),
    );
    const found = all[answers.indexOf(true)];
    if (found === undefined || found === failed) return;
    this.#primary = found;
    this.#keys.forEach((watched) => watched.restart());
    this.metrics.count('gossip_replication_failovers_total');
  }

  #sink(key: string, names: readonly string[]): LookSink {
    const { metrics } = this;
    const spans = this.#tracing?.spans;
    const probed = ({ missedAtMs }: { readonly missedAtMs: number }) => ({ key, ackedAtMs: missedAtMs });
    return {
      changed: (change) => {
        metrics.count('gossip_replication_changes_total');
        spans?.acknowledged(probed(change), this.#primary.name);
      },
      read: (replica, verdict) => {
        const name = names[replica] ?? '';
        if (verdict === 'stale') metrics.reads('gossip_replication_stale_reads_total', name);
        if (verdict === 'undecided') metrics.reads('gossip_replication_undecided_reads_total', name);
      },
      shown: (replica, change, visible) => {
        metrics.visible(names[replica] ?? '', visible);
        spans?.shown(probed(change), names[replica] ?? '', visible);
      },
      untimed: (replica) => metrics.reads('gossip_replication_untimed_changes_total', names[replica] ?? ''),
      shownEverywhere: (change, visible) => spans?.shownEverywhere(probed(change), visible),
      dropped: (change) => spans?.dropped(probed(change)),
    };
  }

  #read(name: GaugeName): number[] {
    const nowMs = wallClockMs();
    switch (name) {
      case 'gossip_replication_stale_seconds':
        return this.#replicas.map((_, replica) => {
          const since = [...this.#keys.values()].map((watched) => watched.missesSince(replica) ?? nowMs);
          return (nowMs - Math.min(...since)) / 1000;
        });
      case 'gossip_replication_unseen_seconds':
        return this.#answeredAtMs.map((atMs) => Math.max(0, nowMs - atMs) / 1000);
      case 'gossip_replication_unwritable_seconds':
        return [this.#hasFailed ? (nowMs - this.#lookedAtMs) / 1000 : 0];
      case 'gossip_replication_pending_writes':
        return [];
    }
  }
}
