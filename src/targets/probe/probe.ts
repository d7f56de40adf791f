/**
 * The same measurement without an end and at a low rate, for Prometheus. Nothing is judged, so nothing is kept but counts: memory stays
 * what it was.
 */

import { setMaxListeners } from 'node:events';
import { WatchedKey } from '../../check/replicas/watched-key.ts';
import type { WriteSink } from '../../check/replicas/write-record.ts';
import type { GaugeName } from '../../observe/metrics/replication-catalogue.ts';
import { ReplicationMetrics } from '../../observe/metrics/replication-metrics.ts';
import type { ScrapeServer } from '../../observe/metrics/scrape-server.ts';
import type { ProbeTracing } from '../../observe/tracing/probe-spans.ts';
import { wallClockMs } from '../../observe/wall-clock.ts';
import { connectAll, takePlaceAt, type Connected, type ConnectOptions } from '../connect.ts';
import { readInStep } from '../reader.ts';
import { Writer, type Lane } from '../writer.ts';
import { saidOf, scrapeServerFor, tracingFor, type OutletOptions } from './outlets.ts';

export interface ProbeOptions extends ConnectOptions, OutletOptions {
  /** From one write to the next. */
  readonly everyMs: number;
  /** From one read of a replica to the next. */
  readonly readEveryMs: number;
  /** Aborted: it ends, and cleans up. */
  readonly signal: AbortSignal;
}

/** A write that is not answered must not keep the next one from being sent. */
const KEYS = ['0', '1'];

/** Resolves when it was stopped. @throws {TargetFailure} @throws {StoreError} */
export async function probe(options: ProbeOptions): Promise<void> {
  const connected = await connectAll(options);
  let server: ScrapeServer | undefined;
  let tracing: ProbeTracing | undefined;
  try {
    tracing = await tracingFor(connected.writer.name, options);
    await takePlaceAt(connected.writer, KEYS, options.store);
    const course = new Course(connected, options, tracing);
    try {
      server = await scrapeServerFor(course.metrics, options);
      const product = await connected.writer.product();
      const names = connected.replicas.map(({ name }) => name).join(', ');
      options.onStarted(`${product} at ${connected.writer.name}, replicas ${names}; ${saidOf(server)}`);
      await course.run();
    } finally {
      await course.writer.endpoint?.leavePlace(KEYS);
    }
  } finally {
    if (server?.ok === true) await server.close();
    await connected.close();
    await tracing?.stop(wallClockMs());
  }
}

/** What is going on, and what the gauges show of it. */
class Course {
  readonly metrics: ReplicationMetrics;
  readonly writer: Writer;
  readonly #lanes: readonly Lane[];
  readonly #connected: Connected;
  readonly #options: ProbeOptions;
  readonly #tracing: ProbeTracing | undefined;
  readonly #answeredAtMs: number[];
  #ackedAtMs = wallClockMs();
  #hasFailed = false;

  constructor(connected: Connected, options: ProbeOptions, tracing: ProbeTracing | undefined) {
    const { replicas } = connected;
    const { everyMs, signal, version } = options;
    const names = replicas.map(({ name }) => name);
    this.#connected = connected;
    this.#options = options;
    this.#tracing = tracing;
    this.#answeredAtMs = replicas.map(() => wallClockMs());
    this.metrics = new ReplicationMetrics('writing', version, names, (name) => this.#read(name));
    this.#lanes = KEYS.map((key) => ({ key, watched: this.#watch(key, names) }));
    const startMs = wallClockMs();
    this.writer = new Writer({
      ...{ lanes: this.#lanes, sink: this.#sink(), signal, startMs, endMs: Infinity },
      ...{ endpoints: [connected.writer, ...replicas], ratePerSec: 1000 / everyMs, valueBytes: 0 },
    });
  }

  async run(): Promise<void> {
    const { signal, readEveryMs } = this.#options;
    const { replicas } = this.#connected;
    setMaxListeners(0, signal);
    const readers = readInStep({
      ...{ replicas, signal, lanes: this.#lanes, readsPerSec: (replicas.length * 1000) / readEveryMs },
      onError: (replica) =>
        this.metrics.reads('gossip_replication_read_errors_total', replicas[replica]?.name ?? ''),
    });
    await Promise.all([this.writer.run(), readers]);
  }

  #watch(key: string, names: readonly string[]): WatchedKey {
    const { metrics } = this;
    const spans = this.#tracing?.spans;
    return new WatchedKey(names.length, {
      read: ({ replica, depth, endedAtMs }) => {
        this.#answeredAtMs[replica] = endedAtMs;
        metrics.reads('gossip_replication_reads_total', names[replica] ?? '');
        if (depth > 0) metrics.reads('gossip_replication_stale_reads_total', names[replica] ?? '');
      },
      shown: (replica, ackedAtMs, visible) => {
        metrics.visible(names[replica] ?? '', visible);
        spans?.shown({ key, ackedAtMs }, names[replica] ?? '', visible);
      },
      shownEverywhere: (ackedAtMs, visible) => spans?.shownEverywhere({ key, ackedAtMs }, visible),
    });
  }

  #sink(): WriteSink {
    const { metrics } = this;
    return {
      started: () => undefined,
      shed: () => metrics.writes('shed'),
      acknowledged: (atMs, _, key) => {
        metrics.writes('acknowledged');
        this.#tracing?.spans.acknowledged({ key, ackedAtMs: atMs }, this.writer.endpoint?.name ?? '');
        [this.#ackedAtMs, this.#hasFailed] = [atMs, false];
      },
      failed: () => {
        metrics.writes('failed');
        this.#hasFailed = true;
      },
      tookOver: (_, __, lost) => metrics.tookOver(lost),
    };
  }

  #read(name: GaugeName): number[] {
    const nowMs = wallClockMs();
    switch (name) {
      case 'gossip_replication_stale_seconds':
        return this.#pending().map(
          (keys) => Math.max(...keys.map(([oldest = nowMs]) => nowMs - oldest)) / 1000,
        );
      case 'gossip_replication_pending_writes':
        return this.#pending().map((keys) => keys.reduce((sum, { length }) => sum + length, 0));
      case 'gossip_replication_unseen_seconds':
        return this.#answeredAtMs.map((atMs) => Math.max(0, nowMs - atMs) / 1000);
      case 'gossip_replication_unwritable_seconds':
        return [this.#hasFailed ? (nowMs - this.#ackedAtMs) / 1000 : 0];
    }
  }

  /** By replica and key: when the writes were acknowledged that it has not shown, the oldest first. */
  #pending(): number[][][] {
    return this.#connected.replicas.map((_, replica) =>
      this.#lanes.map(({ watched }) => watched.pendingAt(replica)),
    );
  }
}
