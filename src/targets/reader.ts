/** Reads keys at replicas, again and again: the next read is sent when the one before it was answered, and not before it is due. */

import { pauseUnless } from './pause.ts';
import { wallClockMs } from '../observe/wall-clock.ts';
import { StoreError, type Endpoint } from './store.ts';
import { seqIn } from './value.ts';
import type { Lane } from './writer.ts';

/** After a read that failed. */
const ERROR_PAUSE_MS = 50;

export interface ReadersOptions {
  readonly replicas: readonly Endpoint[];
  readonly lanes: readonly Lane[];
  /** Of all readers together, at most. */
  readonly readsPerSec: number;
  /** @param replica its number @param error its name */
  readonly onError: (replica: number, error: string, atMs: number) => void;
  /** Ends them, after the reads that are under way. */
  readonly signal: AbortSignal;
}

/** One reader for each key and replica. Resolves when all have ended. */
export async function readAll(options: ReadersOptions): Promise<void> {
  const { lanes, replicas, readsPerSec, signal } = options;
  const readers = replicas.flatMap((endpoint, replica) =>
    lanes.map((lane) => readerOf(options, lane, endpoint, replica)),
  );
  await readOnAll(readers, (readers.length * 1000) / readsPerSec, signal);
}

/**
 * The same in step: the keys take turns, and each is read at all replicas at once. A process that sleeps nearly all the time wakes more
 * seldom so, and waking up is most of what it costs.
 */
export async function readInStep(options: ReadersOptions): Promise<void> {
  const { lanes, replicas, readsPerSec, signal } = options;
  const stepMs = (replicas.length * 1000) / readsPerSec;
  const waiting: (() => void)[][] = lanes.map(() => []);
  const readers = lanes.flatMap((lane, turn) =>
    replicas.map(async (endpoint, replica) => {
      await readOn(readerOf(options, lane, endpoint, replica), signal, async (_, hasFailed) => {
        if (hasFailed) await pauseUnless(signal, ERROR_PAUSE_MS);
        if (!signal.aborted) await new Promise<void>((resume) => waiting[turn]?.push(resume));
      });
    }),
  );
  const stepping = async (): Promise<void> => {
    for (let step = 0; !signal.aborted; step++) {
      await pauseUnless(signal, stepMs);
      for (const resume of waiting[step % lanes.length]?.splice(0) ?? []) resume();
    }
    for (const resume of waiting.flat()) resume();
  };
  await Promise.all([...readers, stepping()]);
}

function readerOf(
  { onError }: ReadersOptions,
  { key, watched }: Lane,
  endpoint: Endpoint,
  replica: number,
): Reader {
  return {
    read: async (beganAtMs) => {
      const value = await endpoint.read(key);
      watched.read({ replica, seq: seqIn(value), beganAtMs, endedAtMs: wallClockMs() });
    },
    onError: (error, atMs) => onError(replica, error, atMs),
  };
}

/** What is read again and again. */
export interface Reader {
  /** @throws {StoreError} */
  readonly read: (beganAtMs: number) => Promise<void>;
  /** @param error its name */
  readonly onError: (error: string, atMs: number) => void;
}

/** @param intervalMs from the beginning of one read to that of the next of the same reader, at least */
export async function readOnAll(
  readers: readonly Reader[],
  intervalMs: number,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    readers.map(async (reader, index) => {
      // Spread over the interval, so that they do not all ask at once.
      await pauseUnless(signal, (intervalMs * index) / readers.length);
      await readOn(reader, signal, async (beganAtMs, hasFailed) => {
        const waitMs = hasFailed ? Math.max(ERROR_PAUSE_MS, intervalMs) : intervalMs;
        await pauseUnless(signal, beganAtMs + waitMs - wallClockMs());
      });
    }),
  );
}

/** @param pause until the next read is due, by when the last one began and whether it failed */
async function readOn(
  { read, onError }: Reader,
  signal: AbortSignal,
  pause: (beganAtMs: number, hasFailed: boolean) => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    const beganAtMs = wallClockMs();
    let hasFailed = false;
    try {
      await read(beganAtMs);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      onError(error.kind, beganAtMs);
      hasFailed = true;
    }
    await pause(beganAtMs, hasFailed);
  }
}
