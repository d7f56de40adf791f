/** `gossipscope serve` as its operators see it: what clients get, what is refused at limits, and how nodes reach each other. */

import * as budgets from '../budgets.ts';
import type { CounterMetric, GaugeMetric } from '../catalogue.ts';
import type { Board, Row } from '../frame.ts';
import { apiErrorShare, nodesUp } from '../measures.ts';
import { graph, stat } from '../panels.ts';
import { highest, level, presentOnly, quantile, rate } from '../promql.ts';
import { quantiles, type Query } from '../query.ts';
import { CLUSTER, DETECTION, DISK, MEMBERS } from './service-nodes.ts';

const DURATION = 'gossip_api_request_duration_seconds';

/** A line for each value of a label that occurs. */
function byLabel(name: CounterMetric, label: string): Query {
  return { expr: presentOnly(rate(name, { by: [label] }), label), legend: `{{${label}}}` };
}

/** A line for each peer: the highest of the nodes that have it. */
function byPeer(name: GaugeMetric): Query {
  return { expr: highest(name, { by: ['peer'] }), legend: 'to {{peer}}' };
}

const health: Row = {
  title: 'Health: are clients served?',
  panels: [
    stat({
      title: 'Nodes',
      description:
        'Nodes that Prometheus can see. Fewer than you started: one is gone, or cannot be scraped.',
      unit: 'count',
      width: 4,
      queries: [{ expr: nodesUp(), legend: 'nodes' }],
    }),
    stat({
      title: 'Requests',
      description: 'Requests that the APIs of all chosen nodes answered, each second.',
      unit: 'perSecond',
      width: 4,
      queries: [{ expr: rate('gossip_api_requests_total'), legend: 'requests' }],
    }),
    stat({
      title: 'Errors',
      description: 'Share of the answers that say that the node could not: status 500 and above.',
      unit: 'share',
      width: 4,
      budget: budgets.API_ERROR_SHARE,
      queries: [{ expr: apiErrorShare(), legend: 'errors' }],
    }),
    stat({
      title: 'Latency, p99',
      description:
        'Ninety-nine requests of a hundred were answered within this time, by the clock of the node.',
      unit: 'seconds',
      width: 4,
      budget: budgets.API_P99_S,
      queries: quantiles(DURATION, [0.99]),
    }),
    stat({
      title: 'Connections between nodes',
      description:
        'Ways from a node to a peer on which messages leave at once: n × (n − 1) where all is well.',
      unit: 'count',
      width: 4,
      queries: [{ expr: level('gossip_transport_connected'), legend: 'connected' }],
    }),
    stat({
      title: 'Clock offset',
      description:
        'How far two clocks are apart, of those that differ most. Convergence times are wrong by as much.',
      unit: 'seconds',
      width: 4,
      queries: [{ expr: highest('gossip_clock_offset_max_seconds'), legend: 'offset' }],
    }),
  ],
};

const api: Row = {
  title: 'What clients get',
  panels: [
    graph({
      title: 'Requests by route',
      description: 'Answered requests, each second, by method and template: never by key.',
      unit: 'perSecond',
      width: 12,
      stacked: true,
      queries: [byLabel('gossip_api_requests_total', 'route')],
    }),
    graph({
      title: 'Answers by status',
      description: 'Each second. 4xx: clients asked wrongly, or for too much. 5xx: the node could not.',
      unit: 'perSecond',
      width: 12,
      stacked: true,
      queries: [byLabel('gossip_api_requests_total', 'status')],
    }),
    graph({
      title: 'Latency',
      description:
        'From the head of a request until its answer was handed to the system; watches are left out.',
      unit: 'seconds',
      width: 12,
      budget: budgets.API_P99_S,
      queries: quantiles(DURATION, [0.5, 0.95, 0.99]),
    }),
    graph({
      title: 'Latency by route, p99',
      description:
        'One slow route: what it asks is large. All of them: the node is short of CPU, or its disk is slow.',
      unit: 'seconds',
      width: 12,
      queries: [{ expr: quantile(0.99, DURATION, { by: ['route'] }), legend: '{{route}}' }],
    }),
  ],
};

