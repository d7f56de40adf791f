/**
 * PromQL out of the catalogue: a query can only name metrics, labels and values that exist.
 *
 * Two layouts are scraped. Either each node is a target, and `instance` says which node a series belongs to; or the bench's
 * endpoint is the one target, and the label `node` says so. `job`, `instance` and `node` together tell nodes apart in both.
 */

import {
  checkLabel,
  specOf,
  type CounterMetric,
  type GaugeMetric,
  type HistogramMetric,
} from './catalogue.ts';

const WINDOW = '$__rate_interval';

/** What the dashboard's variables chose, of the nodes, and of what is no node: the bench, a probe, an agent. `$node` is `.*` unless something is chosen there. */
const OF_NODES = 'job=~"$job", instance=~"$instance", node=~"$node"';
const OF_OTHERS = 'job=~"$job", instance=~"$instance"';

export interface Selection {
  /** Label matchers by label: a value, `!value`, or `!one|another`. */
  readonly where?: Readonly<Record<string, string>>;
  /** Sums per combination of these labels; everything in one by default. */
  readonly by?: readonly string[];
  /** A PromQL duration: as it was so long ago. */
  readonly ago?: string;
  /** Instead of the time that a rate needs. */
  readonly window?: string;
}

/** Labels that tell nodes apart in both layouts. */
export const REPLICA = ['instance', 'node'] as const;

/** The series of a metric that the variables chose. */
export function series(name: string, where: Selection['where'] = {}, suffix = ''): string {
  const spec = specOf(name);
  const chosen = /^gossip_(bench|replication|agent)_/.test(name) ? OF_OTHERS : OF_NODES;
  const matchers = Object.entries(where).map(([label, value]) => {
    const isNot = value.startsWith('!');
    const plain = isNot ? value.slice(1) : value;
    const values = plain.split('|');
    for (const one of values) checkLabel(spec, label, one);
    const [is, isOneOf] = isNot ? ['!=', '!~'] : ['=', '=~'];
    return `, ${label}${values.length === 1 ? is : isOneOf}"${plain}"`;
  });
  return `${name}${suffix}{${chosen}${matchers.join('')}}`;
}

/** A second. */
export function rate(name: CounterMetric, { where, window = WINDOW, ...more }: Selection = {}): string {
  return sum(`rate(${series(name, where)}[${window}]${since(more)})`, more);
}

/** How many there were within the dashboard's time range. */
export function countInRange(name: CounterMetric): string {
  return `sum(increase(${series(name)}[$__range]))`;
}

export function level(name: GaugeMetric, { where, ...more }: Selection = {}): string {
  return sum(`${series(name, where)}${since(more)}`, more);
}

/** The largest among the nodes, per combination of `by`. */
export function highest(name: GaugeMetric, { where, ...more }: Selection = {}): string {
  return `max${by(more.by)}(${series(name, where)}${since(more)})`;
}

/** In the unit of the histogram. No value while nothing was observed. @param q 0 to 1 */
export function quantile(q: number, name: HistogramMetric, selection: Selection = {}): string {
  return `histogram_quantile(${q}, ${buckets(name, selection)})`;
}

/** For a heat map: observations a second, by bucket. */
export function buckets(name: HistogramMetric, { where, ...more }: Selection = {}): string {
  const counts = `rate(${series(name, where, '_bucket')}[${WINDOW}]${since(more)})`;
  return sum(counts, { by: ['le', ...(more.by ?? [])] });
}

/** Share of the observations up to a bound. Its text must stand in the buckets and not be whole: Prometheus 3 writes 1 as 1.0. */
export function shareWithin(name: HistogramMetric, boundary: number): string {
  if (Number.isInteger(boundary) || specOf(name).buckets?.includes(boundary) !== true) {
    throw new Error(`${name} has no bucket that reads ${boundary} in every Prometheus`);
  }
  const bucket = series(name, {}, '_bucket').replace('}', `, le="${boundary}"}`);
  return ratio(`sum(rate(${bucket}[${WINDOW}]))`, `sum(rate(${series(name, {}, '_count')}[${WINDOW}]))`);
}

export function mean(name: HistogramMetric, more: Selection = {}): string {
  const part = (suffix: string): string => sum(`rate(${series(name, {}, suffix)}[${WINDOW}])`, more);
  return ratio(part('_sum'), part('_count'));
}

export function ratio(part: string, whole: string): string {
  return `${part} / ${whole}`;
}

/** Names each series after its node, in the label `replica`: the node's name where there is one, else the target. */
export function namedByReplica(expr: string): string {
  return `label_replace(label_replace(${expr}, "replica", "$1", "instance", "(.+)"), "replica", "$1", "node", "(.+)")`;
}

/** Leaves out what is 0; one series called `none` when all is. */
export function presentOnly(expr: string, label: string): string {
  return `(${expr} > 0) or label_replace(vector(0), "${label}", "none", "", "")`;
}

function sum(expr: string, { by: labels }: Selection): string {
  return `sum${by(labels)}(${expr})`;
}

function by(labels: readonly string[] | undefined): string {
  return labels === undefined ? '' : ` by (${labels.join(', ')}) `;
}

function since({ ago }: Selection): string {
  return ago === undefined ? '' : ` offset ${ago}`;
}
