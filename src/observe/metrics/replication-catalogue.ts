/** What `gossipscope probe` shows: each metric is declared here once. */

import { VISIBLE_BUCKETS_S } from './buckets.ts';
import { counter, gauge, histogram, type MetricSpec } from './metric-spec.ts';

const REPLICA = { name: 'replica', values: 'replicas' } as const;
export const WRITE_RESULTS = ['acknowledged', 'failed', 'shed'] as const;
export type WriteResult = (typeof WRITE_RESULTS)[number];

export const REPLICATION_COUNTERS = [
  counter(
    'gossip_replication_writes_total',
    'writes',
    'Writes to the store, by what became of them; shed: not started, because those before were not answered.',
    { name: 'result', values: WRITE_RESULTS },
  ),
  counter('gossip_replication_reads_total', 'reads', 'Reads that a replica answered.', REPLICA),
  counter(
    'gossip_replication_stale_reads_total',
    'reads',
    'Reads that missed a write which had been acknowledged before they began. Read-only: reads that missed a value which the primary was seen with before they began.',
    REPLICA,
  ),
  counter('gossip_replication_read_errors_total', 'reads', 'Reads that a replica did not answer.', REPLICA),
  counter(
    'gossip_replication_looks_total',
    'looks',
    'Read-only: looks at the keys that the primary answered.',
  ),
  counter(
    'gossip_replication_look_errors_total',
    'looks',
    'Read-only: looks at the keys that no server answered as the primary.',
  ),
  counter(
    'gossip_replication_changes_total',
    'changes',
    'Read-only: times that a look at the primary showed another value than the one before. What came and went between two looks is unseen.',
  ),
  counter(
    'gossip_replication_undecided_reads_total',
    'reads',
    'Read-only: reads that showed a value which the primary was not seen with, or one that comes and goes, or that no look followed soon enough: stale or not, that cannot be known.',
    REPLICA,
  ),
  counter(
    'gossip_replication_untimed_changes_total',
    'changes',
    'Read-only: changes that a replica showed, and nobody can know since when: it had shown the same value before, which came back.',
    REPLICA,
  ),
  counter(
    'gossip_replication_failovers_total',
    'changes',
    'Times that another server was found to take writes.',
  ),
  counter(
    'gossip_replication_lost_writes_total',
    'writes',
    'Writes that were acknowledged, and that the server which took over does not have.',
  ),
] as const satisfies readonly MetricSpec[];

export const REPLICATION_GAUGES = [
  gauge(
    'gossip_replication_stale_seconds',
    'seconds',
    'How long ago the oldest write was acknowledged that a replica has not shown; 0 where it has shown all. Read-only: how long ago the primary was first seen with the oldest value that the last judged read there missed; 0 where it is not known to have missed one.',
    REPLICA,
  ),
  gauge(
    'gossip_replication_unseen_seconds',
    'seconds',
    'How long ago a replica last answered a read.',
    REPLICA,
  ),
  gauge(
    'gossip_replication_pending_writes',
    'writes',
    'Acknowledged writes that a replica has not shown.',
    REPLICA,
  ),
  gauge(
    'gossip_replication_unwritable_seconds',
    'seconds',
    'How long no write has been acknowledged, while writes fail; 0 where the last one was. Read-only: how long no server has shown the keys as the primary.',
  ),
] as const satisfies readonly MetricSpec[];

export const REPLICATION_HISTOGRAMS = [
  histogram(
    'gossip_replication_visible_seconds',
    'seconds',
    VISIBLE_BUCKETS_S,
    'From the acknowledgement of a write until a replica showed it, or something later: at most. Read-only: from the last look at the primary that missed a change.',
    { labels: [REPLICA] },
  ),
  histogram(
    'gossip_replication_visible_at_least_seconds',
    'seconds',
    VISIBLE_BUCKETS_S,
    'The same, at least: until the last read began that missed it. Read-only: from the first look at the primary that showed a change.',
    { labels: [REPLICA] },
  ),
] as const satisfies readonly MetricSpec[];

/** What each way to probe shows; the rest is shown by both. */
const ALONE = {
  writing: [
    'gossip_replication_writes_total',
    'gossip_replication_lost_writes_total',
    'gossip_replication_pending_writes',
  ],
  'read-only': [
    'gossip_replication_looks_total',
    'gossip_replication_look_errors_total',
    'gossip_replication_changes_total',
    'gossip_replication_undecided_reads_total',
    'gossip_replication_untimed_changes_total',
  ],
} as const;

/** `read-only`: the probe writes nothing. */
export type ProbeMode = keyof typeof ALONE;

export function isShownBy(mode: ProbeMode, { name }: MetricSpec): boolean {
  const others: readonly string[] = mode === 'writing' ? ALONE['read-only'] : ALONE.writing;
  return !others.includes(name);
}

export const REPLICATION_METRICS: readonly MetricSpec[] = [
  ...REPLICATION_COUNTERS,
  ...REPLICATION_HISTOGRAMS,
  ...REPLICATION_GAUGES,
];

export type CounterName = (typeof REPLICATION_COUNTERS)[number]['name'];
export type GaugeName = (typeof REPLICATION_GAUGES)[number]['name'];
