/** The bench's own view as metrics, to stand beside the nodes' on its scrape endpoint. Values are read when it is scraped. */

import { Counter, Gauge } from 'prom-client';
import { BucketHistogram } from './bucket-histogram.ts';
import { OPERATION_BUCKETS_S } from './buckets.ts';
import { labelSetsOf } from './cells.ts';
import type { MetricSpec } from './metric-spec.ts';
import { addOurs, configOf, newRegistry, type MetricRegistry } from './registry.ts';

export const BENCH_PHASES = ['start', 'load', 'settle', 'check', 'stop', 'done'] as const;
export type BenchPhase = (typeof BENCH_PHASES)[number];
export const BENCH_RESULTS = ['ok', 'error', 'timeout', 'shed'] as const;
export const DROP_CAUSES = [
  'loss',
  'partition',
  'unknown_destination',
  'overflow',
  'down',
  'carrier',
] as const;

const OP = { name: 'op', values: ['read', 'write'] };

/** Everything here is of the scenario that is running: counters start again with the next one. */
export const BENCH_METRICS = [
  {
    name: 'gossip_bench_operations_total',
    type: 'counter',
    unit: 'operations',
    help: "Clients' operations that ended, by what became of them.",
    labels: [OP, { name: 'result', values: BENCH_RESULTS }],
  },
  {
    name: 'gossip_bench_messages_total',
    type: 'counter',
    unit: 'messages',
    help: 'Node-to-node messages that the bench saw leave.',
    labels: [],
  },
  {
    name: 'gossip_bench_message_bytes_total',
    type: 'counter',
    unit: 'bytes',
    help: 'Bytes of these messages, without line ends.',
    labels: [],
  },
  {
    name: 'gossip_bench_messages_delivered_total',
    type: 'counter',
    unit: 'messages',
    help: 'Copies of these messages that the bench delivered.',
    labels: [],
  },
  {
    name: 'gossip_bench_messages_dropped_total',
    type: 'counter',
    unit: 'messages',
    help: 'Copies of these messages that were not delivered, by cause.',
    labels: [{ name: 'cause', values: DROP_CAUSES }],
  },
  {
    name: 'gossip_bench_writes_unconverged',
    type: 'gauge',
    unit: 'writes',
    help: 'Writes seen on the wire that some node has not received yet.',
    labels: [],
  },
  {
    name: 'gossip_bench_partition_active',
    type: 'gauge',
    unit: 'partitions',
    help: '1 while the network is partitioned, else 0.',
    labels: [],
  },
  {
    name: 'gossip_bench_phase',
    type: 'gauge',
    unit: 'phases',
    help: '1 for what the bench is doing, 0 for the rest.',
    labels: [{ name: 'phase', values: BENCH_PHASES }],
  },
  {
    name: 'gossip_bench_nodes_running',
    type: 'gauge',
    unit: 'nodes',
    help: 'Node processes that run.',
    labels: [],
  },
  {
    name: 'gossip_bench_added_delay_p99_seconds',
    type: 'gauge',
    unit: 'seconds',
    help: 'What the bench itself adds to the latency of a message, 99th percentile.',
    labels: [],
  },
] as const satisfies readonly MetricSpec[];

export const BENCH_OPERATION_DURATION = {
  name: 'gossip_bench_operation_duration_seconds',
  type: 'histogram',
  unit: 'seconds',
  help: 'From the moment when an operation was due to start until its answer arrived.',
  buckets: OPERATION_BUCKETS_S,
  labels: [OP],
} as const satisfies MetricSpec;

export type BenchMetricName = (typeof BENCH_METRICS)[number]['name'];

/** Current value of a metric for these label values, in the order of the catalogue. */
export type ReadBenchMetric = (name: BenchMetricName, labels: readonly string[]) => number;

export interface BenchMetrics {
  readonly contentType: string;
  observeOperation(op: 'read' | 'write', latencyMs: number): void;
  /** Forgets the scenario before. */
  startAgain(): void;
  text(): Promise<string>;
}

export function createBenchMetrics(read: ReadBenchMetric): BenchMetrics {
  const registry = newRegistry();
  for (const spec of BENCH_METRICS) add(registry, spec, read);
  const duration = new BucketHistogram(
    BENCH_OPERATION_DURATION,
    labelSetsOf(BENCH_OPERATION_DURATION.labels),
  );
  addOurs(registry, duration);
  return {
    contentType: registry.contentType,
    observeOperation: (op, latencyMs) => duration.labels({ op }).observe(latencyMs / 1000),
    startAgain: () => duration.reset(),
    text: () => registry.metrics(),
  };
}

function add(registry: MetricRegistry, spec: (typeof BENCH_METRICS)[number], read: ReadBenchMetric): void {
  const { name, labels } = spec;
  const config = configOf(registry, spec);
  const current = labelSetsOf(labels).map((set) => ({ set, values: Object.values(set) }));
  if (spec.type === 'gauge') {
    const gauge: Gauge = new Gauge({
      ...config,
      collect: () => current.forEach(({ set, values }) => gauge.set(set, read(name, values))),
    });
    return;
  }
  const counter: Counter = new Counter({
    ...config,
    collect: () => {
      counter.reset();
      for (const { set, values } of current) counter.inc(set, read(name, values));
    },
  });
}
