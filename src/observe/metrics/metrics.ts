/**
 * The node's metrics over what the recorder counted. Loaded after `init_ok` has left, because prom-client takes 9 ms to
 * load. Public interfaces of prom-client only.
 */

import { Gauge } from 'prom-client';
import { COUNTERS, GAUGES, INFOS, SUMMARIES } from './metric-catalogue.ts';
import { type MetricSpec } from './metric-spec.ts';
import { QuantileSummary } from './quantile-summary.ts';
import type { Recorder } from './recorder.ts';
import {
  addCounted,
  addInfo,
  addOurs,
  addProcess,
  configOf,
  newRegistry,
  type MetricRegistry,
} from './registry.ts';

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
  const registry = newRegistry();
  for (const spec of COUNTERS) {
    const cells = recorder.counters.get(spec.name);
    if (cells !== undefined) addCounted(registry, spec, cells);
  }
  for (const spec of GAUGES) addGauge(registry, spec, recorder);
  const summaries = SUMMARIES.map((spec) => new QuantileSummary(spec, recorder.sketch(spec.of)));
  for (const metric of [...recorder.histograms.values(), ...summaries]) addOurs(registry, metric);
  for (const spec of INFOS) addInfo(registry, spec, { ...info });
  addProcess(registry);
  return { registry, contentType: registry.contentType, text: () => registry.metrics() };
}

function addGauge(registry: MetricRegistry, spec: MetricSpec, recorder: Recorder): void {
  const cells = recorder.gauges.get(spec.name);
  const metric = new Gauge({
    ...configOf(registry, spec),
    collect: () => {
      recorder.noteMaxima();
      cells?.drain((labels, value) => metric.set(labels, value), false);
    },
  });
  for (const labels of cells?.labelSets ?? []) metric.set(labels, 0);
}
