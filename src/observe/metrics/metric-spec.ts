/** How a metric is declared: one line of the catalogue. */

export interface LabelSpec {
  readonly name: string;
  /**
   * All the values it can take; `constant`: one for the life of the process; `peers`: the names of the other nodes; `replicas`:
   * those of the replicas of a store.
   */
  readonly values: readonly string[] | 'constant' | 'peers' | 'replicas';
}

export interface MetricSpec {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  readonly help: string;
  /** What one unit of the value is. */
  readonly unit: string;
  readonly labels: readonly LabelSpec[];
  /** Upper bounds, ascending, without +Inf; histograms only. */
  readonly buckets?: readonly number[];
  /** Carries `{trace_id}` exemplars of sampled traces. */
  readonly exemplars?: boolean;
  /** Its observations go into a sketch, too; histograms only. A summary shows the quantiles. */
  readonly sketched?: boolean;
}

export const QUANTILES = ['0.5', '0.9', '0.95', '0.99', '0.999'] as const;

export const counter = <N extends `gossip_${string}_total`>(
  name: N,
  unit: string,
  help: string,
  ...labels: LabelSpec[]
) => ({ name, type: 'counter' as const, unit, help, labels });

export const gauge = <N extends `gossip_${string}`>(
  name: N,
  unit: string,
  help: string,
  ...labels: LabelSpec[]
) => ({ name, type: 'gauge' as const, unit, help, labels });

export const histogram = <N extends `gossip_${string}`>(
  name: N,
  unit: string,
  buckets: readonly number[],
  help: string,
  more: { labels?: LabelSpec[]; exemplars?: boolean; sketched?: boolean } = {},
) => ({ name, type: 'histogram' as const, unit, help, buckets, labels: [], ...more });

/** What a sketch knows of a histogram's observations. Buckets are there to be added up; quantiles cannot be. */
export const summary = <N extends `gossip_${string}`, H extends `gossip_${string}`>(
  name: N,
  histogramName: H,
  unit: string,
) => ({
  name,
  type: 'summary' as const,
  unit,
  help: `Quantiles of ${histogramName} at this node since it started, exact to 1 %.`,
  labels: [{ name: 'quantile', values: QUANTILES }],
  of: histogramName,
});
