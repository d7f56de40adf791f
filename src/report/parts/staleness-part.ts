/** Stale reads in the report of a run: what the nodes counted, beside what is known from outside. */

import type { SeenStaleness } from '../../check/reads/seen-staleness.ts';
import type { Run } from '../schema/run-schema.ts';
import type { ClusterAccount } from './cluster-account.ts';

/** Null: nobody knows, or nothing was read. */
export function stalenessPart(
  seen: Omit<SeenStaleness, 'staleReads'> | undefined,
  reported: ClusterAccount | undefined,
): Run['staleReads'] {
  if ((reported?.reads ?? 0) + (seen?.reads ?? 0) === 0) return null;
  const outside = {
    certain: seen?.stale.lo ?? null,
    possible: seen?.stale.hi ?? null,
    visibility: [...(seen?.visibility ?? [])],
  };
  if (reported !== undefined) {
    const { staleReads: count, reads, staleness: ageMs, depth } = reported;
    return { source: 'nodes', count, share: share(count, reads), ageMs, depth, ...outside };
  }
  if (seen === undefined) return null;
  const { stale, reads, ageMs, depth } = seen;
  return { source: 'clients', count: stale.lo, share: share(stale.lo, reads), ageMs, depth, ...outside };
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
