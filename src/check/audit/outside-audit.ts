/**
 * The audit of a cluster that was measured over its clients' interface alone. What a node says is held against what others know of the same:
 * messages against those who received them, requests against whoever made them, times against writes that were followed from outside.
 */

import type { Bounds } from '../reads/stale-reads.ts';
import type { Reported } from './audit.ts';
import { exactly, explained, within, type AuditRow } from './audit-row.ts';
import { auditSample, type SampleView } from './sampled-times.ts';

export interface OutsideView extends SampleView {
  /** Received by the nodes while nothing else can have been sent, up to all that can be of it; what was dropped counts, too. */
  readonly received: Bounds;
  /** By kind, and of their bytes; undefined: messages were dropped, and nobody knows what they were. */
  readonly receivedByKind: Readonly<Record<string, Bounds>> | undefined;
  readonly receivedBytes: Bounds | undefined;
  /** Served to the observer, up to that and all that may have been. */
  readonly writes: Bounds;
  readonly reads: Bounds;
  /** Certainly stale, up to possibly stale, of the observer's reads; undefined: answers do not tell. */
  readonly staleReads: Bounds | undefined;
  /** Whether nothing was pending when the nodes were asked: until then they have not heard of all that makes a read stale. */
  readonly isSettled: boolean;
  /** Served to others meanwhile, as the nodes' interface counts it. */
  readonly others: { readonly reads: number; readonly writes: number };
}

export function auditFromOutside(reported: Reported, view: OutsideView): AuditRow[] {
  const { writes, reads, staleReads, others, isSettled } = view;
  const isAlone = others.writes === 0;
  return [
    ...auditReceived(reported, view),
    requests('writes', reported.writes, writes, others.writes),
    requests('reads', reported.reads, reads, others.reads),
    ...(staleReads === undefined
      ? []
      : [
          explained(
            auditStale(reported.staleReads, isSettled ? staleReads : { ...staleReads, lo: 0 }, others.reads),
            reported.dropped,
            { reported: 'stale_reads' },
          ),
        ]),
    // Writes of others are in the nodes' times, and nobody followed them.
    ...(isAlone ? auditWrites(reported, view) : []),
  ];
}

/** Nobody knows of which kind a message was that was dropped. */
function auditReceived(
  reported: Reported,
  { received, receivedByKind, receivedBytes }: OutsideView,
): AuditRow[] {
  const sent = reported.messagesSentByKind;
  const total = Object.values(sent).reduce((sum, count) => sum + count, 0);
  const kinds = Object.keys(receivedByKind ?? {}).filter(
    (kind) => (sent[kind] ?? 0) > 0 || (receivedByKind?.[kind]?.hi ?? 0) > 0,
  );
  const note =
    'as those count who received them, who are never asked in the same moment; what was dropped is counted in';
  const row = (what: string, ours: number, { lo, hi }: Bounds): AuditRow =>
    lo === hi ? exactly(what, ours, lo) : within(what, ours, hi, { lo, hi }, note);
  return [
    row('messages sent', total, received),
    ...kinds
      .sort()
      .map((kind) => row(`messages sent: ${kind}`, sent[kind] ?? 0, receivedByKind?.[kind] ?? received)),
    ...(receivedBytes === undefined ? [] : [row('bytes sent', reported.bytesSent, receivedBytes)]),
  ];
}

function requests(what: string, reported: number, { lo, hi }: Bounds, others: number): AuditRow {
  if (lo === hi && others === 0) return exactly(what, reported, lo);
  const notes = [
    ...(hi > lo ? [`${hi - lo} got no answer and may have been served`] : []),
    ...(others > 0 ? [`up to ${others} of other clients, as the API counts its answers`] : []),
  ];
  return within(what, reported, lo, { lo, hi: hi + others }, notes.join('; '));
}

function auditStale(reported: number, { lo, hi }: Bounds, others: number): AuditRow {
  const note =
    others > 0
      ? 'from certainly to possibly stale, and all reads of other clients'
      : 'from certainly to possibly stale, those of probes included: clients cannot order overlapping operations';
  if (lo === hi && others === 0) return exactly('stale reads', reported, lo);
  return within('stale reads', reported, lo, { lo, hi: hi + others }, note);
}

function auditWrites(reported: Reported, view: OutsideView): AuditRow[] {
  const { convergence, pendingWrites, dropped } = reported;
  return [
    requests('writes converged and pending', convergence.count + pendingWrites, view.writes, 0),
    // Of those that take longest nobody knows yet.
    ...(view.isSettled ? auditSample(convergence, view) : []).map((row) =>
      explained(row, dropped, { reported: 'convergence' }),
    ),
  ];
}
