/** One scenario from start to end: connect, write and read, cut the links, heal, let the replicas catch up, clean up. */

import { setMaxListeners } from 'node:events';
import { prng } from '../base/prng.ts';
import { ReplicaRecord, VisibleTimes } from '../check/replicas/replica-record.ts';
import { WatchedKey } from '../check/replicas/watched-key.ts';
import { WriteRecord } from '../check/replicas/write-record.ts';
import { Nemesis, planPartitions, type PartitionRecord } from '../net/partition-plan.ts';
import type { Scenario } from '../net/scenarios.ts';
import type { StoreFacts } from '../report/parts/store-run.ts';
import type { StoreSettings } from '../report/schema/store-settings-schema.ts';
import { wallClockMs } from '../observe/wall-clock.ts';
import { connectAll, takePlaceAt, type Connected } from './connect.ts';
import type { Link } from './link.ts';
import { readAll } from './reader.ts';
import { settled, synchronised } from './settle.ts';
import { StoreError, type Claims, type Endpoint, type Store } from './store.ts';
import { Writer, type Lane } from './writer.ts';

export interface StoreRunOptions {
  readonly store: Store;
  readonly settings: StoreSettings;
  /** With credentials. */
  readonly target: string;
  readonly replicas: readonly string[];
  readonly scenario: Scenario;
  readonly links: readonly Link[];
  readonly signal: AbortSignal;
  readonly onPhase: (phase: string) => void;
}

/** @throws {StoreError} @throws {TargetFailure} */
export async function runStore(options: StoreRunOptions): Promise<StoreFacts> {
  const { settings, onPhase } = options;
  onPhase('connecting');
  const connected = await connectAll(options);
  const keys = Array.from({ length: settings.keys }, (_, index) => String(index));
  let writer: Writer | undefined;
  try {
    await takePlaceAt(connected.writer, keys, options.store);
    let left: string | undefined;
    let facts: Measured;
    try {
      const product = await connected.writer.product();
      const claims = await connected.writer.claims(connected.replicas.length);
      facts = await measure({ ...options, connected, keys, product, claims }, (made) => (writer = made));
    } finally {
      onPhase('cleaning up');
      left = await leave(writer?.endpoint ?? connected.writer, keys);
    }
    return { ...facts, left };
  } finally {
    await connected.close();
  }
}

type Measured = Omit<StoreFacts, 'left'>;

/** A server that is gone must not take with it what was measured. @returns why something is left there */
async function leave(endpoint: Endpoint, keys: readonly string[]): Promise<string | undefined> {
  try {
    await endpoint.leavePlace(keys);
    return undefined;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return `${endpoint.name}: ${error.message}`;
  }
}

interface Context extends StoreRunOptions {
  readonly connected: Connected;
  readonly keys: readonly string[];
  readonly product: string;
  readonly claims: Claims;
}

async function measure(context: Context, onWriter: (writer: Writer) => void): Promise<Measured> {
  const { connected, keys, settings, signal, onPhase, scenario, product, claims } = context;
  onPhase('waiting until the replicas follow');
  const late = await synchronised(connected.writer, connected.replicas, keys, { ...settings, signal });
  const startMs = wallClockMs();
  const records = connected.replicas.map(() => new ReplicaRecord(startMs));
  const everywhere = new VisibleTimes();
  const lanes = keys.map((key): Lane => ({ key, watched: watch(records, everywhere) }));
  const writes = new WriteRecord(connected.writer.name, startMs);
  const writer = writerFor(context, lanes, writes, startMs);
  onWriter(writer);
  const reading = new AbortController();
  // Every client waits on them.
  setMaxListeners(0, signal, reading.signal);
  const readers = readAll({
    ...{ lanes, replicas: connected.replicas, signal: reading.signal },
    readsPerSec: settings.ratePerSec * settings.readRatio,
    onError: (replica, error, atMs) => records[replica]?.failed(error, atMs),
  });
  onPhase(`${scenario.name}: writing and reading`);
  const cuts = cutLinks(context, startMs);
  const failed = readers.then(() => new Promise<never>(() => undefined));
  try {
    await Promise.race([writer.run(), failed]);
    const loadMs = wallClockMs() - startMs;
    cuts.end();
    onPhase('waiting until the replicas have caught up');
    const watched = lanes.map((lane) => lane.watched);
    // For one that never showed anything nobody waits.
    const following = records.flatMap(({ visible }, at) => (visible.ackedAtMs.length === 0 ? [] : [at]));
    const settledMs = await Promise.race([settled(watched, following, signal), failed]);
    return {
      ...{ scenario, startMs, loadMs, settledMs, product, claims, everywhere },
      startedAt: new Date(startMs).toISOString(),
      interrupted: signal.aborted,
      partitions: cuts.record(),
      idleLinks: context.links.flatMap(({ idleness }) => idleness ?? []),
      writes,
      replicas: records.map((record, at) => ({
        name: connected.replicas[at]?.name ?? '',
        record,
        pendingSinceMs: watched.flatMap((one) => one.pendingAt(at)),
        neverInSync: late.includes(connected.replicas[at]?.name ?? ''),
      })),
      forgotten: watched.reduce((sum, one) => sum + one.forgotten, 0),
    };
  } finally {
    cuts.end();
    reading.abort();
    await readers.catch(() => undefined);
  }
}

function watch(records: readonly ReplicaRecord[], everywhere: VisibleTimes): WatchedKey {
  return new WatchedKey(records.length, {
    read: (read) => records[read.replica]?.read(read),
    shown: (replica, ackedAtMs, visible) => records[replica]?.visible.add(ackedAtMs, visible),
    shownEverywhere: (ackedAtMs, visible) => everywhere.add(ackedAtMs, visible),
  });
}

function writerFor(
  { connected, settings, signal }: Context,
  lanes: readonly Lane[],
  sink: WriteRecord,
  startMs: number,
): Writer {
  const { ratePerSec, readRatio, valueBytes, durationMs } = settings;
  return new Writer({
    ...{ lanes, sink, valueBytes, startMs, signal, endpoints: [connected.writer, ...connected.replicas] },
    ratePerSec: ratePerSec * (1 - readRatio),
    endMs: startMs + durationMs,
  });
}

/** Every link is cut when the scenario says so. */
function cutLinks(
  { links, scenario, settings }: Context,
  startMs: number,
): { end: () => void; record: () => PartitionRecord[] } {
  const timers: NodeJS.Timeout[] = [];
  const all = links.map((link, index) => {
    const nemesis = new Nemesis(link.network, () => wallClockMs() - startMs);
    const rng = prng(settings.seed).fork(`${scenario.name} ${index}`);
    nemesis.schedule(planPartitions(scenario, settings, link.ends, rng), (ms, act) => {
      timers.push(
        setTimeout(
          () => {
            act();
            link.changed();
          },
          startMs + ms - wallClockMs(),
        ),
      );
    });
    return { nemesis, link };
  });
  return {
    end: () => {
      timers.forEach(clearTimeout);
      for (const { nemesis, link } of all) {
        nemesis.healForGood();
        link.changed();
      }
    },
    record: () => all.flatMap(({ nemesis }) => nemesis.record),
  };
}
