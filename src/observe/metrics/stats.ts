/** The `bench_report` and `bench_stats` replies, computed from the registry that a scrape shows and from nothing else. */

import { assert } from '../../base/assert.ts';
import { bucketSummary } from '../../base/bucket-summary.ts';
import type { Bucket } from '../../base/histogram.ts';
import type { Summary } from '../../base/summary.ts';
import { GOSSIP_KINDS } from '../../protocol/gossip.ts';
import type { Labels } from './bucket-histogram.ts';
import type { CounterName, GaugeName, HistogramName } from './metric-catalogue.ts';
import type { MetricRegistry } from './metrics.ts';

export interface BenchReport {
  readonly total_writes: number;
  readonly total_gossip_msgs: number;
  readonly msgs_per_write: number;
  readonly keys_stored: number;
}

/** Times in milliseconds; quantiles as `histogram_quantile` gives them, counts and maxima exact. */
export interface BenchStats extends BenchReport {
  readonly reads: number;
  readonly stale_reads: number;
  readonly stale_ratio: number;
  readonly writes_converged: number;
  readonly writes_pending: number;
  readonly convergence: Summary;
  readonly confirmed: Summary;
  readonly propagation: Summary;
  readonly staleness: Summary;
  readonly messages_by_kind: Readonly<Record<string, number>>;
  readonly bytes_sent: number;
  readonly replicas: number;
}

/** The reply's own fields, in their order. Nothing may be recorded until it resolves, so that it is one moment's. */
export async function benchReport(registry: MetricRegistry): Promise<BenchReport> {
  const [writes, messages, keys] = await Promise.all([
    total(registry, 'gossip_writes_total'),
    total(registry, 'gossip_messages_total', { direction: 'sent' }),
    total(registry, 'gossip_keys'),
  ]);
  return {
    total_writes: writes,
    total_gossip_msgs: messages,
    msgs_per_write: ratio(messages, writes),
    keys_stored: keys,
  };
}

/** The reply's own fields, in their order; see `benchReport`. */
export async function benchStats(registry: MetricRegistry): Promise<BenchStats> {
  const report = await benchReport(registry);
  const reads = await total(registry, 'gossip_reads_total');
  const stale = await total(registry, 'gossip_stale_reads_total');
  const convergence = await summary(registry, 'gossip_convergence_seconds', 'gossip_convergence_max_seconds');
  const byKind: [string, number][] = [];
  for (const kind of GOSSIP_KINDS) {
    byKind.push([kind, await total(registry, 'gossip_messages_total', { direction: 'sent', kind })]);
  }
  return {
    ...report,
    reads,
    stale_reads: stale,
    stale_ratio: ratio(stale, reads),
    writes_converged: convergence.count,
    writes_pending: await total(registry, 'gossip_writes_pending'),
    convergence,
    confirmed: await summary(
      registry,
      'gossip_convergence_confirmed_seconds',
      'gossip_convergence_confirmed_max_seconds',
    ),
    propagation: await summary(registry, 'gossip_propagation_seconds', 'gossip_propagation_max_seconds'),
    staleness: await summary(registry, 'gossip_read_staleness_seconds', 'gossip_read_staleness_max_seconds'),
    messages_by_kind: Object.fromEntries(byKind),
    bytes_sent: await total(registry, 'gossip_message_bytes_total', { direction: 'sent' }),
    // The peers, and this node.
    replicas: (await total(registry, 'gossip_peers')) + 1,
  };
}

async function summary(registry: MetricRegistry, name: HistogramName, max: GaugeName): Promise<Summary> {
  const samples = await samplesOf(registry, name);
  const buckets: Bucket[] = samples
    .filter(({ metricName }) => metricName === `${name}_bucket`)
    .map(({ labels, value: count }) => ({
      le: labels['le'] === '+Inf' ? Infinity : Number(labels['le']),
      count,
    }));
  const sum = samples.find(({ metricName }) => metricName === `${name}_sum`)?.value ?? 0;
  return bucketSummary(buckets, { sum, max: await total(registry, max) }, 1000);
}

/** The sum of the series that have these labels. */
async function total(
  registry: MetricRegistry,
  name: CounterName | GaugeName,
  match: Labels = {},
): Promise<number> {
  return (await samplesOf(registry, name))
    .filter(({ labels }) => Object.entries(match).every(([label, value]) => labels[label] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

interface Sample {
  readonly value: number;
  readonly labels: Readonly<Record<string, string | number | undefined>>;
  readonly metricName?: string;
}

/** By the name under which the metric was registered: a scrape takes `_total` off the metric's own name. */
async function samplesOf(
  registry: MetricRegistry,
  name: CounterName | GaugeName | HistogramName,
): Promise<readonly Sample[]> {
  const metric = registry.getSingleMetric(name);
  assert(metric !== undefined, `${name} is registered`);
  return (await metric.get()).values;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
