/** How long the network's healing took to show: from the end of the last cut until all that had been written by then was everywhere. */

import type { PartitionRecord } from '../../net/partition-plan.ts';
import type { ConvergedTimes } from './timeline.ts';

export interface HealingInput {
  readonly partitions: readonly PartitionRecord[];
  /** When the load began, on the clock of the other times. */
  readonly startMs: number;
  /** Undefined: nobody saw when writes converged. */
  readonly converged: ConvergedTimes | undefined;
  /** When the writes were accepted that some replica still lacks. */
  readonly pendingSinceMs: readonly number[];
}

/** Null where the network was not cut, a write of that time has not converged, or nobody saw. */
export function healingTimeMs({
  partitions,
  startMs,
  converged,
  pendingSinceMs,
}: HealingInput): number | null {
  if (partitions.length === 0 || converged === undefined) return null;
  const healedAtMs = startMs + Math.max(...partitions.map(({ toMs }) => toMs));
  if (pendingSinceMs.some((atMs) => atMs < healedAtMs)) return null;
  return converged.acceptedAtMs.reduce((longestMs, atMs, index) => {
    if (atMs >= healedAtMs) return longestMs;
    return Math.max(longestMs, atMs + (converged.convergenceMs[index] ?? 0) - healedAtMs);
  }, 0);
}
