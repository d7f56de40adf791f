/** One replica in depth: choose an instance or a node above; with several chosen, their sums. */

import * as budgets from '../budgets.ts';
import type { CounterMetric } from '../catalogue.ts';
import type { Board, Row } from '../frame.ts';
import { redundancy } from '../measures.ts';
import { graph, stat, table } from '../panels.ts';
import { highest, level, presentOnly, quantile, rate, REPLICA, series } from '../promql.ts';
import { perReplica, quantiles, type Query } from '../query.ts';

/** A line for each value of a label that occurs. */
function byLabel(name: CounterMetric, label: string, where?: Record<string, string>): Query {
  const expr = rate(name, { by: [label], ...(where && { where }) });
  return { expr: presentOnly(expr, label), legend: `{{${label}}}` };
}

const identity: Row = {
  title: 'Who is it?',
  panels: [
    table(
      {
        title: 'How it is set up',
        description: 'Name, strategy and workload of each node that is chosen above.',
        unit: 'none',
        width: 9,
        queries: [{ expr: series('gossip_node_info'), legend: 'node' }],
      },
      ['node', 'instance', 'strategy', 'workload', 'job'],
    ),
    table(
      {
        title: 'Version',
        description:
          'What runs there. Nodes of different versions in one cluster are fine for the time of an update.',
        unit: 'none',
        width: 6,
        queries: [{ expr: series('gossip_build_info'), legend: 'version' }],
      },
      ['version', 'instance', 'node', 'job'],
    ),
    stat({
      title: 'Up since',
      description:
        'How long the youngest process runs. A short time that nobody intended: it has crashed and was started again.',
      unit: 'seconds',
      width: 3,
      height: 6,
      queries: [{ expr: `time() - ${highest('process_start_time_seconds')}`, legend: 'up' }],
    }),
    stat({
      title: 'Keys',
      description: 'Keys that a node holds, the most of any. After convergence all nodes hold the same.',
      unit: 'count',
      width: 3,
      height: 6,
      queries: [
        { expr: highest('gossip_keys'), legend: 'keys' },
        { expr: highest('gossip_tombstones'), legend: 'deleted, and not yet forgotten' },
      ],
    }),
    stat({
      title: 'Peers in reach',
      description:
        'Other nodes that answer this one, the most of any that is chosen. All but itself is right.',
      unit: 'count',
      width: 3,
      height: 6,
      queries: [{ expr: highest('gossip_peers', { where: { state: 'reachable' } }), legend: 'peers' }],
    }),
  ],
};

const requests: Row = {
  title: 'Requests of clients',
  panels: [
    graph({
      title: 'Requests by type',
      description: 'Answered requests, each second.',
      unit: 'perSecond',
      width: 8,
      stacked: true,
      queries: [byLabel('gossip_operations_total', 'op')],
    }),
    graph({
      title: 'Errors by kind',
      description:
        'Requests that were answered with an error, by its name in the protocol. `none`: there were none.',
      unit: 'perSecond',
      width: 8,
      queries: [byLabel('gossip_operations_total', 'result', { result: '!ok' })],
    }),
    graph({
      title: 'Time to answer',
      description:
        'From reading a request until its reply was ready. A millisecond means that it queued behind others.',
      unit: 'seconds',
      width: 8,
      queries: quantiles('gossip_operation_duration_seconds', [0.5, 0.95, 0.99]),
    }),
  ],
};

const gossip: Row = {
  title: 'Gossip',
  panels: [
    ...(['sent', 'received'] as const).map((direction) =>
      graph({
        title: `Messages ${direction}, by kind`,
        description:
          'Each second. Mail, rumors and the like spread writes; digests, symbols and deltas find and repair what was missed; acks acknowledge; joins, shuffles and the like keep partial views; pings probe.',
        unit: 'perSecond',
        width: 8,
        stacked: true,
        queries: [byLabel('gossip_messages_total', 'kind', { direction })],
      }),
    ),
    graph({
      title: 'Bytes',
      description: 'Of messages between nodes, each second, by direction.',
      unit: 'bytesPerSecond',
      width: 8,
      queries: [{ expr: rate('gossip_message_bytes_total', { by: ['direction'] }), legend: '{{direction}}' }],
    }),
    graph({
      title: 'Entries that arrived',
      description:
        'Applied: news. Superseded: late, a newer version of the key was here. Duplicate: known already.',
      unit: 'perSecond',
      width: 8,
      stacked: true,
      queries: [{ expr: rate('gossip_entries_received_total', { by: ['outcome'] }), legend: '{{outcome}}' }],
    }),
    graph({
      title: 'Redundancy',
      description: 'Duplicates over news, by node. 0 is perfect; flooding costs about fanout − 1.',
      unit: 'count',
      width: 8,
      queries: [perReplica(redundancy({ by: REPLICA }))],
    }),
    graph({
      title: 'Arrival of writes, p95',
      description:
        'From acceptance elsewhere until application here: how far behind the others this node lives.',
      unit: 'seconds',
      width: 8,
      queries: [perReplica(quantile(0.95, 'gossip_propagation_seconds', { by: REPLICA }))],
    }),
  ],
};

