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

/** What was observed, exactly, before what the nodes report, exact to 1 %; null where nothing is known. */
export function convergenceOf({
  observedConvergenceMs,
  convergenceMs,
  probes,
  broadcast,
}: Run): KnownConvergence | null {
  const sources = [
    [observedConvergenceMs, 'as observed'],
    [convergenceMs, 'as the nodes report it'],
    [probes?.convergenceMs ?? null, 'as reads from outside show it: an upper bound'],
    [broadcast?.seenEverywhereMs ?? null, 'as clients saw it: an upper bound'],
  ] as const;
  for (const [summary, source] of sources)
    if (summary !== null && summary.count > 0)
      return { summary, source, isLoose: summary === broadcast?.seenEverywhereMs };
  return null;
}
