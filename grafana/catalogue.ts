/**
 * All metrics that a dashboard may name: the node's, the bench's, the service's, the agent's, the probe's, and those of prom-client's
 * defaults that we show.
 */

import {
  AGENT_METRICS,
  type AGENT_COUNTERS,
  type AGENT_GAUGES,
  type AGENT_JOB_DURATION,
} from '../src/observe/metrics/agent-metrics.ts';
import { BENCH_METRICS, BENCH_OPERATION_DURATION } from '../src/observe/metrics/bench-metrics.ts';
import { COUNTERS, GAUGES, HISTOGRAMS, INFOS } from '../src/observe/metrics/metric-catalogue.ts';
import { type LabelSpec, type MetricSpec } from '../src/observe/metrics/metric-spec.ts';
import type {
  API_COUNTERS,
  API_GAUGES,
  API_REQUEST_DURATION,
  TRANSPORT_COUNTERS,
  TRANSPORT_GAUGES,
} from '../src/observe/metrics/service-metrics.ts';
import {
  REPLICATION_METRICS,
  type REPLICATION_COUNTERS,
  type REPLICATION_GAUGES,
  type REPLICATION_HISTOGRAMS,
} from '../src/observe/metrics/replication-catalogue.ts';
import { SERVICE_METRICS } from '../src/observe/metrics/service-metrics.ts';

/** Of prom-client, without labels of their own. */
const PROCESS = [
  ['process_cpu_seconds_total', 'counter', 'CPU time of the process, user and system.'],
  ['process_resident_memory_bytes', 'gauge', 'Memory that the process holds.'],
  ['process_start_time_seconds', 'gauge', 'When the process started, since the epoch.'],
  ['nodejs_heap_size_used_bytes', 'gauge', "Of it, what JavaScript's objects fill."],
  ['nodejs_eventloop_lag_p99_seconds', 'gauge', 'How late the event loop runs timers, 99th percentile.'],
] as const;

const processMetrics = PROCESS.map(([name, type, help]): MetricSpec => ({
  name,
  type,
  help,
  unit: 'seconds',
  labels: [],
}));

export type CounterMetric =
  | (
      | typeof COUNTERS
      | typeof API_COUNTERS
      | typeof TRANSPORT_COUNTERS
      | typeof AGENT_COUNTERS
      | typeof REPLICATION_COUNTERS
    )[number]['name']
  | Extract<(typeof BENCH_METRICS)[number], { type: 'counter' }>['name']
  | Extract<(typeof PROCESS)[number], readonly [string, 'counter', string]>[0];

export type GaugeMetric =
  | (
      | typeof GAUGES
      | typeof INFOS
      | typeof API_GAUGES
      | typeof TRANSPORT_GAUGES
      | typeof AGENT_GAUGES
      | typeof REPLICATION_GAUGES
    )[number]['name']
  | Extract<(typeof BENCH_METRICS)[number], { type: 'gauge' }>['name']
  | Extract<(typeof PROCESS)[number], readonly [string, 'gauge', string]>[0];

export type HistogramMetric =
  | (typeof HISTOGRAMS | typeof REPLICATION_HISTOGRAMS)[number]['name']
  | (typeof BENCH_OPERATION_DURATION | typeof API_REQUEST_DURATION | typeof AGENT_JOB_DURATION)['name'];

const SPECS: ReadonlyMap<string, MetricSpec> = new Map(
  [
    ...COUNTERS,
    ...GAUGES,
    ...HISTOGRAMS,
    ...INFOS,
    ...BENCH_METRICS,
    BENCH_OPERATION_DURATION,
    ...SERVICE_METRICS,
    ...REPLICATION_METRICS,
    ...AGENT_METRICS,
    ...processMetrics,
  ].map((spec) => [spec.name, spec]),
);

export const METRIC_NAMES: readonly string[] = [...SPECS.keys()];

/** @throws {Error} for a name that is not in the catalogue */
export function specOf(name: string): MetricSpec {
  const spec = SPECS.get(name);
  if (spec === undefined)
    throw new Error(`${name} is in no catalogue: see src/observe/metrics/metric-catalogue.ts`);
  return spec;
}

/** The catalogue's metrics that a query reads, in order. */
export function metricsIn(expr: string): MetricSpec[] {
  const names = expr.matchAll(/\b(?:gossip|process|nodejs)_\w+/g);
  const found = [...names].map(([name]) => specOf(SPECS.has(name) ? name : withoutSuffix(name)));
  return [...new Set(found)];
}

/** @throws {Error} for a label or a value that the metric cannot have */
export function checkLabel(spec: MetricSpec, label: string, value: string): void {
  const declared: LabelSpec | undefined = spec.labels.find(({ name }) => name === label);
  if (declared === undefined) throw new Error(`${spec.name} has no label ${label}`);
  if (typeof declared.values !== 'string' && !declared.values.includes(value)) {
    throw new Error(`${spec.name} has no ${label}="${value}": one of ${declared.values.join(', ')}`);
  }
}

function withoutSuffix(name: string): string {
  return name.replace(/_(bucket|sum|count)$/, '');
}
