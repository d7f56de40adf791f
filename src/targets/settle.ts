/** Waits until the replicas show what the client knows to be written: before the load, and after it. */

import type { WatchedKey } from '../check/replicas/watched-key.ts';
import { pauseUnless } from './pause.ts';
import { wallClockMs } from '../observe/wall-clock.ts';
import { StoreError, type Endpoint } from './store.ts';
import { valueOf } from './value.ts';

const POLL_MS = 20;
/** A replica that connects again first copies everything. */
const SYNC_LIMIT_MS = 10_000;
/** After the load and the last cut. */
const SETTLE_LIMIT_MS = 15_000;

/**
 * Writes each key twice, each time until every replica shows it: the first one may come with a copy of everything, after which a Redis
 * sends nothing further for up to a second.
 * @returns the names of those that did not follow in time. @throws {StoreError}
 */
export async function synchronised(
  writer: Endpoint,
  replicas: readonly Endpoint[],
  keys: readonly string[],
  { valueBytes, signal }: { readonly valueBytes: number; readonly signal: AbortSignal },
): Promise<string[]> {
  let following = replicas;
  for (const seq of [-1, 0]) {
    const value = valueOf(seq, valueBytes);
    for (const key of keys) await writer.write(key, value);
    const found = await Promise.all(following.map((replica) => shows(replica, keys, value, signal)));
    following = following.filter((_, index) => found[index]);
  }
  return signal.aborted ? [] : replicas.filter((one) => !following.includes(one)).map(({ name }) => name);
}

/** Whether it shows the value under all keys in time. */
async function shows(
  replica: Endpoint,
  keys: readonly string[],
  value: string,
  signal: AbortSignal,
): Promise<boolean> {
  const deadlineMs = wallClockMs() + SYNC_LIMIT_MS;
  while (!signal.aborted && wallClockMs() < deadlineMs) {
    const values = await Promise.all(keys.map((key) => replica.read(key).catch(refused)));
    if (values.every((one) => one === value)) return true;
    await pauseUnless(signal, POLL_MS);
  }
  return false;
}

function refused(error: unknown): undefined {
  if (!(error instanceof StoreError)) throw error;
}

/** Undefined: one of these replicas had not shown everything in time, or nobody waited. */
export async function settled(
  watched: readonly WatchedKey[],
  replicas: readonly number[],
  signal: AbortSignal,
): Promise<number | undefined> {
  const startMs = wallClockMs();
  const isOpen = (): boolean =>
    watched.some((one) => replicas.some((replica) => one.pendingAt(replica).length > 0));
  while (!signal.aborted && wallClockMs() - startMs < SETTLE_LIMIT_MS) {
    if (!isOpen()) return wallClockMs() - startMs;
    await pauseUnless(signal, POLL_MS);
  }
  return undefined;
}
