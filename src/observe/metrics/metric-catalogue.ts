/**
 * Every metric of a node, declared once: the registry, the documentation and the dashboards follow from here.
 *
 * Begin here, and with `tracing/span-catalogue.ts`, its counterpart for spans. In `metrics/`, `recorder.ts` turns the events
 * of the core into numbers, `metrics.ts` puts a Prometheus registry over them, and `scrape-server.ts` serves it. In
 * `tracing/`, `node-tracing.ts` makes spans of the same events. `log.ts` writes the logs.
 */

import { DROPPABLE } from '../../core/events.ts';
import { ERROR_CODES, type ErrorName } from '../../protocol/errors.ts';
import { REJECT_REASONS } from '../../protocol/envelope.ts';
import { GOSSIP_KINDS } from '../../protocol/gossip.ts';
import { CHANGE_KINDS, MEMBER_STATES } from '../../protocol/membership.ts';
import {
  COMMIT_BUCKETS_S,
  CONVERGENCE_BUCKETS_S,
  HOP_BUCKETS,
  OPERATION_BUCKETS_S,
  VERSION_BUCKETS,
} from './buckets.ts';
import { counter, gauge, histogram, summary, type MetricSpec } from './metric-spec.ts';

/** The `op` label. A request of any other type counts as `unknown`. */
export const OPS = [
  'init',
  'read',
  'write',
  'cas',
  'delete',
  'list',
  'broadcast',
  'add',
  'txn',
  'echo',
  'generate',
  'topology',
  'bench_write',
  'bench_report',
  'bench_stats',
  'unknown',
] as const;
export const RESULTS = ['ok', ...(Object.keys(ERROR_CODES) as ErrorName[])] as const;
export const DIRECTIONS = ['sent', 'received'] as const;
export const OUTCOMES = ['applied', 'superseded', 'duplicate', 'set_aside', 'late'] as const;
export const PEER_STATES = ['reachable', 'suspected'] as const;
export const UNHEALTHY = ['suspected', 'failed'] as const;
export const SUSPICION_SOURCES = ['probe', 'peer'] as const;

const op = { name: 'op', values: OPS };
const direction = { name: 'direction', values: DIRECTIONS };

export const COUNTERS = [
  counter(
    'gossip_operations_total',
    'requests',
    'Requests of clients that were answered, by type and result.',
    op,
    {
      name: 'result',
      values: RESULTS,
    },
  ),
  counter('gossip_writes_total', 'writes', 'Writes accepted from clients at this node.'),
  counter(
    'gossip_writes_converged_among_rest_total',
    'writes',
    'Writes accepted here that all members hold that are left of those that they waited for: somebody was removed before.',
  ),
  counter('gossip_reads_total', 'reads', 'Reads of clients that reached this node, of missing keys too.'),
  counter(
    'gossip_stale_reads_total',
    'reads',
    'Reads that a write proved stale when it arrived; each read once.',
  ),
  counter('gossip_messages_total', 'messages', 'Node-to-node messages, by kind.', direction, {
    name: 'kind',
    values: GOSSIP_KINDS,
  }),
  counter(
    'gossip_message_bytes_total',
    'bytes',
    'Bytes of node-to-node messages, without line ends.',
    direction,
  ),
  counter(
    'gossip_entries_received_total',
    'entries',
    'Entries that arrived from other nodes, by what came of them; set_aside: from further ahead than clocks may be.',
    {
      name: 'outcome',
      values: OUTCOMES,
    },
  ),
  counter('gossip_inputs_rejected_total', 'inputs', 'Inputs that were not served, by reason.', {
    name: 'reason',
    values: REJECT_REASONS,
  }),
  counter(
    'gossip_log_records_total',
    'records',
    'Records that a node with a data directory has put on disk.',
  ),
  counter(
    'gossip_log_bytes_total',
    'bytes',
    'Bytes that a node with a data directory has put on disk: the log alone, without its snapshots.',
  ),
  counter(
    'gossip_view_splits_total',
    'messages',
    'Messages of nodes that have another view of the same number: two clusters went on without each other.',
  ),
  counter(
    'gossip_failure_detector_suspicions_total',
    'suspicions',
    "Peers that the failure detector began to suspect, after a probe of this node's own or by the word of a peer.",
    { name: 'source', values: SUSPICION_SOURCES },
  ),
  counter('gossip_failure_detector_refuted_total', 'suspicions', 'Suspicions that the peer refuted in time.'),
  counter('gossip_dropped_total', 'items', 'Whatever fell off a bound, spans included.', {
    name: 'what',
    values: DROPPABLE,
  }),
] as const satisfies readonly MetricSpec[];

