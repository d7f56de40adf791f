/** A simulation's report as text: what the bench's says, how writes spread beside theory, and a sweep as a table and a chart. */

import { describeMix } from '../words/describe-mix.ts';
import { formatNumber, UNKNOWN } from '../words/format.ts';
import type { Screen } from './paint.ts';
import { strategiesRun } from '../words/run-names.ts';
import type { SimulationReport } from '../schema/simulation-schema.ts';
import { remarks, type Form } from './remarks.ts';
import { renderTable } from './table.ts';
import { summaryParts } from './summary.ts';
import { comparedIn, everyName, groupParts, isRepeated, page, runParts, seedsOf } from './text.ts';
import { joined, wrapped } from './wrap.ts';

/** Empty where no run came to be. */
export function renderSimulation(report: SimulationReport, screen: Screen, form: Form = 'full'): string {
  const { runs } = report;
  if (runs.length === 0) return '';
  return page(
    [
      joined(describeSettings(report), screen.width),
      ...resultParts(report, screen, form),
      verdict(report, everyName(runs), screen, form),
    ],
    screen,
  );
}

function resultParts(report: SimulationReport, screen: Screen, form: Form): string[] {
  const { runs, sweep, skipped } = report;
  if (sweep.length > 0 || isRepeated(runs))
    return [...groupParts(runs, screen), skipped.join('\n')].filter((part) => part !== '');
  return form === 'summary'
    ? summaryParts(report, screen)
    : [...runParts(report, screen), ...spreadTables(report, screen)];
}

function describeSettings({ settings: s, runs, sweep }: SimulationReport): string[] {
  const percent = (share: number): string => `${Number((share * 100).toPrecision(6))} %`;
  const faults = [
    s.jitterMs > 0 ? `jitter ±${s.jitterMs} ms` : '',
    s.lossRatio > 0 ? `loss ${percent(s.lossRatio)}` : '',
    s.duplicateRatio > 0 ? `duplicates ${percent(s.duplicateRatio)}` : '',
    s.skewMs > 0 ? `clocks off by ±${s.skewMs} ms` : '',
    s.driftRatio > 0 ? `drifting by ±${percent(s.driftRatio)}` : '',
    s.pauses > 0 ? `${s.pauses} pauses` : '',
    s.crashes > 0 ? `${s.crashes} crashes` : '',
    s.restarts > 0 ? `${s.restarts} restarts without memory` : '',
    s.dataRestarts > 0 ? `${s.dataRestarts} restarts with their data` : '',
  ].filter((fault) => fault !== '');
  return [
    `${s.nodes} replicas in virtual time, ${strategiesRun(runs)}, workload ${s.workload}`,
    [`latency ${s.latencyMs} ms ${s.latencyDistribution}`, ...faults].join(', ') + `, ${seedsOf(s)}`,
    `${s.ratePerSec} operations/s for ${s.durationMs / 1000} s${describeMix(s)}`,
    ...(sweep.length > 0
      ? [`settings of the first point; varied: ${sweep.map(describeVaried).join('; ')}`]
      : []),
  ];
}

function describeVaried({ flag, values }: SimulationReport['sweep'][number]): string {
  return `${flag} ${values.join(', ')}`;
}

function spreadTables({ theory, runs }: SimulationReport, { paint, width }: Screen): string[] {
  return theory.flatMap((one, index) => {
    if (one === null || one.spread.every(({ serf }) => serf === null)) return [];
    const rows = one.spread.map(({ rounds, reached, serf }) => [
      `  ${rounds}`,
      formatNumber(reached, 'share'),
      serf === null ? UNKNOWN : formatNumber(serf, 'share'),
    ]);
    const title = paint.bold(`${runs[index]?.scenario ?? ''}: replicas reached`);
    const head = ['  rounds', 'measured', "Serf's estimate"];
    const expected = `all after ${formatNumber(one.allReachedRounds, 'ratio')} rounds; log2 n + ln n, for fanout 1, is ${formatNumber(one.expectedRounds, 'ratio')}`;
    return [`${title}\n${renderTable(head, rows, paint, width)}\n  ${expected}`];
  });
}

function verdict(
  { runs, interrupted, replay }: SimulationReport,
  names: readonly string[],
  { paint, width }: Screen,
  form: Form,
): string {
  const lines = remarks(runs, names, paint, form);
  const isSound = runs.every(({ problems }) => problems.length === 0);
  if (interrupted)
    lines.push(`${paint.yellow('!')} interrupted: the figures are of what had been simulated until then`);
  else if (isSound && runs.every(({ audit }) => audit.every(({ agrees }) => agrees)))
    lines.push(
      `${paint.green('✓')} what the nodes report is what every replica was seen to hold${comparedIn(runs)}`,
    );
  else if (isSound)
    lines.push(
      `${paint.yellow('!')} what the nodes report differs from what was seen only where a bound was hit that explains it`,
    );
  lines.push(command(`${isSound ? 'again' : 'replay'}: ${replay}`, width));
  return lines.join('\n');
}

/** Wrapped so that a shell takes it in one piece. */
function command(text: string, width: number): string {
  return wrapped(text, width - ' \\'.length)
    .split('\n')
    .join(' \\\n');
}
