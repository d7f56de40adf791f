/** A run on a cluster that was there before the bench: its audit, its messages, and what bounds each figure. */

import type { AuditRow } from '../../check/audit/audit-row.ts';
import { auditFromOutside } from '../../check/audit/outside-audit.ts';
import type { SeenStaleness } from '../../check/reads/seen-staleness.ts';
import type { Bounds } from '../../check/reads/stale-reads.ts';
import { sumByKind } from '../../net/message-counts.ts';
import type { ClusterAccount } from '../../report/parts/cluster-account.ts';
import type { MessageFacts } from '../../report/parts/messages-part.ts';
import type { Run } from '../../report/schema/run-schema.ts';
import type { NodeCut } from '../accounts/node-cuts.ts';
import type { Outside } from '../attached/outside.ts';
import { skewMsOf } from './clock-skew.ts';
import type { Evidence } from './evidence.ts';

/** As the nodes count them. */
export function messagesFromOutside(cuts: readonly NodeCut[], outside: Outside): MessageFacts {
  const { sentBytes, received, dropped } = outside;
  const lost = Object.values(dropped).reduce((all, count) => all + count, 0);
  return {
    sent: sumByKind(cuts.map(({ sent }) => sent)),
    ...{
      sentBytes,
      delivered: Math.max(0, received.hi - lost),
      dropped,
      duplicated: 0,
      traceContextBytes: 0,
    },
  };
}

export function auditedFromOutside(
  evidence: Evidence,
  outside: Outside,
  reported: ClusterAccount,
  seen: SeenStaleness | undefined,
): AuditRow[] {
  const { asked, others, received, receivedByKind, receivedBytes, dropped, clocksApartMs, longestMs } =
    outside;
  const isKnown = Object.keys(dropped).length === 0;
  const bounds = (kind: 'reads' | 'writes'): Bounds => ({
    lo: asked.served[kind],
    hi: asked.served[kind] + asked.unknown[kind],
  });
  return auditFromOutside(reported, {
    ...{ others, received, clocksApartMs, longestMs },
    receivedByKind: isKnown ? receivedByKind : undefined,
    receivedBytes: isKnown ? receivedBytes : undefined,
    isSettled: evidence.settledMs !== undefined && reported.pendingWrites === 0,
    writes: bounds('writes'),
    reads: bounds('reads'),
    staleReads: seen && withProbes(seen.stale, evidence, asked.unknown.reads),
    followed: (evidence.prober?.probes ?? []).flatMap(({ result }) =>
      result === undefined
        ? []
        : [{ leastMs: result.atMostMs - result.resolutionMs, mostMs: result.atMostMs }],
    ),
  });
}

/** A node counts the reads of probes as it counts all others: those that missed the write were stale, if it was accepted by then. */
function withProbes({ lo, hi }: Bounds, evidence: Evidence, unknownReads: number): Bounds {
  const missed = evidence.prober?.missedAfterMs ?? [];
  const skewMs = skewMsOf(evidence);
  return {
    lo: lo + missed.filter((afterMs) => afterMs > skewMs).length,
    hi: hi + missed.length + unknownReads,
  };
}

type Part = NonNullable<Run['outside']>;

export function outsidePart(outside: Outside): Part {
  const { attachment, clocksApartMs = null, others, slowestChangeMs } = outside;
  return {
    cluster: attachment.cluster,
    nodes: attachment.nodes.map(({ name, api }) => ({ name, api: api.origin })),
    clocksApartMs,
    bounds: [
      ...figureBounds(clocksApartMs),
      ...(slowestChangeMs > 0
        ? [{ figure: 'when cuts began and ended', boundMs: slowestChangeMs, why: CUTS }]
        : []),
    ],
    others,
    unseen: [
      ...UNSEEN,
      ...(others.reads + others.writes > 0 ? [OTHERS] : []),
      ...(clocksApartMs === null ? [NO_OFFSETS] : []),
    ],
  };
}

const CUTS = 'from when the bench told the nodes until the last of them had made the change';
const OTHERS =
  'which of the messages, times and stale reads that the nodes count are of the requests that other clients made meanwhile: they are in these figures';
const NO_OFFSETS = 'how far the clocks of the nodes are apart: not every one of them has asked a peer yet';

function figureBounds(clocksApartMs: number | null): Part['bounds'] {
  const bound = (figure: string, boundMs: number | null, why: string): Part['bounds'][number] => ({
    ...{ figure, boundMs, why },
  });
  return [
    bound(
      'convergence and propagation',
      clocksApartMs,
      'as nodes report them: from a time by the clock of one node until a time by that of another',
    ),
    bound(
      'confirmed',
      0,
      'as nodes report it: both times are by the clock of the node that accepted the write',
    ),
    bound('convergence as probes see it', 0, 'by the clock of the bench; how closely, its resolution says'),
    bound(
      'stale reads',
      clocksApartMs,
      'as the bench judges its own reads: versions are ordered by the clocks of nodes, and what is closer together is called possible, not certain',
    ),
    bound('latency of clients', 0, 'by the clock of the bench; the way to the node and back is in it'),
  ];
}

const UNSEEN: readonly string[] = [
  'messages between nodes: their numbers and bytes are those that the nodes count, held against what the receivers counted; their bytes by kind nobody counts',
  'when a write reached each node: only probes are followed, by reading',
  'the tree along which a write spread: the nodes export their traces to their own collector',
  'what the real network does to messages: only the faults that the bench has the nodes inject are known',
  'processes and machines: a node that is started again meanwhile ends the run',
];
