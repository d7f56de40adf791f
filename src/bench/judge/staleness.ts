/** Stale reads as the bench sees them: what can be told from its clients' answers. */

import { isServed, type Operation } from '../../check/history.ts';
import { staleRegisterReads, type SeenStaleness } from '../../check/reads/seen-staleness.ts';
import type { Evidence } from './evidence.ts';

/**
 * Undefined: the answers do not tell, as a sum does not tell which adds are in it.
 * @param registers the workload's reads and writes of single registers; undefined where it has none
 * @param skewMs how far apart two nodes' clocks may be
 */
export function seenStaleness(
  { clients: { checker, operations } }: Evidence,
  registers: readonly Operation[] | undefined,
  skewMs: number,
): SeenStaleness | undefined {
  if (registers !== undefined) return staleRegisterReads(registers, skewMs);
  const elements = checker?.stale;
  if (elements === undefined || elements.untracked > 0) return undefined;
  const { reads, stale, ageMs, depth } = elements;
  const unserved = operations.filter((op) => op.kind === 'read' && !isServed(op)).length;
  const bounds = { lo: stale.lo, hi: stale.hi + unserved };
  return { reads, stale: bounds, staleReads: checker?.staleReads ?? [], ageMs, depth, visibility: [] };
}
