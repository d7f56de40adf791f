/** The quantiles of a histogram's observations as a metric of their own, for prom-client's Registry: a summary, as Prometheus calls it. */

import type { HistogramSample, MetricSnapshot } from './bucket-histogram.ts';
import { type MetricSpec, QUANTILES } from './metric-spec.ts';
import type { Sketch } from './sketch.ts';

export class QuantileSummary {
  readonly name: string;
  readonly help: string;
  readonly type = 'summary';
  /** Quantiles cannot be added up. */
  readonly aggregator = 'omit';
  readonly sketch: Sketch;

  constructor({ name, help }: MetricSpec, sketch: Sketch) {
    this.name = name;
    this.help = help;
    this.sketch = sketch;
  }

  /** A snapshot, as of the call. */
  get(): Promise<MetricSnapshot> {
    const { name, help, type, aggregator, sketch } = this;
    const part = (suffix: string, value: number): HistogramSample => ({
      labels: {},
      value,
      metricName: `${name}_${suffix}`,
    });
    const quantiles = QUANTILES.map((quantile) => ({
      labels: { quantile },
      value: sketch.quantile(Number(quantile)),
      metricName: name,
    }));
    const values = [...quantiles, part('sum', sketch.sum), part('count', sketch.count)];
    return Promise.resolve({ name, help, type, aggregator, values });
  }

  reset(): void {
    this.sketch.reset();
  }
}
