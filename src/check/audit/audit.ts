/**
 * The instrument under test: what the nodes report, beside what was seen from outside, and whether both can be true.
 *
 * Begin here: a new check is a row. What was seen from outside comes from the wire (`wire-convergence.ts`) and from the clients
 * (`check/reads/`).
 */

import type { Summary } from '../../base/summary.ts';
import type { Bounds } from '../reads/stale-reads.ts';
import { explainedBy, type Dropped, type Figure, type TrueIs } from './dropped.ts';

export interface AuditRow {
  /** What is compared, with its unit, e.g. `convergence p99 (ms)`. */
  readonly what: string;
  readonly reported: number;
  readonly observed: number;
  /** The reported number must lie within [lo, hi]; undefined: it must be the observed one. */
  readonly bound: readonly [lo: number, hi: number] | undefined;
  readonly agrees: boolean;
  /** Whether equality is asked for; otherwise the note says why outside sampling cannot tell more closely. */
  readonly exact: boolean;
  readonly note: string;
  /** What fell off a bound and makes the figure differ in this very direction, where it does not agree. */
  readonly explainedBy: readonly string[];
}

/** The two must be the same number. */
export function exactly(what: string, reported: number, observed: number, note = ''): AuditRow {
  return {
    ...{ what, reported, observed, bound: undefined, agrees: reported === observed, exact: true, note },
    explainedBy: [],
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
  return {
    what,
    reported,
    observed,
    bound: [lo, hi],
    agrees: reported >= lo && reported <= hi,
    exact: false,
    note,
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

/** The sum over the nodes of what each reports of itself. */
export interface Reported {
  readonly messagesSentByKind: Readonly<Record<string, number>>;
  readonly bytesSent: number;
  readonly writes: number;
  readonly reads: number;
  readonly staleReads: number;
  readonly pendingWrites: number;
  /** Milliseconds; quantiles are exact to 1 %, all else entirely. */
  readonly convergence: Summary;
  /** What fell off the nodes' bounds. */
  readonly dropped: Dropped;
}

export interface Observed {
  readonly messagesSentByKind: Readonly<Record<string, number>>;
  readonly bytesSent: number;
  /** Writes that were acknowledged, up to those and all that may have taken effect without it. */
  readonly writes: Bounds;
  /** Reads that were served, up to those and all that got no answer. */
  readonly reads: Bounds;
  /** Certainly stale, up to possibly stale; undefined: what is read does not tell. */
  readonly staleReads: Bounds | undefined;
  /** From the wire; undefined where the wire shows nothing of it (a cluster of one, a stranger's messages). */
  readonly convergence: WireView | undefined;
  /** What fell off the observer's own bounds. */
  readonly dropped: Dropped;
}

/** What `WireConvergence` saw. */
export interface WireView {
  readonly pendingWrites: number;
  /** At most. */
  readonly timesMs: Summary;
  /** At least: less where a node lost its memory, and was reached before and after. */
  readonly leastMs?: Summary;
}

/** Of a quantile that the nodes report, relative to the value: they keep sketches. */
export const SKETCH_ERROR = 0.01;

export interface AuditSettings {
  /** How far an observed convergence time may be from the true one, in ms: delays between the wire and the node. */
  readonly toleranceMs: number;
  /** A process may stall where no sample catches it: added to the tolerance for the tail (p95, p99, max), in ms. Default 0. */
  readonly stallMs?: number;
}

/** Every row of the audit, messages first. */
export function audit(reported: Reported, observed: Observed, settings: AuditSettings): AuditRow[] {
  const dropped = new Map([...reported.dropped, ...observed.dropped]);
  return [
    ...auditMessages(reported, observed),
    exactly('bytes sent', reported.bytesSent, observed.bytesSent),
    operations('writes', reported.writes, observed.writes),
    operations('reads', reported.reads, observed.reads),
    ...(observed.staleReads === undefined
      ? []
      : [explained(auditStaleReads(reported, observed.staleReads), dropped, { reported: 'stale_reads' })]),
    ...(observed.convergence === undefined
      ? []
      : auditConvergence(reported, observed.convergence, settings, dropped)),
  ];
}

/** Whether the nodes' account can be true. */
export function isConsistent(rows: readonly AuditRow[]): boolean {
  return rows.every((row) => row.agrees || row.explainedBy.length > 0);
}

function auditMessages(reported: Reported, observed: Observed): AuditRow[] {
  const ours = reported.messagesSentByKind;
  const seen = observed.messagesSentByKind;
  const total = (kinds: Readonly<Record<string, number>>): number =>
    Object.values(kinds).reduce((sum, count) => sum + count, 0);
  // Kinds that neither side knows of say nothing.
  const kinds = [...new Set([...Object.keys(ours), ...Object.keys(seen)])]
    .filter((kind) => (ours[kind] ?? 0) > 0 || (seen[kind] ?? 0) > 0)
    .sort();
  return [
    exactly('messages sent', total(ours), total(seen)),
    ...kinds.map((kind) => exactly(`messages sent: ${kind}`, ours[kind] ?? 0, seen[kind] ?? 0)),
  ];
}

function auditStaleReads({ staleReads }: Reported, bounds: Bounds): AuditRow {
  const note = 'from certainly to possibly stale: clients cannot order overlapping operations';
  return within('stale reads', staleReads, bounds.lo, bounds, note);
}

/** Exact, unless some operations got no answer: a node may have served those. */
function operations(what: string, reported: number, bounds: Bounds): AuditRow {
  if (bounds.lo === bounds.hi) return exactly(what, reported, bounds.lo);
  return within(
    what,
    reported,
    bounds.lo,
    bounds,
    `${bounds.hi - bounds.lo} got no answer and may have been served`,
  );
}

/** A node learns that a write has converged when the last acknowledgement arrives: until then it may call it pending. */
function auditPending(reported: Reported, { pendingWrites, timesMs }: WireView): AuditRow[] {
  const unconfirmed = Math.max(0, reported.pendingWrites - pendingWrites);
  const note = `${unconfirmed} await acknowledgements that are still on their way`;
  const row = (what: string, ours: number, seen: number, bounds: Bounds): AuditRow =>
    unconfirmed === 0 ? exactly(what, ours, seen) : within(what, ours, seen, bounds, note);
  const { count } = timesMs;
  return [
    row('writes converged', reported.convergence.count, count, { lo: count - unconfirmed, hi: count }),
    row('writes pending', reported.pendingWrites, pendingWrites, {
      lo: pendingWrites,
      hi: pendingWrites + unconfirmed,
    }),
  ];
}

function auditConvergence(
  reported: Reported,
  observed: WireView,
  settings: AuditSettings,
  dropped: Dropped,
): AuditRow[] {
  const counts = { observed: 'observed_writes' } as const;
  const times = { reported: 'convergence', observed: 'observed_convergence' } as const;
  return [
    ...auditPending(reported, observed).map((row) => explained(row, dropped, counts)),
    ...auditTimes(reported.convergence, observed, settings).map((row) => explained(row, dropped, times)),
  ];
}

function auditTimes(
  reported: Summary,
  { timesMs: observed, leastMs: least = observed }: WireView,
  settings: AuditSettings,
): AuditRow[] {
  if (observed.count === 0) return [];
  const { toleranceMs, stallMs = 0 } = settings;
  const row = (name: 'p50' | 'p95' | 'p99' | 'mean' | 'max', offMs: number): AuditRow => {
    const error = name === 'mean' || name === 'max' ? 0 : SKETCH_ERROR;
    return within(
      `convergence ${name} (ms)`,
      reported[name],
      observed[name],
      { lo: Math.max(0, least[name] - offMs) * (1 - error), hi: (observed[name] + offMs) * (1 + error) },
      `±${offMs} ms between wire and node`,
    );
  };
  const tailMs = toleranceMs + stallMs;
  return [
    row('p50', toleranceMs),
    row('p95', tailMs),
    row('p99', tailMs),
    row('mean', toleranceMs),
    row('max', tailMs),
  ];
}
