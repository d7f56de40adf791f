/** A report as text: the scenarios side by side with what changed, the audit, and what is wrong. */

import { courseCharts } from './course-chart.ts';
import { sectionsFor } from './figures.ts';
import { formatChange, formatNumber, UNKNOWN } from './format.ts';
import { headline } from './headline.ts';
import type { Screen } from './paint.ts';
import type { Run } from './run-schema.ts';
import type { Report } from './schema.ts';
import { strategiesOf, type Settings } from './settings-schema.ts';
import { renderSweep } from './sweep-text.ts';
import { renderTable, type Row } from './table.ts';
import { cut, sideBySide, widthOf, wrapped } from './wrap.ts';

/** Empty where no scenario came to its end. What made the bench fail is not in it: that belongs on stderr. */
export function renderText(report: Report, screen: Screen): string {
  const { runs, settings } = report;
  if (runs.length === 0) return '';
  const strategies = strategiesOf(settings);
  if (strategies.length > 1) {
    const sweep = { flag: 'strategy', values: strategies };
    return page(
      [describeSettings(settings), renderSweep(runs, sweep, screen), verdict(report, screen)],
      screen,
    );
  }
  return page([describeSettings(settings), ...runParts(runs, screen), verdict(report, screen)], screen);
}

/** Everything about runs that can be compared: the answers, each run over time, the tables. */
export function runParts(runs: readonly Run[], screen: Screen): string[] {
  const charts = courseCharts(runs, screen);
  const courses = runs.map((run, index) => `${describeRun(run, screen)}\n${charts[index] ?? ''}`.trimEnd());
  const parts = [headline(runs, screen), ...courses, figuresTable(runs, screen)].filter(
    (part) => part !== '',
  );
  if (runs.some((run) => (run.staleReads?.visibility.length ?? 0) > 0))
    parts.push(visibilityTable(runs, screen));
  if (runs.some((run) => run.audit.length > 0)) parts.push(auditTable(runs, screen));
  return parts;
}

/** Sentences are wrapped; what is in columns has been fitted. */
export function page(parts: readonly string[], { width }: Screen): string {
  return `${cut(parts.map((part) => wrapped(part, width)).join('\n\n'), width)}\n`;
}

function describeSettings(s: Settings): string {
  const faults = [
    s.jitterMs > 0 ? `jitter ±${s.jitterMs} ms` : '',
    s.lossRatio > 0 ? `loss ${s.lossRatio * 100} %` : '',
    s.duplicateRatio > 0 ? `duplicates ${s.duplicateRatio * 100} %` : '',
  ].filter((fault) => fault !== '');
  return [
    `${s.nodes} × ${s.bin ?? 'gossipscope node'}${[s.strategy, s.preset].map((name) => (name === null ? '' : ` (${name})`)).join('')}, workload ${s.workload}`,
    `${s.ratePerSec} operations/s for ${s.durationMs / 1000} s${describeMix(s)}`,
    [`latency ${s.latencyMs} ms ${s.latencyDistribution}`, ...faults].join(', ') + `, seed ${s.seed}`,
  ].join('\n');
}

/** What operations there are, as far as a workload leaves a choice. */
export function describeMix({
  workload,
  readRatio,
  keys,
  keyChoice,
}: Pick<Settings, 'workload' | 'readRatio' | 'keys' | 'keyChoice'>): string {
  if (workload === 'echo' || workload === 'unique-ids') return '';
  const hasKeys = workload === 'kv' || workload === 'txn-rw-register';
  const reads = `, ${Number((readRatio * 100).toPrecision(6))} % reads`;
  return hasKeys ? `${reads}, ${keys} keys (${keyChoice})` : reads;
}

function describeRun(run: Run, { paint }: Screen): string {
  const cuts = run.partitions.map(
    ({ groups, fromMs, toMs }) =>
      `\n  ${groups}, from ${(fromMs / 1000).toFixed(1)} s to ${(toMs / 1000).toFixed(1)} s`,
  );
  return `${paint.bold(run.scenario)}: ${run.description}${run.interrupted ? ' (interrupted)' : ''}${cuts.join('')}`;
}

/** Every scenario after the first comes with its change against the first, where there is room for it. */
function figuresTable(runs: readonly Run[], { paint, width }: Screen): string {
  const changed = figuresColumns(runs, paint, true);
  const table =
    widthOf(changed) <= width
      ? changed
      : sideBySide(runs, width, (part) => figuresColumns(part, paint, false));
  return `${table}\n  ${paint.dim(QUANTILES_NOTE)}`;
}

