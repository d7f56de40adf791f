/** The node's time: one number that never goes back within a process. */

import { performance } from 'node:perf_hooks';

/** Milliseconds since the epoch, to the microsecond. */
export function now(): number {
  return Math.floor((performance.timeOrigin + performance.now()) * 1000) / 1000;
}
