/** The node's time: one number that never goes back within a process. */

import { performance } from 'node:perf_hooks';

/** Read once: it never changes, and asking for it takes as long as asking for the time. */
const ORIGIN_MS = performance.timeOrigin;

/** Milliseconds since the epoch, to the microsecond. */
export function now(): number {
  return Math.floor((ORIGIN_MS + performance.now()) * 1000) / 1000;
}