function figuresColumns(runs: readonly Run[], paint: Screen['paint'], withChange: boolean): string {
  const [first] = runs;
  const head = [
    '',
    ...runs.flatMap(({ scenario }, index) =>
      index === 0 || !withChange ? [scenario] : [scenario, 'change'],
    ),
  ];
  const rows: Row[] = sectionsFor(runs).flatMap(({ title, figures }) => [
    { title },
    ...figures.map(({ label, unit, of }) => [
      `  ${label}`,
      ...runs.flatMap((run, index) => {
        const value = of(run);
        const cell = formatNumber(value, unit);
        const before = first === undefined ? null : of(first);
        return index === 0 || !withChange ? [cell] : [cell, paint.dim(formatChange(before, value, unit))];
      }),
    ]),
  ]);
  return renderTable(head, rows, paint);
}

/** What the nodes report is what Grafana shows of their histograms. */
const QUANTILES_NOTE =
  "The nodes' p50, p95 and p99 are interpolated within histogram buckets, as in Grafana, and can pass max, which is exact.";

function visibilityTable(runs: readonly Run[], { paint, width }: Screen): string {
  const title = paint.bold('t-visibility: P(stale) by time since the latest write');
  return `${title}\n${sideBySide(runs, width, (part) => visibilityColumns(part, paint))}`;
}

function visibilityColumns(runs: readonly Run[], paint: Screen['paint']): string {
  const populated = runs.flatMap((run) => run.staleReads?.visibility ?? []).filter(({ reads }) => reads > 0);
  const bins = new Map(populated.map((bin) => [bin.fromMs, bin]));
  const rows = [...bins.values()]
    .sort((a, b) => a.fromMs - b.fromMs)
    .map(({ fromMs, toMs }) => [
      `  ${formatNumber(fromMs, 'count')} – ${formatNumber(toMs, 'count')} ms`,
      ...runs.flatMap((run) => {
        const bin = run.staleReads?.visibility.find((one) => one.fromMs === fromMs);
        if (bin === undefined || bin.reads === 0) return [UNKNOWN, ''];
        return [
          formatNumber(bin.stale / bin.reads, 'share'),
          paint.dim(`of ${formatNumber(bin.reads, 'count')}`),
        ];
      }),
    ]);
  return renderTable(['', ...runs.flatMap((run) => [run.scenario, 'reads'])], rows, paint);
}

function auditTable(runs: readonly Run[], screen: Screen): string {
  return sideBySide(runs, screen.width, (part) => auditColumns(part, screen));
}

function auditColumns(runs: readonly Run[], { paint, width }: Screen): string {
  const names = [...new Set(runs.flatMap((run) => run.audit.map(({ what }) => what)))];
  const notes: string[] = [];
  const rows = names.map((what) => [
    `  ${what}`,
    ...runs.flatMap((run) => {
      const row = run.audit.find((one) => one.what === what);
      if (row === undefined) return [UNKNOWN, UNKNOWN, ''];
      if (row.note !== '' && !notes.includes(row.note)) notes.push(row.note);
      const mark = row.bound === null ? '' : ` [${notes.indexOf(row.note) + 1}]`;
      const observed =
        row.bound === null ? cell(row.observed) : `${cell(row.bound[0])} … ${cell(row.bound[1])}`;
      return [cell(row.reported), observed + mark, row.agrees ? paint.green('✓') : paint.red('✗')];
    }),
  ]);
  const head = ['audit', ...runs.flatMap(({ scenario }) => [scenario, 'observed', ''])];
  const legend = notes.map((note, index) =>
    wrapped(`  ${paint.dim(`[${index + 1}] ${note}`)}`, width, '      '),
  );
  return [renderTable(head, rows, paint), ...legend].join('\n');
}

function cell(value: number): string {
  return Number.isInteger(value) ? formatNumber(value, 'count') : formatNumber(value, 'ms');
}

function verdict({ runs, failure, interrupted }: Report, { paint }: Screen): string {
  const lines = runs.flatMap(({ scenario, problems, warnings }) => [
    ...problems.map((problem) => `${paint.red('✗')} ${scenario}: ${problem}`),
    ...warnings.map((warning) => `${paint.yellow('!')} ${scenario}: ${warning}`),
  ]);
  if (interrupted)
    lines.push(`${paint.yellow('!')} interrupted: the figures are of what had been measured until then`);
  if (runs.length > 0 && failure === null && runs.every(({ problems }) => problems.length === 0)) {
    const audited = runs.every(({ audit }) => audit.length > 0);
    lines.push(
      `${paint.green('✓')} ${audited ? 'what the nodes report agrees with what the bench saw' : 'every check passed; the nodes report nothing of themselves'}`,
    );
  }
  return lines.join('\n');
}
