/** What `tune` found, for a terminal: the recommendation with its margins, what comes next, and the trade-off. */

import { formatNumber } from '../words/format.ts';
import { figureText, goalText, marginsOf, measuresOf, nextText, noneText } from '../words/tuned.ts';
import type { TuneReport } from '../schema/tune-schema.ts';
import type { Screen } from './paint.ts';
import { renderTable } from './table.ts';
import { page } from './text.ts';
import { wrapped } from './wrap.ts';

export function renderTune(report: TuneReport, screen: Screen): string {
  const parts = [
    described(report),
    recommendation(report, screen),
    front(report, screen),
    commands(report, screen),
  ];
  return page(
    parts.filter((part) => part !== ''),
    screen,
  );
}

function described({ settings: s, candidates, runs, ...report }: TuneReport): string {
  const loss = s.lossRatio === 0 ? '' : `, loss ${Number((s.lossRatio * 100).toPrecision(6))} %`;
  return [
    `${s.nodes} replicas in virtual time, workload ${s.workload}, ${s.ratePerSec} operations/s for ${s.durationMs / 1000} s`,
    `latency ${s.latencyMs} ms ${s.latencyDistribution}${loss}, scenarios ${s.scenarios.join(', ')}`,
    `wanted: ${goalText({ settings: s, candidates, runs, ...report })}`,
    `tried: ${formatNumber(candidates, 'count')} ${candidates === 1 ? 'set' : 'sets'} of settings in ${formatNumber(runs, 'count')} runs`,
  ].join('\n');
}

function recommendation(report: TuneReport, { paint, width }: Screen): string {
  const { recommended, next } = report;
  if (recommended === null) return `${paint.red('✗')} ${noneText(report)}`;
  const beside = next.length === 0 ? [] : ['  the next best:', ...next.map((one) => `    ${nextText(one)}`)];
  return [
    `${paint.green('✓')} ${paint.bold(recommended.name)}`,
    ...[...marginsOf(report, recommended).map((text) => `  ${text}`), ...beside].map((text) =>
      wrapped(text, width, '      '),
    ),
  ].join('\n');
}

function front(report: TuneReport, { paint, width }: Screen): string {
  if (report.front.length === 0) return '';
  const measures = measuresOf(report);
  const rows = report.front.map(({ name, figures, holds, seeds }) => [
    `  ${name}`,
    ...measures.map((measure) => figureText(measure, figures[measure.name]?.median)),
    `${seeds}`,
    holds ? paint.green('✓') : paint.dim('✗'),
  ]);
  const head = ['trade-off (medians)', ...measures.map(({ name }) => name), 'seeds', 'holds'];
  return `${renderTable(head, rows, paint, width)}\n  nothing that was tried has less of both than one of these`;
}

function commands({ confirm, replay }: TuneReport, { width }: Screen): string {
  const command = (text: string): string =>
    wrapped(text, width - ' \\'.length)
      .split('\n')
      .join(' \\\n');
  return [...(confirm === null ? [] : [command(`confirm: ${confirm}`)]), command(`again: ${replay}`)].join(
    '\n',
  );
}
