/**
 * Writes the keys on schedule, each key one write after the other, at the server that takes writes. Where that one stops taking
 * them, the others are asked whether one of them does: so a fail-over is followed, and what it cost is known.
 */

import type { WatchedKey } from '../check/replicas/watched-key.ts';
import type { WriteSink } from '../check/replicas/write-record.ts';
import { pauseUnless } from './pause.ts';
import { wallClockMs } from '../observe/wall-clock.ts';
import { RECONNECT_MS, StoreError, type Endpoint } from './store.ts';
import { seqIn, valueOf } from './value.ts';

export interface Lane {
  readonly key: string;
  readonly watched: WatchedKey;
}

export interface WriterOptions {
  readonly lanes: readonly Lane[];
  /** The first takes writes to begin with. */
  readonly endpoints: readonly Endpoint[];
  readonly sink: WriteSink;
  readonly ratePerSec: number;
  readonly valueBytes: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly signal: AbortSignal;
}

export class Writer {
  readonly #options: WriterOptions;
  readonly #free: Lane[];
  readonly #underWay = new Set<Promise<void>>();
  #endpoint: Endpoint | undefined;
  #previous: Endpoint | undefined;
  #search: Promise<void> | undefined;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#free = [...options.lanes];
    this.#endpoint = options.endpoints[0];
    this.#previous = this.#endpoint;
  }

  /** The server that takes writes, or took the last ones. */
  get endpoint(): Endpoint | undefined {
    return this.#endpoint ?? this.#previous;
  }

  /** Resolves when the load is over and every write was answered. */
  async run(): Promise<void> {
    const { ratePerSec, startMs, endMs, signal } = this.#options;
    const everyMs = 1000 / ratePerSec;
    for (let dueMs = startMs; dueMs < endMs; dueMs += everyMs) {
      await pauseUnless(signal, dueMs - wallClockMs());
      if (signal.aborted) break;
      this.#start();
    }
    await Promise.all(this.#underWay);
    await this.#search;
  }

  #start(): void {
    const { sink } = this.#options;
    const lane = this.#free.shift();
    if (lane === undefined) {
      sink.shed();
      return;
    }
    sink.started();
    if (this.#endpoint === undefined) {
      sink.failed('no_writer', wallClockMs());
      this.#free.push(lane);
      return;
    }
    const done = this.#write(lane, this.#endpoint).finally(() => {
      this.#free.push(lane);
      this.#underWay.delete(done);
    });
    this.#underWay.add(done);
  }

  async #write({ key, watched }: Lane, endpoint: Endpoint): Promise<void> {
    const { sink, valueBytes } = this.#options;
    const sentAtMs = wallClockMs();
    const seq = watched.began();
    try {
      await endpoint.write(key, valueOf(seq, valueBytes));
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      sink.failed(error.kind, sentAtMs);
      // One that was given up already needs no search.
      if (endpoint === this.#endpoint) this.#search ??= this.#findWriter(endpoint);
      return;
    }
    const atMs = wallClockMs();
    // Replicas may have shown it already, and are heard of next.
    sink.acknowledged(atMs, atMs - sentAtMs, key);
    watched.acknowledged(seq, atMs);
  }

  /** Asks them all, until one takes writes or the load is over. The one that failed is asked first. */
  async #findWriter(failed: Endpoint): Promise<void> {
    const { endpoints, endMs, signal } = this.#options;
    const all = [failed, ...endpoints.filter((one) => one !== failed)];
    this.#endpoint = undefined;
    this.#previous = failed;
    while (!signal.aborted && wallClockMs() < endMs) {
      const answers = await Promise.all(all.map((one) => one.isWritable().catch(() => false)));
      const found = all[answers.indexOf(true)];
      if (found !== undefined && (found === failed || (await this.#takeOver(found)))) {
        this.#endpoint = found;
        break;
      }
      await pauseUnless(signal, RECONNECT_MS / 2);
    }
    this.#search = undefined;
  }

  /** What the new one does not have when it takes over, nobody will ever see: it was acknowledged, and is lost. */
  async #takeOver(endpoint: Endpoint): Promise<boolean> {
    const { lanes, sink } = this.#options;
    let lost = 0;
    try {
      const values = await Promise.all(lanes.map(({ key }) => endpoint.latest?.(key) ?? endpoint.read(key)));
      lanes.forEach(({ watched }, index) => {
        lost += watched.lostAfter(seqIn(values[index]));
      });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      return false;
    }
    sink.tookOver(endpoint.name, wallClockMs(), lost);
    return true;
  }
}
