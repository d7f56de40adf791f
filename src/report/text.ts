/** A report as text: the scenarios side by side with what changed, the audit, and what is wrong. */

import { sectionsFor } from './figures.ts';
import { formatChange, formatNumber, UNKNOWN } from './format.ts';
import type { Paint } from './paint.ts';
import type { Run } from './run-schema.ts';
import type { Report } from './schema.ts';
import { strategiesOf, type Settings } from './settings-schema.ts';
import { renderSweep } from './sweep-text.ts';
import { renderTable, type Row } from './table.ts';

/** Empty where no scenario came to its end. What made the bench fail is not in it: that belongs on stderr. */
export function renderText(report: Report, paint: Paint): string {
  const { runs, settings } = report;
  if (runs.length === 0) return '';
  const strategies = strategiesOf(settings);
  if (strategies.length > 1) {
    const sweep = { flag: 'strategy', values: strategies };
    const sections = [describeSettings(settings), renderSweep(runs, sweep, paint), verdict(report, paint)];
    return `${sections.join('\n\n')}\n`;
  }
  const parts = [describeSettings(settings), ...runs.map(describeRun), figuresTable(runs, paint)];
  if (runs.some((run) => (run.staleReads?.visibility.length ?? 0) > 0))
    parts.push(visibilityTable(runs, paint));
  if (runs.some((run) => run.audit.length > 0)) parts.push(auditTable(runs, paint));
  parts.push(verdict(report, paint));
  return `${parts.join('\n\n')}\n`;
}

function describeSettings(s: Settings): string {
  const faults = [
    s.jitterMs > 0 ? `jitter ±${s.jitterMs} ms` : '',
    s.lossRatio > 0 ? `loss ${s.lossRatio * 100} %` : '',
    s.duplicateRatio > 0 ? `duplicates ${s.duplicateRatio * 100} %` : '',
  ].filter((fault) => fault !== '');
  const keys = s.workload === 'kv' ? `, ${s.keys} keys (${s.keyChoice})` : '';
  return [
    `${s.nodes} × ${s.bin ?? 'gossipscope node'}${s.strategy === null ? '' : ` (${s.strategy})`}, workload ${s.workload}`,
    `${s.ratePerSec} operations/s for ${s.durationMs / 1000} s, ${s.readRatio * 100} % reads${keys}`,
    [`latency ${s.latencyMs} ms ${s.latencyDistribution}`, ...faults].join(', ') + `, seed ${s.seed}`,
  ].join('\n');
}

export function describeRun(run: Run): string {
  const cuts = run.partitions.map(
    ({ groups, fromMs, toMs }) =>
      `\n  ${groups}, from ${(fromMs / 1000).toFixed(1)} s to ${(toMs / 1000).toFixed(1)} s`,
  );
  return `${run.scenario}: ${run.description}${run.interrupted ? ' (interrupted)' : ''}${cuts.join('')}`;
}

/** Every scenario after the first comes with its change against the first. */
export function figuresTable(runs: readonly Run[], paint: Paint): string {
  const [first] = runs;
  const head = [
    '',
    ...runs.flatMap(({ scenario }, index) => (index === 0 ? [scenario] : [scenario, 'change'])),
  ];
  const rows: Row[] = sectionsFor(runs).flatMap(({ title, figures }) => [
    { title },
    ...figures.map(({ label, unit, of }) => [
      `  ${label}`,
      ...runs.flatMap((run, index) => {
        const value = of(run);
        const cell = formatNumber(value, unit);
        const before = first === undefined ? null : of(first);
        return index === 0 ? [cell] : [cell, paint.dim(formatChange(before, value, unit))];
      }),
    ]),
  ]);
  return `${renderTable(head, rows, paint)}\n${paint.dim(QUANTILES_NOTE)}`;
}

/** What the nodes report is what Grafana shows of their histograms. */
const QUANTILES_NOTE =
  "  The nodes' p50, p95 and p99 are interpolated within histogram buckets, as in Grafana, and can pass max, which is exact.";

export function visibilityTable(runs: readonly Run[], paint: Paint): string {
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
  const head = [
    't-visibility: P(stale) by time since the latest write',
    ...runs.flatMap((run) => [run.scenario, 'reads']),
  ];
  return renderTable(head, rows, paint);
}

export function auditTable(runs: readonly Run[], paint: Paint): string {
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
  const head = ['audit', ...runs.flatMap(({ scenario }) => [`${scenario}: reported`, 'observed', ''])];
  const legend = notes.map((note, index) => paint.dim(`  [${index + 1}] ${note}`));
  return [renderTable(head, rows, paint), ...legend].join('\n');
}

function cell(value: number): string {
  return Number.isInteger(value) ? formatNumber(value, 'count') : formatNumber(value, 'ms');
}

function verdict({ runs, failure, interrupted }: Report, paint: Paint): string {
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
