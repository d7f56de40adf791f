/** The bench's audit of our nodes: what they report beside what the bench saw, with the tolerance that real time needs. */

import { quantile } from '../../base/summary.ts';
import { audit, type Observed } from '../../check/audit/audit.ts';
import type { AuditRow } from '../../check/audit/audit-row.ts';
import type { TimeSettings } from '../../check/audit/audit-times.ts';
import type { Dropped, OWN_EFFECTS } from '../../check/audit/dropped.ts';
import { isServed } from '../../check/history.ts';
import { isOfEndedLife } from '../../check/lives.ts';
import { outcomeOf } from '../../check/outcome.ts';
import type { SeenStaleness } from '../../check/reads/seen-staleness.ts';
import { sumByKind, totalOf } from '../../net/message-counts.ts';
import type { ClusterAccount } from '../../report/parts/cluster-account.ts';
import type { Wire } from '../cluster/wire.ts';
import type { LiveOperation } from '../clients/operation.ts';
import { skewMsOf } from './clock-skew.ts';
import type { Evidence } from './evidence.ts';

/** Neither bench nor answers see the timers and the garbage collection of a node. */
const UNSEEN_MS = 10;
/** How long a process may stand still, on a busy machine, between two answers that would have shown it. */
const STALL_MS = 100;
/** So many answers take no longer than usual. */
const USUAL = 0.99;

export function auditRows(
  evidence: Evidence,
  reported: ClusterAccount,
  seen: SeenStaleness | undefined,
): AuditRow[] {
  return audit(reported, observed(evidence, seen), timeSettings(evidence));
}

function observed(
  { cuts, clients, router, nodes, nodeFaults }: Evidence,
  seen: SeenStaleness | undefined,
): Observed {
  // The other lives were not asked.
  const operations = clients.operations.filter((op) => !isOfEndedLife(op, nodeFaults.lifeStarts));
  const byKind = sumByKind(cuts.map(({ sent }) => sent));
  const served = (kind: 'reads' | 'writes'): number => cuts.reduce((sum, cut) => sum + cut.served[kind], 0);
  const count = (kind: 'reads' | 'writes', isMeant: (op: LiveOperation) => boolean): number =>
    operations.filter(isMeant).reduce((sum, op) => sum + op.counts[kind], 0);
  const isUnanswered = (op: LiveOperation): boolean => op.completedAtMs === undefined;
  // A write that failed for its client may have taken effect, unless its error says that it did not.
  const isOpen = ({ completedAtMs, error }: LiveOperation): boolean =>
    outcomeOf(completedAtMs, error) === 'unknown';
  const wire = router.wiretap.convergence.result();
  return {
    messagesSentByKind: Object.fromEntries([...byKind].map(([kind, { messages }]) => [kind, messages])),
    examples: router.traffic.examples,
    bytesSent: totalOf(byKind).bytes,
    writes: { lo: served('writes'), hi: served('writes') + count('writes', isOpen) },
    reads: { lo: served('reads'), hi: served('reads') + count('reads', isUnanswered) },
    staleReads: seen?.stale,
    dropped: ownDropped(router),
    convergence:
      nodes.length === 1
        ? undefined
        : {
            pendingWrites: wire.pending,
            ...wire.reportable,
            timesMs: wire.reportable.mostMs,
          },
  };
}

/** What fell off the bench's own bounds. */
export function ownDropped({ wiretap }: Pick<Wire, 'wiretap'>): Dropped {
  const { untracked, inexact } = wiretap.convergence.result();
  const counts = { wire_steps: inexact, wire_writes: untracked } satisfies Record<
    keyof typeof OWN_EFFECTS,
    number
  >;
  return new Map(Object.entries(counts).filter(([, count]) => count > 0));
}

/** What a node that was stopped had not read yet, it holds when it goes on; the wire saw it delivered before. */
function longestPauseMs({ faults }: Evidence): number {
  const pauses = faults.filter(({ fault }) => fault !== 'restart');
  return Math.ceil(Math.max(0, ...pauses.map(({ fromMs, toMs }) => toMs - fromMs)));
}

/** The delays of the bench itself are no part of it: the wire's times are those at which messages were written to nodes. */
function timeSettings(evidence: Evidence): TimeSettings {
  const { clients, nodes, router, heldUp } = evidence;
  const answersMs = Float64Array.from(clients.operations.filter(isServed), (op) =>
    op.completedAtMs === undefined ? 0 : op.completedAtMs - op.invokedAtMs,
  ).sort();
  return {
    skewMs: skewMsOf(evidence),
    usualMs: quantile(answersMs, USUAL),
    longestMs: quantile(answersMs, 1),
    unusualShare: Math.min(1, (1 - USUAL) * (nodes.length - 1)),
    unseenMs: UNSEEN_MS,
    unseenOfFewMs: UNSEEN_MS + heldUp.longestMs,
    // As long as the machine held up the bench itself, it may have held up a node, too.
    unseenTailMs:
      UNSEEN_MS +
      Math.max(STALL_MS + router.traffic.addedDelayMs().max, heldUp.longestMs) +
      longestPauseMs(evidence),
  };
}
