/** The home page: is the cluster converging, how fast, at what cost, how stale; each row leads to a dashboard with more. */

import * as budgets from '../budgets.ts';
import type { Board, Row } from '../frame.ts';
import {
  bytesPerWrite,
  convergence,
  errorShare,
  messagesPerWrite,
  nodesUp,
  pendingWait,
  redundancy,
  staleShare,
} from '../measures.ts';
import { graph, heatmap, stat, timeline } from '../panels.ts';
import { buckets, highest, level, rate, REPLICA } from '../promql.ts';
import { perReplica, quantiles } from '../query.ts';

const health: Row = {
  title: 'Health: is the cluster converging?',
  panels: [
    stat({
      title: 'Nodes',
      description:
        'Nodes that Prometheus can see. Fewer than you started: one has died, or its endpoint is not scraped.',
      unit: 'count',
      width: 4,
      queries: [{ expr: nodesUp(), legend: 'nodes' }],
    }),
    stat({
      title: 'Convergence, p99',
      description:
        'Ninety-nine writes of a hundred were on all replicas within this time. During a partition it grows: writes wait for the network to heal.',
      unit: 'seconds',
      width: 4,
      budget: budgets.CONVERGENCE_P99_S,
      queries: [{ expr: convergence(0.99), legend: 'p99' }],
    }),
    stat({
      title: 'Messages per write',
      description:
        'What one write costs in messages between nodes, of every kind but probes of a failure detector. At least one for each other replica, unless writes travel together.',
      unit: 'count',
      width: 4,
      queries: [{ expr: messagesPerWrite(), legend: 'messages' }],
    }),
    stat({
      title: 'Stale reads',
      description:
        'Share of the reads that returned an old value although a newer one had been acknowledged elsewhere.',
      unit: 'share',
      width: 4,
      budget: budgets.STALE_SHARE,
      queries: [{ expr: staleShare(), legend: 'stale' }],
    }),
    stat({
      title: 'Wait of pending writes',
      description:
        'How long a write that is not everywhere yet has to wait, on average (pending writes over writes a second). Infinite: writes are stuck although no new ones come.',
      unit: 'seconds',
      width: 4,
      budget: budgets.PENDING_WAIT_S,
      queries: [{ expr: pendingWait(), legend: 'wait' }],
    }),
    stat({
      title: 'Suspected peers',
      description: 'The most peers that one node gets no answer from. Above 0: a partition, or a dead node.',
      unit: 'count',
      width: 4,
      budget: budgets.SUSPECTED_PEERS,
      queries: [{ expr: highest('gossip_peers', { where: { state: 'suspected' } }), legend: 'suspected' }],
    }),
  ],
};

const traffic: Row = {
  title: 'Traffic: what do clients do?',
  panels: [
    graph({
      title: 'Requests by type',
      description: 'Requests that clients sent and nodes answered, each second.',
      unit: 'perSecond',
      width: 8,
      queries: [{ expr: `${rate('gossip_operations_total', { by: ['op'] })} > 0`, legend: '{{op}}' }],
    }),
    graph({
      title: 'Requests answered with an error',
      description:
        'Share of the requests that failed. A precondition that failed (cas) counts, so some workloads are never at 0.',
      unit: 'share',
      width: 8,
      budget: budgets.ERROR_SHARE,
      queries: [{ expr: errorShare(), legend: 'errors' }],
    }),
    graph({
      title: 'Time to answer a request',
      description:
        'From reading a request until its reply was ready, inside the node. Writes are answered before they have spread, so this is microseconds.',
      unit: 'seconds',
      width: 8,
      queries: quantiles('gossip_operation_duration_seconds', [0.5, 0.99]),
    }),
  ],
};

const convergenceRow: Row = {
  title: 'Convergence: how long until all replicas agree?',
  panels: [
    graph({
      title: 'Time until a write was everywhere',
      description:
        'Half, ninety-five, and ninety-nine of a hundred writes were on all replicas within this time.',
      unit: 'seconds',
      width: 12,
      budget: budgets.CONVERGENCE_P99_S,
      queries: quantiles('gossip_convergence_seconds', [0.5, 0.95, 0.99]),
    }),
    heatmap({
      title: 'Writes by time until they were everywhere',
      description:
        'The darker, the more writes took that long. A second band high up: writes that waited for a partition to heal. A dot is a traced write: click it to open its trace.',
      unit: 'seconds',
      width: 12,
      queries: [{ expr: buckets('gossip_convergence_seconds'), legend: '{{le}}', exemplars: true }],
    }),
  ],
};

