/** The node's time: one number that never goes back within a process. */

import { performance } from 'node:perf_hooks';

/** Read once: it never changes, and reading it takes as long as reading the time. */
const ORIGIN_MS = performance.timeOrigin;

/** Milliseconds since the epoch, to the microsecond. */
export function now(): number {
  return Math.floor((ORIGIN_MS + performance.now()) * 1000) / 1000;
}
