/**
 * How far apart the clocks of bench and nodes may be. On one machine each process reads the clock on its own; on several, the machines' clocks
 * differ: by how much at most the bench has found out where agents run the nodes (agents/clock-estimate.ts), and services estimate it themselves.
 */

import type { Evidence } from './evidence.ts';

export const CLOCK_SKEW_MS = 1;

/** Where nobody knows, what a node takes a clock for wrong at. */
const UNKNOWN_SKEW_MS = 10_000;

/** Between two nodes of the run, and between one and the bench where it has seen their messages. */
export function skewMsOf({ outside, agents }: Pick<Evidence, 'outside' | 'agents'>): number {
  if (outside !== undefined) return outside.clocksApartMs ?? UNKNOWN_SKEW_MS;
  return CLOCK_SKEW_MS + (agents?.farthestMs ?? 0);
}
