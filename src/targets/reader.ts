/** Reads one key at one replica, again and again: the next read is sent when the one before it was answered, and not before it is due. */

import type { ReplicaRecord } from '../check/replicas/replica-record.ts';
import type { WatchedKey } from '../check/replicas/watched-key.ts';
import { pauseUnless, targetNow } from './clock.ts';
import { StoreError, type Endpoint } from './store.ts';
import { seqIn } from './value.ts';

/** After a read that failed. */
const ERROR_PAUSE_MS = 50;

export interface ReaderOptions {
  readonly endpoint: Endpoint;
  /** The replica's number. */
  readonly replica: number;
  readonly key: string;
  readonly watched: WatchedKey;
  readonly record: ReplicaRecord;
  /** From the beginning of one read to that of the next, at least. */
  readonly intervalMs: number;
  /** Ends it, after the read that is under way. */
  readonly signal: AbortSignal;
}

export async function readOn(options: ReaderOptions): Promise<void> {
  const { endpoint, replica, key, watched, record, intervalMs, signal } = options;
  while (!signal.aborted) {
    const beganAtMs = targetNow();
    let waitMs = intervalMs;
    try {
      const value = await endpoint.read(key);
      watched.read({ replica, seq: seqIn(value), beganAtMs, endedAtMs: targetNow() });
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      record.failed(error.kind, beganAtMs);
      waitMs = Math.max(ERROR_PAUSE_MS, intervalMs);
    }
    await pauseUnless(signal, beganAtMs + waitMs - targetNow());
  }
}