const trouble: Row = {
  title: 'Rejected and dropped',
  panels: [
    graph({
      title: 'Rejected inputs',
      description:
        'Lines that were not served, by reason: no JSON, no message, malformed, not for this node. Whoever sends them is at fault; the log of the node shows one.',
      unit: 'perSecond',
      width: 12,
      budget: budgets.LOSSES_PER_SEC,
      queries: [byLabel('gossip_inputs_rejected_total', 'reason')],
    }),
    graph({
      title: 'Dropped',
      description:
        'What fell off a bound, each second. Spans: the collector is too slow. Anything else: a replica is behind for so long that measurements lose their exactness.',
      unit: 'perSecond',
      width: 12,
      budget: budgets.LOSSES_PER_SEC,
      queries: [byLabel('gossip_dropped_total', 'what')],
    }),
  ],
};

const clocks: Row = {
  title: 'Clocks',
  panels: [
    graph({
      title: 'Furthest clock of a peer',
      description:
        'How far the clock of the peer that differs most is from that of the node, and what the estimate is wrong by at most. Times across nodes are wrong by as much.',
      unit: 'seconds',
      width: 12,
      queries: [
        perReplica(level('gossip_clock_offset_max_seconds', { by: REPLICA })),
        { expr: highest('gossip_clock_offset_bound_seconds'), legend: 'bound' },
      ],
    }),
    graph({
      title: 'Clock taken for wrong',
      description:
        'Nodes whose clocks are far from those of most peers: they refuse writes. Set the clock and start the node again.',
      unit: 'count',
      width: 12,
      queries: [perReplica(level('gossip_clock_wrong', { by: REPLICA }))],
    }),
  ],
};

const members: Row = {
  title: 'Members',
  panels: [
    graph({
      title: 'View, by node',
      description:
        'The number of the view that says who counts, as each node knows it: all come to the same. 0 where the members are fixed.',
      unit: 'count',
      width: 8,
      queries: [perReplica(level('gossip_view', { by: REPLICA }))],
    }),
    graph({
      title: 'Members by state',
      description: 'Of the view of the node that knows the most of them.',
      unit: 'count',
      width: 8,
      stacked: true,
      queries: [{ expr: highest('gossip_members', { by: ['state'] }), legend: '{{state}}' }],
    }),
    graph({
      title: 'Converged among the rest',
      description:
        'Writes, each second, that all have who are left of those that they waited for: somebody was removed.',
      unit: 'perSecond',
      width: 8,
      queries: [perReplica(rate('gossip_writes_converged_among_rest_total', { by: REPLICA }))],
    }),
  ],
};

const process: Row = {
  title: 'Process',
  panels: [
    graph({
      title: 'CPU',
      description: 'Cores that the node keeps busy. It can use one at most.',
      unit: 'share',
      width: 8,
      queries: [perReplica(rate('process_cpu_seconds_total', { by: REPLICA }))],
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
    graph({
      title: 'Memory',
      description:
        "What the process holds, and what of it JavaScript's objects fill. Everything in a node is bounded, so both must level off.",
      unit: 'bytes',
      width: 8,
      queries: [
        { expr: level('process_resident_memory_bytes'), legend: 'process' },
        { expr: level('nodejs_heap_size_used_bytes'), legend: 'objects' },
      ],
    }),
  ],
};

export const NODE: Board = {
  uid: 'gossipscope-node',
  title: 'gossipscope / Node',
  description:
    'One replica in depth: choose it above, by instance or by node. With several chosen: their sums.',
  rows: [identity, requests, gossip, trouble, clocks, members, process],
};