export const HISTOGRAMS = [
  histogram(
    'gossip_operation_duration_seconds',
    'seconds',
    OPERATION_BUCKETS_S,
    'From reading a request until its reply was ready.',
    { labels: [op] },
  ),
  histogram(
    'gossip_commit_duration_seconds',
    'seconds',
    COMMIT_BUCKETS_S,
    'How long a sync of the log took. What a node with a data directory sends waits for one, or two.',
  ),
  histogram(
    'gossip_convergence_seconds',
    'seconds',
    CONVERGENCE_BUCKETS_S,
    'From the acceptance of a write here until the last replica held it, or a later version of its key.',
    { exemplars: true, sketched: true },
  ),
  histogram(
    'gossip_convergence_confirmed_seconds',
    'seconds',
    CONVERGENCE_BUCKETS_S,
    "From the acceptance of a write here until the last acknowledgement arrived, by this node's clock alone.",
    { sketched: true },
  ),
  histogram(
    'gossip_propagation_seconds',
    'seconds',
    CONVERGENCE_BUCKETS_S,
    'From the acceptance of a write at its origin until its application here.',
    { exemplars: true, sketched: true },
  ),
  histogram(
    'gossip_hops',
    'hops',
    HOP_BUCKETS,
    'Node-to-node hops from the origin until an application here.',
  ),
  histogram(
    'gossip_view_convergence_seconds',
    'seconds',
    CONVERGENCE_BUCKETS_S,
    'From the decision of a change of the members, at the node that decided it, until the last member said that it has the view.',
    { labels: [{ name: 'change', values: CHANGE_KINDS }] },
  ),
  histogram(
    'gossip_read_staleness_seconds',
    'seconds',
    CONVERGENCE_BUCKETS_S,
    'Age of a stale read: how long before it the oldest write that it missed was acknowledged.',
    { sketched: true },
  ),
  histogram(
    'gossip_read_staleness_versions',
    'versions',
    VERSION_BUCKETS,
    'Depth of a stale read: how many writes of its key it missed.',
    { sketched: true },
  ),
] as const satisfies readonly MetricSpec[];

export const SUMMARIES = [
  summary('gossip_convergence_quantiles_seconds', 'gossip_convergence_seconds', 'seconds'),
  summary(
    'gossip_convergence_confirmed_quantiles_seconds',
    'gossip_convergence_confirmed_seconds',
    'seconds',
  ),
  summary('gossip_propagation_quantiles_seconds', 'gossip_propagation_seconds', 'seconds'),
  summary('gossip_read_staleness_quantiles_seconds', 'gossip_read_staleness_seconds', 'seconds'),
  summary('gossip_read_staleness_quantiles_versions', 'gossip_read_staleness_versions', 'versions'),
] as const satisfies readonly MetricSpec[];

export const GAUGES = [
  gauge('gossip_convergence_max_seconds', 'seconds', 'The longest gossip_convergence_seconds so far.'),
  gauge(
    'gossip_convergence_confirmed_max_seconds',
    'seconds',
    'The longest gossip_convergence_confirmed_seconds so far.',
  ),
  gauge('gossip_propagation_max_seconds', 'seconds', 'The longest gossip_propagation_seconds so far.'),
  gauge('gossip_read_staleness_max_seconds', 'seconds', 'The longest gossip_read_staleness_seconds so far.'),
  gauge('gossip_writes_pending', 'writes', 'Writes accepted here that have not converged yet.'),
  gauge('gossip_keys', 'keys', 'Keys that this node holds.'),
  gauge(
    'gossip_tombstones',
    'keys',
    'Deleted keys that this node still remembers, because not every replica is known to have been told.',
  ),
  gauge(
    'gossip_peer_lag_entries_max',
    'entries',
    'Writes accepted here that the peer furthest behind has not acknowledged.',
  ),
  gauge(
    'gossip_clock_offset_max_seconds',
    'seconds',
    "How far the clock of a peer is from this node's, of the peer that differs most, as questions and answers show.",
  ),
  gauge(
    'gossip_clock_offset_bound_seconds',
    'seconds',
    'What gossip_clock_offset_max_seconds is wrong by at most: half the round trip that it was measured with.',
  ),
  gauge(
    'gossip_clock_wrong',
    'nodes',
    "Whether this node's clock is far from those of most of its peers, or corrected by them: 1, and writes are refused.",
  ),
  gauge(
    'gossip_view',
    'views',
    'The number of the view that says who counts; 0 where the members are fixed.',
  ),
  gauge('gossip_members', 'nodes', 'Members by this view, by how far they are on their way in or out.', {
    name: 'state',
    values: MEMBER_STATES,
  }),
  gauge(
    'gossip_data_size_bytes',
    'bytes',
    'Size of the log and its snapshot in the data directory, where there is one.',
  ),
  gauge(
    'gossip_recovery_seconds',
    'seconds',
    'How long it took at the start to check and read what the data directory held.',
  ),
  gauge(
    'gossip_disk_full',
    'nodes',
    'Whether there is no room for what would be accepted: 1, and writes are refused; reads go on.',
  ),
  gauge('gossip_peers', 'peers', 'Other nodes, by whether they answer.', {
    name: 'state',
    values: PEER_STATES,
  }),
  gauge(
    'gossip_failure_detector_peers',
    'peers',
    'Other nodes that the failure detector does not believe to be alive; 0 where none runs.',
    { name: 'state', values: UNHEALTHY },
  ),
] as const satisfies readonly MetricSpec[];

/** Of every program. */
export const BUILD_INFO = gauge('gossip_build_info', 'info', 'The version that runs; always 1.', {
  name: 'version',
  values: 'constant',
});

/** Always 1: what they say stands in the labels. */
export const INFOS = [
  BUILD_INFO,
  gauge(
    'gossip_node_info',
    'info',
    'How this node is set up; always 1.',
    { name: 'node', values: 'constant' },
    { name: 'strategy', values: 'constant' },
    { name: 'workload', values: 'constant' },
  ),
] as const satisfies readonly MetricSpec[];

export const METRICS: readonly MetricSpec[] = [...COUNTERS, ...HISTOGRAMS, ...SUMMARIES, ...GAUGES, ...INFOS];

export type CounterName = (typeof COUNTERS)[number]['name'];
export type HistogramName = (typeof HISTOGRAMS)[number]['name'];
export type SummaryName = (typeof SUMMARIES)[number]['name'];
export type GaugeName = (typeof GAUGES)[number]['name'];
