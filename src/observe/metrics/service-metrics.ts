/** The metrics of `gossipscope serve` beside those of the node: its API, its watchers, and its transport by peer. */

import { Counter, Gauge } from 'prom-client';
import { BucketHistogram, type Series } from './bucket-histogram.ts';
import { OPERATION_BUCKETS_S } from './buckets.ts';
import { Cells, labelSetsOf } from './cells.ts';
import { counter, gauge, type MetricSpec } from './metric-spec.ts';
import { addCounted, addOurs, configOf, type MetricRegistry } from './registry.ts';

/** Method and template of a route; `other`: there is none. */
export const API_ROUTES = [
  'GET /v1/kv/{key}',
  'PUT /v1/kv/{key}',
  'DELETE /v1/kv/{key}',
  'GET /v1/kv',
  'GET /v1/export',
  'GET /v1/backup',
  'GET /v1/watch',
  'GET /v1/members',
  'DELETE /v1/members/{node}',
  'POST /v1/members/{node}/leave',
  'GET /v1/faults',
  'PUT /v1/faults',
  'DELETE /v1/faults',
  'GET /v1/report',
  'GET /v1/stats',
  'GET /metrics',
  'GET /healthz',
  'GET /readyz',
  'GET /openapi.json',
  'other',
] as const;
export type ApiRoute = (typeof API_ROUTES)[number];

/** Those that the API answers with; `other` is none of them. */
export const API_STATUSES = [
  ...[
    '200',
    '201',
    '204',
    '304',
    '400',
    '401',
    '403',
    '404',
    '405',
    '409',
    '412',
    '413',
    '414',
    '415',
    '422',
  ],
  ...['429', '500', '501', '503', '504', '507', 'other'],
] as const;

/** What was refused at a limit, whether it became a request or not. */
export const API_LIMITS = [
  ...(['body', 'key', 'headers', 'rate', 'connections', 'keys', 'memory', 'time'] as const),
  ...(['pipelined', 'watchers', 'slow_watcher', 'malformed'] as const),
] as const;
export type ApiLimit = (typeof API_LIMITS)[number];

const ROUTE = { name: 'route', values: API_ROUTES };
const PEER = { name: 'peer', values: 'peers' } as const;

export const API_COUNTERS = [
  counter(
    'gossip_api_requests_total',
    'requests',
    'Requests that the API answered, by the template of their route and the status.',
    ROUTE,
    { name: 'status', values: API_STATUSES },
  ),
  counter(
    'gossip_api_refused_total',
    'requests',
    'What was refused or cut off at a limit of the API, by limit; malformed: what was no HTTP.',
    { name: 'limit', values: API_LIMITS },
  ),
  counter('gossip_api_watch_events_total', 'events', 'Changes that were sent to watchers.'),
] as const satisfies readonly MetricSpec[];

export const API_GAUGES = [
  gauge('gossip_api_requests_in_flight', 'requests', 'Requests that are being answered, watches among them.'),
  gauge('gossip_api_connections', 'connections', 'Open connections of clients.'),
  gauge('gossip_api_watchers', 'watchers', 'Watches that are open.'),
] as const satisfies readonly MetricSpec[];

export const API_REQUEST_DURATION = {
  name: 'gossip_api_request_duration_seconds',
  type: 'histogram',
  unit: 'seconds',
  help: 'From the head of a request until its answer was handed to the system, by the template of its route; watches apart.',
  buckets: OPERATION_BUCKETS_S,
  labels: [ROUTE],
} as const satisfies MetricSpec;

export const TRANSPORT_COUNTERS = [
  counter(
    'gossip_transport_messages_total',
    'messages',
    'Messages that the transport sent to a peer or received from it.',
    PEER,
    { name: 'direction', values: ['sent', 'received'] },
  ),
  counter(
    'gossip_transport_dropped_total',
    'messages',
    'Messages to or from a peer that the transport dropped, by reason.',
    PEER,
    {
      name: 'reason',
      values: ['queue_full', 'too_long', 'connection_lost', 'removed', 'forged_src', 'overrun', 'fault'],
    },
  ),
  counter(
    'gossip_transport_reconnects_total',
    'connections',
    'Connections to a peer that were made anew after the first.',
    PEER,
  ),
  counter(
    'gossip_transport_refused_total',
    'connections',
    'Connections that were refused or ended, by reason.',
    {
      name: 'reason',
      values: [
        ...['no_certificate', 'bad_certificate', 'expired_certificate', 'wrong_cluster', 'wrong_version'],
        ...['not_a_peer', 'bad_hello', 'hello_timeout', 'flood', 'replaced'],
      ],
    },
  ),
] as const satisfies readonly MetricSpec[];

