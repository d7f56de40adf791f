/** The metrics of `gossipscope probe`: how a store's replicas follow it, as a client sees it. */

import { Counter, Gauge } from 'prom-client';
import type { TimeBounds } from '../../base/time-bounds.ts';
import { BucketHistogram } from './bucket-histogram.ts';
import { BUILD_INFO } from './metric-catalogue.ts';
import type { MetricSpec } from './metric-spec.ts';
import { addIdleProcess, addInfo, addOurs, configOf, newRegistry } from './registry.ts';
import {
  isShownBy,
  REPLICATION_COUNTERS,
  REPLICATION_GAUGES,
  REPLICATION_HISTOGRAMS,
  type CounterName,
  type GaugeName,
  type ProbeMode,
  type WriteResult,
} from './replication-catalogue.ts';

export class ReplicationMetrics {
  readonly #registry = newRegistry();
  readonly #counters = new Map<CounterName, Counter>();
  readonly #atMost: BucketHistogram;
  readonly #atLeast: BucketHistogram;

  /** @param read what a gauge shows: one value, or one for each replica */
  constructor(
    mode: ProbeMode,
    version: string,
    replicas: readonly string[],
    read: (name: GaugeName) => readonly number[],
  ) {
    const registry = this.#registry;
    const labelSets = replicas.map((replica) => ({ replica }));
    const [atMost, atLeast] = REPLICATION_HISTOGRAMS;
    this.#atMost = new BucketHistogram(atMost, labelSets);
    this.#atLeast = new BucketHistogram(atLeast, labelSets);
    addOurs(registry, this.#atMost);
    addOurs(registry, this.#atLeast);
    for (const spec of REPLICATION_COUNTERS.filter((one) => isShownBy(mode, one)))
      this.#counters.set(spec.name, this.#counter(spec, replicas));
    for (const spec of REPLICATION_GAUGES.filter((one) => isShownBy(mode, one))) {
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
    addIdleProcess(registry);
  }

  writes(result: WriteResult): void {
    this.#counters.get('gossip_replication_writes_total')?.inc({ result });
  }

  /** Of what is counted for each replica. */
  reads(name: CounterName, replica: string): void {
    this.#counters.get(name)?.inc({ replica });
  }

  /** Of what is counted once. */
  count(name: CounterName): void {
    this.#counters.get(name)?.inc();
  }

  tookOver(lost: number): void {
    this.#counters.get('gossip_replication_failovers_total')?.inc();
    this.#counters.get('gossip_replication_lost_writes_total')?.inc(lost);
  }

  /** @param bounds from the acknowledgement, or the change, until it was visible */
  visible(replica: string, { atLeastMs, atMostMs }: TimeBounds): void {
    this.#atMost.labels({ replica }).observe(atMostMs / 1000);
    this.#atLeast.labels({ replica }).observe(atLeastMs / 1000);
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
