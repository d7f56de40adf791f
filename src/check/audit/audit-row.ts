/** One row of the audit: what is reported, what was observed, and whether both can be true. */

import type { Bounds } from '../reads/stale-reads.ts';
import { explainedBy, type Dropped, type Figure, type TrueIs } from './dropped.ts';

/** A bound that is wider than this share of the value tells nothing of it. */
const WIDE = 0.5;

export interface AuditRow {
  /** What is compared, with its unit, e.g. `convergence p99 (ms)`. */
  readonly what: string;
  readonly reported: number;
  readonly observed: number;
  /** The reported number must lie within [lo, hi]; undefined: it must be the observed one. */
  readonly bound: readonly [lo: number, hi: number] | undefined;
  readonly agrees: boolean;
  /** It agrees, but with a bound so wide that this says nothing. */
  readonly inconclusive: boolean;
  /** Whether equality is asked for; otherwise the note says why outside sampling cannot tell more closely. */
  readonly exact: boolean;
  readonly note: string;
  /** What fell off a bound and makes the figure differ in this very direction, where it does not agree. */
  readonly explainedBy: readonly string[];
}

/** The two must be the same number. Its members come in the order of the report's schema: a report read and written again keeps its bytes. */
export function exactly(what: string, reported: number, observed: number, note = ''): AuditRow {
  return {
    ...{ what, reported, observed, bound: undefined, agrees: reported === observed },
    ...{ inconclusive: false, exact: true, note, explainedBy: [] },
  };
}

/** The truth lies in an interval, as seen from outside. @param note why. */
export function within(
  what: string,
  reported: number,
  observed: number,
  { lo, hi }: Bounds,
  note: string,
): AuditRow {
  const agrees = reported >= lo && reported <= hi;
  const inconclusive = agrees && hi - lo > WIDE * Math.abs(observed);
  return {
    ...{ what, reported, observed, bound: [lo, hi], agrees, inconclusive, exact: false, note },
    explainedBy: [],
  };
}

/**
 * A row that disagrees, with what explains it.
 * @param figures what is reported, and what it is held against
 * @param mixes a mean or a quantile of values of which some may be missing moves either way
 */
export function explained(
  row: AuditRow,
  dropped: Dropped,
  figures: { readonly reported?: Figure; readonly observed?: Figure },
  mixes = false,
): AuditRow {
  if (row.agrees) return row;
  const [, hi] = row.bound ?? [row.observed, row.observed];
  const trueIs: TrueIs = row.reported > hi ? 'at_most' : 'at_least';
  const opposite: TrueIs = trueIs === 'at_most' ? 'at_least' : 'at_most';
  const { reported, observed } = figures;
  const causes = (figure: Figure | undefined, direction: TrueIs): string[] =>
    figure === undefined ? [] : explainedBy(dropped, figure, direction);
  const all = [
    ...causes(reported, trueIs),
    ...(mixes ? causes(reported, opposite) : []),
    ...causes(observed, opposite),
  ];
  return { ...row, explainedBy: [...new Set(all)] };
}
