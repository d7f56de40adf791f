/** A run's convergence, from the best source that it has. */

import type { Summary } from '../../base/summary.ts';
import type { Run } from '../schema/run-schema.ts';

export interface KnownConvergence {
  readonly summary: Summary;
  /** Whose word it is. */
  readonly source: string;
  /** It says little where reads are rare: an upper bound by clients that read now and then. */
  readonly isLoose: boolean;
}

/** What was observed, exactly, before what the nodes report in buckets; null where nothing is known. */
export function convergenceOf({
  observedConvergenceMs,
  convergenceMs,
  probes,
  broadcast,
}: Run): KnownConvergence | null {
  const sources = [
    [observedConvergenceMs, 'as observed'],
    [convergenceMs, 'as the nodes report it'],
    [probes?.convergenceMs ?? null, `as ${probes?.writes ?? 0} probed writes show it`],
    [broadcast?.seenEverywhereMs ?? null, 'as clients saw it: an upper bound'],
  ] as const;
  for (const [summary, source] of sources)
    if (summary !== null && summary.count > 0) {
      const isLoose = summary === broadcast?.seenEverywhereMs;
      return { summary: withinMax(summary), source, isLoose };
    }
  return null;
}

/** Quantiles that were interpolated within buckets can pass the maximum, which is exact. */
function withinMax(summary: Summary): Summary {
  const { p50, p95, p99, max } = summary;
  return { ...summary, p50: Math.min(p50, max), p95: Math.min(p95, max), p99: Math.min(p99, max) };
}
