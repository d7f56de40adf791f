/**
 * How far apart the clocks of bench and nodes may be. On one machine each process reads the clock on its own; on several, the machines' clocks
 * differ, and by how much at most the bench has found out (agents/clock-estimate.ts).
 */

export const CLOCK_SKEW_MS = 1;

/** @param agents undefined: all run on this machine */
export function skewMs(agents: { readonly farthestMs: number } | undefined): number {
  return CLOCK_SKEW_MS + (agents?.farthestMs ?? 0);
}