export const TRANSPORT_GAUGES = [
  gauge(
    'gossip_transport_connected',
    'connections',
    'Whether what is sent to a peer leaves at once: 1, else 0.',
    PEER,
  ),
  gauge('gossip_transport_queued_bytes', 'bytes', 'What waits for a peer.', PEER),
  gauge(
    'gossip_transport_faults',
    'faults',
    'Faults that are injected on purpose, by peer, direction and kind: 1, else 0.',
    PEER,
    { name: 'direction', values: ['to', 'from'] },
    { name: 'fault', values: ['cut', 'latency', 'loss', 'duplication'] },
  ),
] as const satisfies readonly MetricSpec[];

export const SERVICE_METRICS: readonly MetricSpec[] = [
  ...API_COUNTERS,
  API_REQUEST_DURATION,
  ...API_GAUGES,
  ...TRANSPORT_COUNTERS,
  ...TRANSPORT_GAUGES,
];

type ReadName = (typeof API_GAUGES | typeof TRANSPORT_COUNTERS | typeof TRANSPORT_GAUGES)[number]['name'];

/** One value with the values of its labels, in the order of the catalogue. */
export type Reading = readonly [value: number, ...labels: string[]];

/** What is read when somebody scrapes. */
export type ReadService = Readonly<Record<ReadName, () => readonly Reading[]>>;

/** Counts what the API does, and puts it and what is read beside the node's own metrics. */
export class ServiceMetrics {
  readonly #counters = new Map<string, Cells>(API_COUNTERS.map((spec) => [spec.name, new Cells(spec)]));
  readonly #requests = this.#cells('gossip_api_requests_total');
  readonly #refused = this.#cells('gossip_api_refused_total');
  readonly #events = this.#cells('gossip_api_watch_events_total');
  readonly #durations = new BucketHistogram(API_REQUEST_DURATION, labelSetsOf(API_REQUEST_DURATION.labels));
  readonly #durationOf = new Map<string | undefined, Series>(
    this.#durations.series.map((series) => [series.labels['route'], series]),
  );

  /** @param durationMs undefined where it is not an answer's: a watch lasts as long as somebody watches */
  request(route: ApiRoute, status: number, durationMs: number | undefined): void {
    const index = this.#requests.index(route, String(status)) ?? this.#requests.index(route, 'other') ?? 0;
    this.#requests.add(index, 1);
    if (durationMs !== undefined) this.#durationOf.get(route)?.observe(durationMs / 1000);
  }

  refused(limit: ApiLimit): void {
    this.#refused.add(this.#refused.index(limit) ?? 0, 1);
  }

  watchEvents(count: number): void {
    this.#events.add(0, count);
  }

  register(registry: MetricRegistry, read: ReadService): void {
    for (const spec of API_COUNTERS) addCounted(registry, spec, this.#cells(spec.name));
    addOurs(registry, this.#durations);
    for (const spec of [...API_GAUGES, ...TRANSPORT_GAUGES]) addRead(registry, spec, read[spec.name]);
    for (const spec of TRANSPORT_COUNTERS) addRead(registry, spec, read[spec.name]);
  }

  #cells(name: string): Cells {
    const cells = this.#counters.get(name);
    if (cells === undefined) throw new Error(`${name} is a counter of the API`);
    return cells;
  }
}

/** Peers come and go: only those that are there now are shown. */
function addRead(registry: MetricRegistry, spec: MetricSpec, read: () => readonly Reading[]): void {
  const labelled = (labels: readonly string[]): Record<string, string> =>
    Object.fromEntries(spec.labels.map(({ name }, i) => [name, labels[i] ?? '']));
  if (spec.type === 'gauge') {
    const metric: Gauge = new Gauge({
      ...configOf(registry, spec),
      collect: () => {
        metric.reset();
        for (const [value, ...labels] of read()) metric.set(labelled(labels), value);
      },
    });
    return;
  }
  const metric: Counter = new Counter({
    ...configOf(registry, spec),
    collect: () => {
      metric.reset();
      for (const [value, ...labels] of read()) metric.inc(labelled(labels), value);
    },
  });
}
