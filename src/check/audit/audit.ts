/**
 * The instrument under test: what the nodes report, beside what was seen from outside, and whether both can be true.
 *
 * Begin here: a new check is a row (`audit-row.ts`). What was seen from outside comes from the wire (`wire-convergence.ts`) and from the clients
 * (`check/reads/`).
 */

import type { Summary } from '../../base/summary.ts';
import { auditTimes, type TimeSettings, type WireTimes } from './audit-times.ts';
import type { Bounds } from '../reads/stale-reads.ts';
import { exactly, explained, within, type AuditRow } from './audit-row.ts';
import type { Dropped } from './dropped.ts';

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
  /** What a message of each kind looks like. */
  readonly examples?: ReadonlyMap<string, string>;
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
export interface WireView extends WireTimes {
  readonly pendingWrites: number;
}

/** Every row of the audit, messages first. */
export function audit(reported: Reported, observed: Observed, settings: TimeSettings): AuditRow[] {
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
    ...kinds.map((kind) => {
      // What no node admits to have sent is hard to believe unseen.
      const example = ours[kind] === undefined ? observed.examples?.get(kind) : undefined;
      const note = example === undefined ? '' : `e.g. ${example}`;
      return exactly(`messages sent: ${kind}`, ours[kind] ?? 0, seen[kind] ?? 0, note);
    }),
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
  settings: TimeSettings,
  dropped: Dropped,
): AuditRow[] {
  const counts = { observed: 'observed_writes' } as const;
  const times = { reported: 'convergence', observed: 'observed_convergence' } as const;
  return [
    ...auditPending(reported, observed).map((row) => explained(row, dropped, counts)),
    ...auditTimes(reported.convergence, observed, settings).map((row) => explained(row, dropped, times)),
  ];
}
