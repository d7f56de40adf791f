/** What each program makes its scrape of: a registry of its own, never prom-client's global one, and metrics as the catalogue has them. */

import { collectDefaultMetrics, Counter, Gauge, openMetricsContentType, Registry } from 'prom-client';
import type { Histogram, OpenMetricsContentType } from 'prom-client';
import type { BucketHistogram } from './bucket-histogram.ts';
import type { Cells } from './cells.ts';
import type { MetricSpec } from './metric-spec.ts';
import type { QuantileSummary } from './quantile-summary.ts';

/** The longest that a timer takes: 25 days. */
const NEVER_MS = 2 ** 31 - 1;

/** What a metric holds is read from it alone: scrapes and replies show the same series. */
export type MetricRegistry = Registry<OpenMetricsContentType>;

export function newRegistry(): MetricRegistry {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(openMetricsContentType);
  return registry;
}

/** How prom-client is told of a metric. */
export function configOf(registry: MetricRegistry, { name, help, labels }: MetricSpec) {
  return { name, help, labelNames: labels.map((label) => label.name), registers: [registry] };
}

/** All series are there at once, at 0. */
export function addCounted(registry: MetricRegistry, spec: MetricSpec, cells: Cells): void {
  const metric = new Counter({
    ...configOf(registry, spec),
    collect: () => cells.drain((labels, value) => metric.inc(labels, value), true),
  });
  for (const labels of cells.labelSets) metric.inc(labels, 0);
}

/** The registry only calls get() and reset(), and reads name and type. */
export function addOurs(registry: MetricRegistry, metric: BucketHistogram | QuantileSummary): void {
  registry.registerMetric(metric as unknown as Histogram);
}

/** @param values by label */
export function addInfo(
  registry: MetricRegistry,
  spec: MetricSpec,
  values: Readonly<Record<string, string>>,
): void {
  const labels = Object.fromEntries(spec.labels.map(({ name }) => [name, values[name] ?? '']));
  new Gauge(configOf(registry, spec)).set(labels, 1);
}

/** What prom-client knows of any process: CPU, memory, event loop. */
export function addProcess(registry: MetricRegistry): void {
  collectDefaultMetrics({ register: registry as unknown as Registry });
}

/**
 * The same of one that sleeps nearly all the time: without the distribution of how late the event loop was, whose timer would wake it a
 * hundred times a second.
 */
export function addIdleProcess(registry: MetricRegistry): void {
  collectDefaultMetrics({
    register: registry as unknown as Registry,
    eventLoopMonitoringPrecision: NEVER_MS,
  });
  for (const { name } of registry.getMetricsAsArray())
    if (name.startsWith('nodejs_eventloop_lag_') && name !== 'nodejs_eventloop_lag_seconds')
      registry.removeSingleMetric(name);
}
