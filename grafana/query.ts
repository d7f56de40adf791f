/** One query of a panel, as its author writes it, and as Grafana's JSON holds it. */

import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { metricsIn, type HistogramMetric } from './catalogue.ts';
import { namedByReplica, quantile, type Selection } from './promql.ts';

export interface Query {
  readonly expr: string;
  /** `{{label}}` stands for its value. */
  readonly legend: string;
  /** Show the traced observations behind it as dots; each opens its trace. */
  readonly exemplars?: boolean;
}

/** One line for each. @param qs 0 to 1 */
export function quantiles(name: HistogramMetric, qs: readonly number[], selection?: Selection): Query[] {
  return qs.map((q) => ({ expr: quantile(q, name, selection), legend: `p${q * 100}` }));
}

/** One line for each node. @param expr keeps the labels `REPLICA` */
export function perReplica(expr: string): Query {
  return { expr: namedByReplica(expr), legend: '{{replica}}' };
}

export type QueryForm = 'range' | 'instant' | 'heatmap' | 'table';

/** The one data source variable. */
export const DATA_SOURCE = { type: 'prometheus', uid: '${datasource}' };

const REF_IDS = 'ABCDEFGHIJ';

export function targetsOf(queries: readonly Query[], form: QueryForm): DataqueryBuilder[] {
  return queries.map(({ expr, legend, exemplars }, index) => {
    const target = new DataqueryBuilder()
      .refId(REF_IDS.charAt(index))
      .datasource(DATA_SOURCE)
      .expr(expr)
      .legendFormat(legend)
      .exemplar(exemplars === true);
    if (form === 'table') return target.instant().format(PromQueryFormat.Table);
    if (form === 'heatmap') return target.range().format(PromQueryFormat.Heatmap);
    return form === 'instant' ? target.instant() : target.range();
  });
}

/** Where a query interpolates within buckets: a node's own quantiles are exact to 1 %, but those of many nodes cannot be added up. */
const ESTIMATED = 'Quantiles are estimated from buckets: they can be off by the width of one.';

/** The author's words, then what the catalogue says of every metric behind them. */
export function describe(words: string, queries: readonly Query[]): string {
  const isEstimated = queries.some(({ expr }) => expr.includes('histogram_quantile('));
  const text = isEstimated ? `${words} ${ESTIMATED}` : words;
  const metrics = [...new Set(queries.flatMap(({ expr }) => metricsIn(expr)))];
  const lines = metrics.map(({ name, help }) => `- \`${name}\`: ${help}`);
  return [text, 'Made of:', ...lines].join('\n\n').replaceAll('\n\n- ', '\n- ');
}
