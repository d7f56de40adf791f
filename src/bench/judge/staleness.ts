/** Stale reads in a run's report: what the nodes counted, beside what can be told from the clients' answers. */

import { isServed, type Operation } from '../../check/history.ts';
import type { Bounds, ReadVerdict } from '../../check/reads/stale-reads.ts';
import { summarize, type Summary } from '../../base/summary.ts';
import { visibility } from '../../check/reads/visibility.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import type { Evidence } from './evidence.ts';
import type { ClusterAccount } from '../accounts/node-stats.ts';

type Part = NonNullable<Run['staleReads']>;

/** As the clients' answers tell. */
export interface SeenStaleness {
  /** Served. */
  readonly reads: number;
  /** Certainly, up to possibly stale. */
  readonly stale: Bounds;
  /** The operations whose reads are certainly stale. */
  readonly staleReads: readonly Operation[];
  /** Of those that are certainly stale, at least. */
  readonly ageMs: Summary;
  readonly depth: Summary;
  readonly visibility: Part['visibility'];
}

/**
 * Undefined: the answers do not tell, as a sum does not tell which adds are in it.
 * @param registers the history that `verdict` is of
 */
export function seenStaleness(
  { client, recorder }: Evidence,
  registers: readonly Operation[] | undefined,
  verdict: ReadVerdict | undefined,
): SeenStaleness | undefined {
  if (registers !== undefined && verdict !== undefined) return staleRegisters(registers, verdict);
  const elements = client.checker?.stale;
  if (elements === undefined || elements.untracked > 0) return undefined;
  const { reads, stale, ageMs, depth } = elements;
  const unserved = recorder.operations.filter((op) => op.kind === 'read' && !isServed(op)).length;
  const { staleReads = [] } = client.checker ?? {};
  const bounds = { lo: stale.lo, hi: stale.hi + unserved };
  return { reads, stale: bounds, staleReads, ageMs, depth, visibility: [] };
}

function staleRegisters(registers: readonly Operation[], verdict: ReadVerdict): SeenStaleness {
  const sure = verdict.staleReads.filter(({ certain }) => certain);
  return {
    reads: verdict.reads,
    stale: { lo: verdict.certain, hi: verdict.possible },
    staleReads: sure.map(({ read }) => read),
    ageMs: summarize(sure.map(({ ageMs }) => ageMs.lo)),
    depth: summarize(sure.map(({ depth }) => depth.lo)),
    visibility: visibility(registers, verdict),
  };
}

/** Null: nobody knows, or nothing was read. */
export function stalenessPart(
  seen: SeenStaleness | undefined,
  reported: ClusterAccount | undefined,
): Run['staleReads'] {
  const outside = {
    certain: seen?.stale.lo ?? null,
    possible: seen?.stale.hi ?? null,
    visibility: seen?.visibility ?? [],
  };
  if (reported !== undefined && (reported.reads > 0 || seen !== undefined)) {
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
