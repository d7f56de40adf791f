/** Stale reads as the bench sees them: what can be told from its clients' answers. */

import { isServed, type Operation } from '../../check/history.ts';
import { isOfEndedLife, type LifeStarts } from '../../check/lives.ts';
import { staleRegisterReads, type SeenStaleness } from '../../check/reads/seen-staleness.ts';
import type { Evidence } from './evidence.ts';

/**
 * Undefined: the answers do not tell, as a sum does not tell which adds are in it.
 * @param registers the workload's reads and writes of single registers; undefined where it has none
 * @param skewMs how far apart two nodes' clocks may be
 */
export function seenStaleness(
  { clients: { checker, operations }, nodeFaults }: Evidence,
  registers: readonly Operation[] | undefined,
  skewMs: number,
): SeenStaleness | undefined {
  const starts = nodeFaults.lifeStarts;
  if (registers !== undefined) return staleRegisterReads(reportable(registers, starts), skewMs);
  const elements = checker?.stale;
  if (elements === undefined || elements.untracked > 0) return undefined;
  const { reads, stale, ageMs, depth } = elements;
  const unserved = operations.filter((op) => op.kind === 'read' && !isServed(op)).length;
  // What a killed node took with it was missed by reads, and no node knows.
  const certain = starts.size === 0 ? stale.lo : 0;
  const bounds = { lo: certain, hi: stale.hi + unserved };
  return { reads, stale: bounds, staleReads: checker?.staleReads ?? [], ageMs, depth, visibility: [] };
}

/**
 * What nodes that were killed had served, nobody reports: their reads are left out, and their writes may have come to nobody's
 * knowledge.
 */
function reportable(registers: readonly Operation[], starts: LifeStarts): readonly Operation[] {
  if (starts.size === 0) return registers;
  return registers.flatMap((op) => {
    if (!isOfEndedLife(op, starts)) return op;
    return op.kind === 'read' ? [] : { ...op, completedAtMs: undefined };
  });
}
