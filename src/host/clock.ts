/** The node's time: one number that never goes back within a process. */

import { wallClockMs } from '../observe/wall-clock.ts';

/** The longest delay that setTimeout takes. */
const TIMER_LIMIT_MS = 2 ** 31 - 1;

/** Milliseconds since the epoch, to the microsecond. */
export function now(): number {
  return Math.floor(wallClockMs() * 1000) / 1000;
}

/** How long a timer has to wait until then; where that is longer than one can wait, it fires too early. */
export function delayUntilMs(atMs: number): number {
  return Math.min(Math.max(0, atMs - now()), TIMER_LIMIT_MS);
}
