/** t-visibility as it is shown: only where there were reads enough to say something, and with how sure that is. */

import type { Run } from '../schema/run-schema.ts';

type Bin = NonNullable<Run['staleReads']>['visibility'][number];

/** Of fewer reads, even none that was stale would leave a probability of one in six possible. */
export const ENOUGH_READS = 20;

/** The normal distribution's 97.5 % quantile. */
const Z = 1.959964;

export interface Estimate {
  readonly fromMs: number;
  readonly toMs: number;
  readonly reads: number;
  /** Of the reads. */
  readonly share: number;
  /** The probability lies within, with 95 % confidence. */
  readonly low: number;
  readonly high: number;
}

/** Reads, as far as t-visibility goes. */
export interface SeenReads {
  readonly staleReads: { readonly visibility: readonly Bin[] } | null;
}

export function estimatesOf({ staleReads }: SeenReads): Estimate[] {
  return (staleReads?.visibility ?? []).filter(({ reads }) => reads >= ENOUGH_READS).map(estimateOf);
}

/** Reads in bins that have too few of them. */
export function readsLeftOut({ staleReads }: SeenReads): number {
  return (staleReads?.visibility ?? [])
    .filter(({ reads }) => reads < ENOUGH_READS)
    .reduce((sum, { reads }) => sum + reads, 0);
}

/** Wilson's interval (1927): unlike the usual one, it holds for few reads and for shares near 0 and 1. */
function estimateOf({ fromMs, toMs, reads, stale }: Bin): Estimate {
  const share = stale / reads;
  const middle = (share + Z ** 2 / (2 * reads)) / (1 + Z ** 2 / reads);
  const half =
    (Z / (1 + Z ** 2 / reads)) * Math.sqrt((share * (1 - share)) / reads + Z ** 2 / (4 * reads ** 2));
  return { fromMs, toMs, reads, share, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
}
