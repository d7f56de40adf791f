/** The simulator's audit: every figure that the nodes report beside the true one. They have to be the same, to the last digit. */

import { summarize, type Summary } from '../../base/summary.ts';
import { exactly, explained, within, type AuditRow } from '../../check/audit/audit-row.ts';
import type { Figure } from '../../check/audit/dropped.ts';
import type { ClusterAccount } from '../../report/parts/cluster-account.ts';
import type { MessageCount } from '../../net/message-counts.ts';
import type { Simulation } from '../simulation.ts';
import type { Truth } from '../truth/truth.ts';
import { notNegative } from './reported-values.ts';

export function auditRows(reported: ClusterAccount, { truth, cluster: { traffic } }: Simulation): AuditRow[] {
  const ours: Readonly<Record<string, number>> = reported.messagesSentByKind;
  const seen: ReadonlyMap<string, MessageCount> = traffic.byKind;
  const kinds = [...new Set([...Object.keys(ours), ...seen.keys()])].sort();
  const converged = truth.writes.filter(({ reportedMs }) => reportedMs !== undefined).length;
  return [
    ...kinds.map((kind) => exactly(`messages sent: ${kind}`, ours[kind] ?? 0, seen.get(kind)?.messages ?? 0)),
    exactly('bytes sent', reported.bytesSent, traffic.total().bytes),
    exactly('writes', reported.writes, truth.clientWrites),
    exactly('reads', reported.reads, truth.reads.reads),
    exactly('writes converged', reported.convergence.count, converged),
    entriesRow(reported, truth),
    ...distributionRows(reported, { truth }),
  ];
}

/** Exact, but for entries of several keys of which some values were overwritten on their way, and where clocks were far apart. */
function entriesRow({ entries }: ClusterAccount, { received: { lo, hi }, clocksApart }: Truth): AuditRow {
  const counted = entries.applied + entries.superseded + entries.duplicate + entries.late;
  if (clocksApart) {
    const note = 'what comes from a clock far ahead is set aside, and counts when the clock permits it';
    return within('entries received', counted, hi, { lo: 0, hi }, note);
  }
  if (lo === hi) return exactly('entries received', counted, hi);
  const note = `${hi - lo} came without some of their values, and may have had to come again`;
  return within('entries received', counted, hi, { lo, hi }, note);
}

function distributionRows(reported: ClusterAccount, { truth }: Pick<Simulation, 'truth'>): AuditRow[] {
  const { convergence, propagation, staleness, depth } = reported;
  const distributions = [
    ['convergence', convergence, times(truth.times.convergenceMs), 'ms'],
    ['propagation', propagation, times(truth.times.propagationMs), 'ms'],
    ['staleness', staleness, times(truth.reads.ageMs), 'ms'],
    ['missed', depth, summarize(truth.reads.depth), 'versions'],
  ] as const;
  return distributions.flatMap(([name, said, truly, unit]) =>
    PARTS.map((part) => {
      const what = part === 'count' ? `${name}: count` : `${name} ${part} (${unit})`;
      const figure = FIGURE_OF[name]?.(part);
      const row = exactly(what, ...digits(said[part], truly[part]));
      const mixes = figure !== 'convergence' && part !== 'count' && part !== 'max';
      return figure === undefined
        ? row
        : explained(row, truth.differences.dropped, { reported: figure }, mixes);
    }),
  );
}

function times(timesMs: readonly number[]): Summary {
  return summarize(timesMs.map(notNegative));
}

const PARTS = ['count', 'mean', 'p50', 'p95', 'p99', 'max'] as const;

/** What may be wrong with a part of a distribution. Every write that converged is counted, whatever its time. */
const FIGURE_OF: Readonly<Record<string, (part: (typeof PARTS)[number]) => Figure | undefined>> = {
  convergence: (part) => (part === 'count' ? undefined : 'convergence'),
  staleness: (part) => (part === 'count' ? 'stale_reads' : 'age'),
  missed: (part) => (part === 'count' ? 'stale_reads' : 'depth'),
};

/** The last digits of a sum depend on the order of its parts. */
function digits(...values: [number, number]): [number, number] {
  return values.map((value) => Number(value.toPrecision(10))) as [number, number];
}
