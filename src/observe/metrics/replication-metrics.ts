/** The metrics of `gossipscope probe`: how a store's replicas follow it, as a client sees it. */

import { Counter, Gauge } from 'prom-client';
import { BucketHistogram } from './bucket-histogram.ts';
import { VISIBLE_BUCKETS_S } from './buckets.ts';
import { BUILD_INFO } from './metric-catalogue.ts';
import { counter, gauge, histogram, type MetricSpec } from './metric-spec.ts';
import { addInfo, addOurs, addProcess, configOf, newRegistry } from './registry.ts';

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
    'Reads that missed a write which had been acknowledged before they began.',
    REPLICA,
  ),
  counter('gossip_replication_read_errors_total', 'reads', 'Reads that a replica did not answer.', REPLICA),
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
    'How long ago the oldest write was acknowledged that a replica has not shown; 0 where it has shown all.',
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
    'How long no write has been acknowledged, while writes fail; 0 where the last one was.',
  ),
] as const satisfies readonly MetricSpec[];

export const REPLICATION_HISTOGRAMS = [
  histogram(
    'gossip_replication_visible_seconds',
    'seconds',
    VISIBLE_BUCKETS_S,
    'From the acknowledgement of a write until a replica showed it, or something later: at most.',
    { labels: [REPLICA] },
  ),
] as const satisfies readonly MetricSpec[];

export const REPLICATION_METRICS: readonly MetricSpec[] = [
  ...REPLICATION_COUNTERS,
  ...REPLICATION_HISTOGRAMS,
  ...REPLICATION_GAUGES,
];

type CounterName = (typeof REPLICATION_COUNTERS)[number]['name'];
type GaugeName = (typeof REPLICATION_GAUGES)[number]['name'];

export class ReplicationMetrics {
  readonly #registry = newRegistry();
  readonly #counters = new Map<CounterName, Counter>();
  readonly #visible: BucketHistogram;

  /** @param read what a gauge shows: one value, or one for each replica */
  constructor(version: string, replicas: readonly string[], read: (name: GaugeName) => readonly number[]) {
    const registry = this.#registry;
    const labelSets = replicas.map((replica) => ({ replica }));
    const [visible] = REPLICATION_HISTOGRAMS;
    this.#visible = new BucketHistogram(visible, labelSets);
    addOurs(registry, this.#visible);
    for (const spec of REPLICATION_COUNTERS) this.#counters.set(spec.name, this.#counter(spec, replicas));
    for (const spec of REPLICATION_GAUGES) {
      const sets: Record<string, string>[] = spec.labels.length === 0 ? [{}] : labelSets;
      const metric: Gauge = new Gauge({
        ...configOf(registry, spec),
        collect: () => {
          const values = read(spec.name);
          sets.forEach((labels, index) => metric.set(labels, values[index] ?? 0));
        },
      });
    }
    addInfo(registry, BUILD_INFO, { version });
    addProcess(registry);
  }

  writes(result: WriteResult): void {
    this.#counters.get('gossip_replication_writes_total')?.inc({ result });
  }

  reads(name: CounterName, replica: string): void {
    this.#counters.get(name)?.inc({ replica });
  }

  tookOver(lost: number): void {
    this.#counters.get('gossip_replication_failovers_total')?.inc();
    this.#counters.get('gossip_replication_lost_writes_total')?.inc(lost);
  }

  visible(replica: string, ms: number): void {
    this.#visible.labels({ replica }).observe(ms / 1000);
  }

  text(): Promise<string> {
    return this.#registry.metrics();
  }

  /** All series are there from the start, at 0. */
  #counter(spec: MetricSpec, replicas: readonly string[]): Counter {
    const metric = new Counter(configOf(this.#registry, spec));
    const [label] = spec.labels;
    const values = label === undefined ? [] : typeof label.values === 'string' ? replicas : label.values;
    for (const value of values) metric.inc({ [label?.name ?? '']: value }, 0);
    return metric;
  }
}
