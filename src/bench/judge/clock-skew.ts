/** How far apart the clocks of bench and nodes may be: on one machine each process reads its clock on its own, on several the nodes estimate it. */

import type { Evidence } from './evidence.ts';

export const CLOCK_SKEW_MS = 1;

/** Where nobody knows, what a node takes a clock for wrong at. */
const UNKNOWN_SKEW_MS = 10_000;

/** Between two nodes of the run. */
export function skewMsOf({ outside }: Pick<Evidence, 'outside'>): number {
  return outside === undefined ? CLOCK_SKEW_MS : (outside.clocksApartMs ?? UNKNOWN_SKEW_MS);
}