const clients: Row = {
  title: 'Limits',
  panels: [
    graph({
      title: 'Refused at a limit',
      description: 'Each second, by limit. keys and memory: the node is full. rate: a client asks too often.',
      unit: 'perSecond',
      width: 8,
      queries: [byLabel('gossip_api_refused_total', 'limit')],
    }),
    graph({
      title: 'Connections and requests under way',
      description: 'Of all chosen nodes. Requests that pile up wait for a disk or for CPU.',
      unit: 'count',
      width: 8,
      queries: [
        { expr: level('gossip_api_connections'), legend: 'connections' },
        { expr: level('gossip_api_requests_in_flight'), legend: 'requests' },
      ],
    }),
    graph({
      title: 'Watchers, and what they are sent',
      description: 'Open watches, and changes that were sent to them each second.',
      unit: 'count',
      width: 8,
      queries: [
        { expr: level('gossip_api_watchers'), legend: 'watchers' },
        { expr: rate('gossip_api_watch_events_total'), legend: 'events a second' },
      ],
    }),
  ],
};

const transport: Row = {
  title: 'Between nodes',
  panels: [
    graph({
      title: 'Connected, by peer',
      description: 'How many nodes reach each peer. One line below the others: that node is gone or cut off.',
      unit: 'count',
      width: 8,
      queries: [{ expr: level('gossip_transport_connected', { by: ['peer'] }), legend: 'to {{peer}}' }],
    }),
    graph({
      title: 'Waiting, by peer',
      description:
        'Bytes that wait for a peer, at the node where most wait. A queue that is full drops its oldest.',
      unit: 'bytes',
      width: 8,
      budget: budgets.TRANSPORT_QUEUE_BYTES,
      queries: [byPeer('gossip_transport_queued_bytes')],
    }),
    graph({
      title: 'Messages',
      description:
        'That transports sent and received, each second. Over a minute both are the same, but for what is lost.',
      unit: 'perSecond',
      width: 8,
      queries: [
        { expr: rate('gossip_transport_messages_total', { by: ['direction'] }), legend: '{{direction}}' },
      ],
    }),
    graph({
      title: 'Dropped by the transport',
      description:
        'Each second, by reason. Anti-entropy repairs what was lost; forged_src is an attack, or a wrong certificate.',
      unit: 'perSecond',
      width: 8,
      queries: [byLabel('gossip_transport_dropped_total', 'reason')],
    }),
    graph({
      title: 'Made anew',
      description: 'Connections that broke and were made again, each second, by peer.',
      unit: 'perSecond',
      width: 8,
      queries: [byLabel('gossip_transport_reconnects_total', 'peer')],
    }),
    graph({
      title: 'Not let in',
      description:
        'Connections that were refused, each second, by reason: look at certificates, clusters and the lists of peers.',
      unit: 'perSecond',
      width: 8,
      queries: [byLabel('gossip_transport_refused_total', 'reason')],
    }),
    graph({
      title: 'Broken on purpose',
      description:
        'Links that nodes break because somebody measures the cluster (bench --attach), by kind of fault and direction. 0, unless nodes run with --allow-faults.',
      unit: 'count',
      width: 24,
      queries: [
        {
          expr: level('gossip_transport_faults', { by: ['fault', 'direction'] }),
          legend: '{{fault}}, {{direction}}',
        },
      ],
    }),
  ],
};

export const SERVICE: Board = {
  uid: 'gossipscope-service',
  title: 'gossipscope / Service',
  description:
    'Nodes as a service (gossipscope serve): requests, errors and latency of the API, what is refused at limits, and the transport between nodes.',
  rows: [health, api, clients, transport, DETECTION, MEMBERS, DISK, CLUSTER],
};
