/** The one clock of a measurement, and how its clients wait. */

import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds since the epoch; never goes back. */
export function targetNow(): number {
  return performance.timeOrigin + performance.now();
}

/** Resolves after that time, or at once when the signal comes. */
export async function pauseUnless(signal: AbortSignal, ms: number): Promise<void> {
  if (ms <= 0 || signal.aborted) return;
  await pause(ms, undefined, { signal }).catch(() => undefined);
}
