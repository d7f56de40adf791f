/** What fell off which bound, as a table: how many in each run, and what the true figures are then. */

import { droppedWords, effectWords } from '../parts/dropped-part.ts';
import type { Run } from '../schema/run-schema.ts';
import { formatNumber } from '../words/format.ts';
import type { Screen } from './paint.ts';
import { renderTable } from './table.ts';
import { wrapped } from './wrap.ts';

/** Empty where nothing did. */
export function droppedTable(
  runs: readonly Pick<Run, 'scenario' | 'dropped'>[],
  { paint, width }: Screen,
): string {
  const all = new Map(runs.flatMap(({ dropped }) => dropped.map((one) => [one.what, one])));
  if (all.size === 0) return '';
  const rows = [...all.keys()].map((what) => [
    `  ${what}`,
    ...runs.map(({ dropped }) => formatNumber(dropped.find((one) => one.what === what)?.count ?? 0, 'count')),
  ]);
  const legend = [...all.values()].map((one) =>
    wrapped(`  ${paint.dim(`${one.what}: ${droppedWords(one)}; ${effectWords(one)}`)}`, width, '    '),
  );
  const head = ['fell off a bound', ...runs.map(({ scenario }) => scenario)];
  return [renderTable(head, rows, paint, width), ...legend].join('\n');
}
