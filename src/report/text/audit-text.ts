/** The audit as a table: what the nodes report beside what was observed. */

import { inconclusiveRows } from '../parts/audit-part.ts';
import { formatNumber, UNKNOWN } from '../words/format.ts';
import type { Screen } from './paint.ts';
import type { AuditRow, Run } from '../schema/run-schema.ts';
import type { Settings } from '../schema/settings-schema.ts';
import { sharesState } from '../words/describe-mix.ts';
import { renderTable } from './table.ts';
import { sideBySide, wrapped } from './wrap.ts';

/** What the mark of a row means that neither agrees nor disagrees. */
const INCONCLUSIVE = '? inconclusive: the bound is wider than half of the value';

/** Empty where nothing was compared. */
export function auditTable(
  runs: readonly Run[],
  settings: Pick<Settings, 'workload'>,
  screen: Screen,
): string {
  const shown = runs.map(({ scenario, audit }) => ({
    scenario,
    // Where nodes share no state, nothing is written, read or sent: no news.
    audit: audit.filter(
      ({ reported, observed }) => sharesState(settings) || reported !== 0 || observed !== 0,
    ),
  }));
  if (shown.every(({ audit }) => audit.length === 0)) return '';
  return sideBySide(shown, screen.width, (part, room) => columns(part, screen, room));
}

function columns(
  runs: readonly Pick<Run, 'scenario' | 'audit'>[],
  { paint, width }: Screen,
  room: number,
): string {
  const names = [...new Set(runs.flatMap((run) => run.audit.map(({ what }) => what)))];
  const notes: string[] = [];
  const rows = names.map((what) => [
    `  ${what}`,
    ...runs.flatMap((run) => {
      const row = run.audit.find((one) => one.what === what);
      if (row === undefined) return [UNKNOWN, UNKNOWN, ''];
      if (row.note !== '' && !notes.includes(row.note)) notes.push(row.note);
      const mark = row.note === '' ? '' : ` [${notes.indexOf(row.note) + 1}]`;
      return [number(row.reported), observedOf(row) + mark, markOf(row, paint)];
    }),
  ]);
  const head = ['audit', ...runs.flatMap(({ scenario }) => [scenario, 'observed', ''])];
  const legend = notes.map((note, index) =>
    wrapped(`  ${paint.dim(`[${index + 1}] ${note}`)}`, width, '      '),
  );
  const untold = inconclusiveRows(runs).length > 0 ? [wrapped(`  ${INCONCLUSIVE}`, width, '    ')] : [];
  return [renderTable(head, rows, paint, room), ...untold, ...legend].join('\n');
}

/** A difference that a bound explains is no fault. */
function markOf({ agrees, inconclusive, explainedBy }: AuditRow, paint: Screen['paint']): string {
  if (inconclusive) return paint.yellow('?');
  if (agrees) return paint.green('✓');
  return explainedBy.length > 0 ? paint.yellow(`! ${explainedBy.join(', ')}`) : paint.red('✗');
}

function observedOf({ observed, bound }: AuditRow): string {
  return bound === null ? number(observed) : `${number(bound[0])} … ${number(bound[1])}`;
}

function number(value: number): string {
  return formatNumber(value, Number.isInteger(value) ? 'count' : 'ms');
}
