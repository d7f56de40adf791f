/** Stale reads as the clients' answers show them: how many, how stale, and how soon writes became visible. */

import { summarize, type Summary } from '../../base/summary.ts';
import type { Operation } from '../history.ts';
import { judgeReads, type Bounds } from './stale-reads.ts';
import { visibility, type VisibilityBin } from './visibility.ts';

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
  readonly visibility: readonly VisibilityBin[];
}

/**
 * @param registers reads and writes of single registers, in the order of invocation
 * @param skewMs how far apart two nodes' clocks may be
 */
export function staleRegisterReads(registers: readonly Operation[], skewMs: number): SeenStaleness {
  const verdict = judgeReads(registers, skewMs);
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
