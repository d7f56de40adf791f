/** The `bench_report` and `bench_stats` replies, computed from the registry that a scrape shows and from nothing else. */

import { assert } from '../../base/assert.ts';
import type { Summary } from '../../base/summary.ts';
import { DETECTION_KINDS, GOSSIP_KINDS } from '../../protocol/gossip.ts';
import type { Labels } from './bucket-histogram.ts';
import type { CounterName, GaugeName, SummaryName } from './metric-catalogue.ts';
import type { MetricRegistry } from './registry.ts';
import { QuantileSummary } from './quantile-summary.ts';
import type { Sketch, SketchData } from './sketch.ts';

export interface BenchReport {
  readonly total_writes: number;
  readonly total_gossip_msgs: number;
  readonly msgs_per_write: number;
  readonly keys_stored: number;
}

const SELDOM_SENT: ReadonlySet<string> = new Set(['view', ...DETECTION_KINDS]);

/** What nodes keep sketches of, and where the registry has them. */
const SKETCHED = {
  convergence: 'gossip_convergence_quantiles_seconds',
  confirmed: 'gossip_convergence_confirmed_quantiles_seconds',
  propagation: 'gossip_propagation_quantiles_seconds',
  staleness: 'gossip_read_staleness_quantiles_seconds',
  depth: 'gossip_read_staleness_quantiles_versions',
} as const satisfies Record<string, SummaryName>;
export type SketchName = keyof typeof SKETCHED;
export const SKETCH_NAMES = Object.keys(SKETCHED) as SketchName[];

/** Times in milliseconds; quantiles are exact to 1 %, counts, means and maxima entirely. */
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
  /** For who joins the quantiles of several nodes; in seconds, and versions. Only where they were asked for. */
  readonly sketches?: Readonly<Record<SketchName, SketchData>>;
}

/** The reply's own fields, in their order. Nothing may be recorded until it resolves, so that it is one moment's. */
export async function benchReport(registry: MetricRegistry): Promise<BenchReport> {
  const sent = (kind: string): Promise<number> =>
    total(registry, 'gossip_messages_total', { direction: 'sent', kind });
  const [writes, messages, keys, ...detection] = await Promise.all([
    total(registry, 'gossip_writes_total'),
    total(registry, 'gossip_messages_total', { direction: 'sent' }),
    total(registry, 'gossip_keys'),
    ...DETECTION_KINDS.map(sent),
  ]);
  const probes = detection.reduce((sum, count) => sum + count, 0);
  return {
    total_writes: writes,
    total_gossip_msgs: messages,
    msgs_per_write: ratio(messages - probes, writes),
    keys_stored: keys,
  };
}

/** The reply's own fields, in their order; see `benchReport`. */
export async function benchStats(
  registry: MetricRegistry,
  { withSketches = false }: { readonly withSketches?: boolean } = {},
): Promise<BenchStats> {
  const report = await benchReport(registry);
  const reads = await total(registry, 'gossip_reads_total');
  const stale = await total(registry, 'gossip_stale_reads_total');
  const times = (name: SketchName): Summary => sketchOf(registry, SKETCHED[name]).summary(1000);
  const convergence = times('convergence');
  const byKind: [string, number][] = [];
  for (const kind of GOSSIP_KINDS) {
    const count = await total(registry, 'gossip_messages_total', { direction: 'sent', kind });
    // Nodes whose members never change, and that probe nobody, have none of these: what they reply stays as it was.
    if (!SELDOM_SENT.has(kind) || count > 0) byKind.push([kind, count]);
  }
  return {
    ...report,
    reads,
    stale_reads: stale,
    stale_ratio: ratio(stale, reads),
    writes_converged: convergence.count,
    writes_pending: await total(registry, 'gossip_writes_pending'),
    convergence,
    confirmed: times('confirmed'),
    propagation: times('propagation'),
    staleness: times('staleness'),
    messages_by_kind: Object.fromEntries(byKind),
    bytes_sent: await total(registry, 'gossip_message_bytes_total', { direction: 'sent' }),
    // The peers, and this node.
    replicas: (await total(registry, 'gossip_peers')) + 1,
    ...(withSketches ? { sketches: sketchesOf(registry) } : {}),
  };
}

function sketchesOf(registry: MetricRegistry): Readonly<Record<SketchName, SketchData>> {
  const entries = SKETCH_NAMES.map((name) => [name, sketchOf(registry, SKETCHED[name]).data()] as const);
  return Object.fromEntries(entries) as Record<SketchName, SketchData>;
}

function sketchOf(registry: MetricRegistry, name: SummaryName): Sketch {
  const metric: unknown = registry.getSingleMetric(name);
  assert(metric instanceof QuantileSummary, `${name} is registered`);
  return metric.sketch;
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
}

/** By the name under which the metric was registered: a scrape takes `_total` off the metric's own name. */
async function samplesOf(
  registry: MetricRegistry,
  name: CounterName | GaugeName,
): Promise<readonly Sample[]> {
  const metric = registry.getSingleMetric(name);
  assert(metric !== undefined, `${name} is registered`);
  return (await metric.get()).values;
}

function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
