/** Asks a Prometheus what a dashboard would ask, and says which queries come back empty or with an error. */

import {
  isShownBy,
  REPLICATION_METRICS,
  type ProbeMode,
} from '../../src/observe/metrics/replication-catalogue.ts';
import { filled, type Query, type Variable } from './dashboard-json.ts';
import type { PrometheusApi } from '../support/prometheus.ts';

export interface Asked {
  readonly prometheus: PrometheusApi;
  /** What is chosen in the dashboard; all jobs are `.+`. */
  readonly job: string;
  /** Seconds since the epoch. */
  readonly fromS: number;
  readonly toS: number;
  /** As PromQL durations: how far rates look back, and what `$earlier` is. */
  readonly rateWindow: string;
  readonly earlier: string;
}

/** @returns a line for each query that is empty (it has no number) or wrong; '' when all are well */
export async function problemsOf(queries: readonly Query[], asked: Asked): Promise<string> {
  if (queries.length === 0) return 'there are no queries';
  const problems: string[] = [];
  for (const query of queries) problems.push((await problemOf(query, asked)) ?? '');
  return problems.filter((text) => text !== '').join('\n');
}

async function problemOf({ where, expr }: Query, asked: Asked): Promise<string | undefined> {
  const { prometheus, job, fromS, toS, rateWindow, earlier } = asked;
  const range = `${Math.ceil(toS - fromS)}s`;
  const promql = filled(expr, { job, earlier, __rate_interval: rateWindow, __range: range });
  const found = await prometheus.queryRange(promql, fromS, toS).catch((error: unknown) => error as Error);
  if (found instanceof Error) return `${where}: ${found.message}`;
  const hasNumber = found.some((one) => one.values.some((value) => Number.isFinite(value)));
  return hasNumber ? undefined : `${where} is empty: ${promql}`;
}

/** Those of a dashboard that ask for what this way to probe shows. */
export function queriesFor(mode: ProbeMode, queries: readonly Query[]): Query[] {
  const others = REPLICATION_METRICS.filter((spec) => !isShownBy(mode, spec));
  return queries.filter(({ expr }) => !others.some(({ name }) => expr.includes(`${name}{`)));
}

/** What a variable offers to choose from. */
export async function optionsOf(
  { query = '' }: Variable,
  job: string,
  prometheus: PrometheusApi,
): Promise<Set<string>> {
  const [, selector = '', label = ''] = /^label_values\((.*), (\w+)\)$/.exec(query) ?? [];
  const found = await prometheus.series(filled(selector, { job }));
  return new Set(found.flatMap((labels) => labels[label] ?? []));
}
