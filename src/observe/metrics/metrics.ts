/**
 * The Prometheus registry over what the recorder counted. Loaded after `init_ok` has left, because prom-client takes 9 ms to
 * load. Its own registry, never prom-client's global one; public interfaces of prom-client only.
 */

import { Counter, Gauge, Registry, collectDefaultMetrics, openMetricsContentType } from 'prom-client';
import type { Histogram, OpenMetricsContentType } from 'prom-client';
import type { Cells } from './cells.ts';
import { COUNTERS, GAUGES, INFOS, SUMMARIES } from './metric-catalogue.ts';
import { type MetricSpec } from './metric-spec.ts';
import { QuantileSummary } from './quantile-summary.ts';
import type { Recorder } from './recorder.ts';

/** What a metric holds is read from it alone: scrapes and replies show the same series. */
export type MetricRegistry = Registry<OpenMetricsContentType>;

export interface Metrics {
  readonly registry: MetricRegistry;
  readonly contentType: string;
  /** One scrape: OpenMetrics text, exemplars included, up to date. */
  readonly text: () => Promise<string>;
}

export interface NodeInfo {
  readonly version: string;
  readonly node: string;
  readonly strategy: string;
  readonly workload: string;
}

/** All series are there at once, at 0. Reading any metric takes over first what the recorder counted since the last read. */
export function createMetrics(recorder: Recorder, info: NodeInfo): Metrics {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(openMetricsContentType);
  for (const spec of COUNTERS) addCounter(registry, spec, recorder.counters.get(spec.name));
  for (const spec of GAUGES) addGauge(registry, spec, recorder);
  const summaries = SUMMARIES.map((spec) => new QuantileSummary(spec, recorder.sketch(spec.of)));
  // The registry only calls get(), and reads name and type.
  for (const metric of [...recorder.histograms.values(), ...summaries]) {
    registry.registerMetric(metric as unknown as Histogram);
  }
  for (const spec of INFOS) addInfo(registry, spec, info);
  collectDefaultMetrics({ register: registry as unknown as Registry });
  return { registry, contentType: registry.contentType, text: () => registry.metrics() };
}

function addCounter(registry: MetricRegistry, spec: MetricSpec, cells: Cells | undefined): void {
  const metric = new Counter({
    ...namesOf(registry, spec),
    collect: () => cells?.drain((labels, value) => metric.inc(labels, value), true),
  });
  for (const labels of cells?.labelSets ?? []) metric.inc(labels, 0);
}

function addGauge(registry: MetricRegistry, spec: MetricSpec, recorder: Recorder): void {
  const cells = recorder.gauges.get(spec.name);
  const metric = new Gauge({
    ...namesOf(registry, spec),
    collect: () => {
      recorder.noteMaxima();
      cells?.drain((labels, value) => metric.set(labels, value), false);
    },
  });
  for (const labels of cells?.labelSets ?? []) metric.set(labels, 0);
}

function addInfo(registry: MetricRegistry, spec: MetricSpec, info: NodeInfo): void {
  const values = new Map<string, string>(Object.entries(info));
  const labels = Object.fromEntries(spec.labels.map(({ name }) => [name, values.get(name) ?? '']));
  new Gauge(namesOf(registry, spec)).set(labels, 1);
}

function namesOf(registry: MetricRegistry, { name, help, labels }: MetricSpec) {
  return { name, help, labelNames: labels.map((label) => label.name), registers: [registry] };
}
