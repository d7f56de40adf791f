/** Reads keys at replicas, again and again: the next read is sent when the one before it was answered, and not before it is due. */

import { pauseUnless, targetNow } from './clock.ts';
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
export async function readAll({
  replicas,
  lanes,
  readsPerSec,
  onError,
  signal,
}: ReadersOptions): Promise<void> {
  const readers = replicas.flatMap((endpoint, replica) =>
    lanes.map(({ key, watched }): Reader => ({
      read: async (beganAtMs) => {
        const value = await endpoint.read(key);
        watched.read({ replica, seq: seqIn(value), beganAtMs, endedAtMs: targetNow() });
      },
      onError: (error, atMs) => onError(replica, error, atMs),
    })),
  );
  await readOnAll(readers, (readers.length * 1000) / readsPerSec, signal);
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
      await readOn(reader, intervalMs, signal);
    }),
  );
}

async function readOn({ read, onError }: Reader, intervalMs: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const beganAtMs = targetNow();
    let waitMs = intervalMs;
    try {
      await read(beganAtMs);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      onError(error.kind, beganAtMs);
      waitMs = Math.max(ERROR_PAUSE_MS, intervalMs);
    }
    await pauseUnless(signal, beganAtMs + waitMs - targetNow());
  }
}
