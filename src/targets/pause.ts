/** How the clients of a measurement wait. */

import { setTimeout as pause } from 'node:timers/promises';

/** Resolves after that time, or at once when the signal comes. */
export async function pauseUnless(signal: AbortSignal, ms: number): Promise<void> {
  if (ms <= 0 || signal.aborted) return;
  await pause(ms, undefined, { signal }).catch(() => undefined);
}