const efficiency: Row = {
  title: 'Efficiency: at what cost?',
  panels: [
    graph({
      title: 'Messages for each write',
      description:
        'Messages between nodes over writes. Falls when writes travel together; rises when there is much to repair, or little to write.',
      unit: 'count',
      width: 8,
      queries: [{ expr: messagesPerWrite(), legend: 'messages per write' }],
    }),
    graph({
      title: 'Bytes for each write',
      description:
        'Bytes of all messages between nodes over writes: digests, acknowledgements and probes weigh too.',
      unit: 'bytes',
      width: 8,
      queries: [{ expr: bytesPerWrite(), legend: 'bytes per write' }],
    }),
    graph({
      title: 'Redundancy',
      description:
        'Entries that arrived where they were known already, over those that were news. 0 is perfect; flooding costs about fanout − 1.',
      unit: 'count',
      width: 8,
      queries: [{ expr: redundancy(), legend: 'duplicates per news' }],
    }),
  ],
};

const staleness: Row = {
  title: 'Staleness: how old is what clients read?',
  panels: [
    graph({
      title: 'Share of stale reads',
      description:
        'Reads that missed a write which had been acknowledged before, over all reads. Counted when the missed write arrives: after a partition, all at once.',
      unit: 'share',
      width: 12,
      budget: budgets.STALE_SHARE,
      queries: [{ expr: staleShare(), legend: 'stale' }],
    }),
    graph({
      title: 'Age of stale reads',
      description: 'How long ago the oldest write that a stale read missed had been acknowledged.',
      unit: 'seconds',
      width: 12,
      queries: quantiles('gossip_read_staleness_seconds', [0.5, 0.99]),
    }),
  ],
};

const peers: Row = {
  title: 'Peers and partitions',
  panels: [
    timeline(
      {
        title: 'Whom nodes cannot reach',
        description:
          'How many peers each node suspects to be unreachable, because they do not answer. A partition shows as all nodes at once.',
        unit: 'count',
        width: 12,
        budget: budgets.SUSPECTED_PEERS,
        queries: [perReplica(level('gossip_peers', { where: { state: 'suspected' }, by: REPLICA }))],
      },
      { 0: ['reaches all', 'green'] },
    ),
    graph({
      title: 'Writes that are not everywhere yet',
      description:
        'As the nodes count them and, where a bench runs, as it sees them on the wire. They grow during a partition and must fall to about 0 after it.',
      unit: 'count',
      width: 12,
      queries: [
        { expr: level('gossip_writes_pending'), legend: 'by the nodes' },
        { expr: level('gossip_bench_writes_unconverged'), legend: 'by the bench' },
      ],
    }),
  ],
};

const processes: Row = {
  title: 'Processes',
  panels: [
    graph({
      title: 'CPU',
      description: 'Cores that each node keeps busy. A node uses one at most: near 1 it cannot keep up.',
      unit: 'share',
      width: 8,
      queries: [perReplica(rate('process_cpu_seconds_total', { by: REPLICA }))],
    }),
    graph({
      title: 'Memory',
      description: 'Memory that each node holds. Everything in a node is bounded, so it must level off.',
      unit: 'bytes',
      width: 8,
      queries: [perReplica(level('process_resident_memory_bytes', { by: REPLICA }))],
    }),
    graph({
      title: 'Event loop lag, p99',
      description:
        'How late timers run, because something else kept the process busy. All that is measured is late by as much.',
      unit: 'seconds',
      width: 8,
      budget: budgets.EVENT_LOOP_LAG_S,
      queries: [perReplica(level('nodejs_eventloop_lag_p99_seconds', { by: REPLICA }))],
    }),
  ],
};

export const OVERVIEW: Board = {
  uid: 'gossipscope-overview',
  title: 'gossipscope / Overview',
  description: 'Is the cluster converging, how fast, at what cost, and how stale are reads meanwhile?',
  rows: [health, traffic, convergenceRow, efficiency, staleness, peers, processes],
};
