/**
 * A report as text: the scenarios side by side with what changed, the audit, and what is wrong.
 *
 * Begin here; `simulation-text.ts` adds what only a simulation knows. The figures come from `words/figures.ts`, as for the page.
 */

import { SEEDS } from '../../base/prng.ts';
import { inconclusiveRows } from '../parts/audit-part.ts';
import { agentsTable } from './agents-text.ts';
import { auditTable } from './audit-text.ts';
import { courseCharts } from './course-chart.ts';
import { describeRun } from './describe-run.ts';
import { droppedTable } from './dropped-text.ts';
import { DOUBTFUL, isDoubtful } from '../words/doubtful.ts';
import { workloadOf } from '../../load/workloads.ts';
import { describeMix } from '../words/describe-mix.ts';
import { quantilesNote, sectionsFor } from '../words/figures.ts';
import { formatChange, formatNumber, UNKNOWN } from '../words/format.ts';
import { groupsOf } from '../measures/groups.ts';
import { headline } from './headline.ts';
import type { Screen } from './paint.ts';
import { namesOf, strategiesRun, variedIn } from '../words/run-names.ts';
import type { Run } from '../schema/run-schema.ts';
import type { Report } from '../schema/report-schema.ts';
import { modelsOf, type Settings } from '../schema/settings-schema.ts';
import { outsideParts } from './outside-text.ts';
import { attachedTo, networkWords, outsideIn } from '../words/outside.ts';
import { verdictOf, type Form } from './remarks.ts';
import { repeatsTable } from './repeats-text.ts';
import { summaryParts } from './summary.ts';
import { renderSweep } from './sweep-text.ts';
import { ENOUGH_READS, estimatesOf, readsLeftOut } from '../words/visibility.ts';
import { renderTable, type Row } from './table.ts';
import { cut, joined, sideBySide, widthOf, wrapped } from './wrap.ts';

/** Empty where no scenario came to its end. What made the bench fail is not in it: that belongs on stderr. */
export function renderText(report: Report, screen: Screen, form: Form = 'full'): string {
  const { runs } = report;
  if (runs.length === 0) return '';
  return page(
    [
      joined(describeSettings(report), screen.width),
      ...resultParts(report, screen, form),
      ...[agentsTable(runs, everyName(runs), screen)].filter((part) => part !== ''),
      verdictOf(report, everyName(runs), screen, form, () => ending(runs, screen, form)),
    ],
    screen,
  );
}

function resultParts({ runs, settings }: Report, screen: Screen, form: Form): string[] {
  const isCompared = variedIn(settings).length > 0;
  if (isCompared || isRepeated(runs)) return groupParts(runs, screen);
  return (form === 'summary' ? summaryParts : runParts)({ runs, settings }, screen);
}

/** Whether some runs differ in their seed alone. */
export function isRepeated(runs: readonly Run[]): boolean {
  return groupsOf(runs).some((group) => group.runs.length > 1);
}

/** Many runs: a row for each point of a sweep, and the range of each figure over the seeds. */
export function groupParts(runs: readonly Run[], screen: Screen): string[] {
  const groups = groupsOf(runs);
  const names = namesOf(groups.map(({ middle }) => middle));
  return [renderSweep(groups, names, screen), repeatsTable(groups, names, screen)].filter(
    (part) => part !== '',
  );
}

/** A name for each run, with its seed where there are several. */
export function everyName(runs: readonly Run[]): string[] {
  const names = namesOf(runs);
  return isRepeated(runs) ? runs.map(({ seed }, index) => `${names[index] ?? ''}, seed ${seed}`) : names;
}

/** What a bench's report and a simulation's have in common. */
interface Compared {
  readonly runs: readonly Run[];
  readonly settings: Pick<Settings, 'workload' | 'quietMs'>;
}

/** Everything about runs that can be compared: the answers, each run over time, the tables. */
export function runParts({ runs, settings }: Compared, screen: Screen): string[] {
  const charts = courseCharts(runs, screen);
  const courses = runs.map((run, index) => `${describeRun(run, screen)}\n${charts[index] ?? ''}`.trimEnd());
  const isVisible = runs.some((run) => estimatesOf(run).length > 0);
  return [
    headline(runs, settings, screen),
    ...courses,
    figuresTable({ runs, settings }, screen),
    isVisible ? visibilityTable(runs, screen) : '',
    auditTable(runs, settings, screen),
    ...outsideParts(runs, screen),
    droppedTable(runs, screen),
  ].filter((part) => part !== '');
}

/** Sentences are wrapped; what is in columns has been fitted. */
export function page(parts: readonly string[], { width }: Screen): string {
  return `${cut(parts.map((part) => wrapped(part, width)).join('\n\n'), width)}\n`;
}

function describeSettings({ settings: s, runs }: Report): string[] {
  const faults = [
    s.jitterMs > 0 ? `jitter ±${s.jitterMs} ms` : '',
    s.lossRatio > 0 ? `loss ${s.lossRatio * 100} %` : '',
    s.duplicateRatio > 0 ? `duplicates ${s.duplicateRatio * 100} %` : '',
  ].filter((fault) => fault !== '');
  const setUp = [strategiesRun(runs) || s.strategy, s.preset].filter((name) => name !== null).join(', ');
  const outside = outsideIn(runs);
  const who =
    outside === undefined
      ? `${s.nodes} × ${s.bin ?? 'gossipscope node'}${s.agents === null ? '' : ' on agents'}`
      : attachedTo(outside);
  const network =
    outside === undefined ? `latency ${s.latencyMs} ms ${s.latencyDistribution}` : networkWords(s);
  return [
    `${who}${setUp === '' ? '' : ` (${setUp})`}, workload ${s.workload}${judgedAs(s)}`,
    [network, ...faults].join(', ') + `, ${seedsOf(s)}`,
    `${s.ratePerSec} operations/s for ${s.durationMs / 1000} s${describeMix(s)}`,
  ];
}

/** `seed 1`, `seeds 1 to 5`. */
export function seedsOf({ seed, repeat }: Pick<Settings, 'seed' | 'repeat'>): string {
  return repeat === 1 ? `seed ${seed}` : `seeds ${seed} to ${(seed + repeat - 1) % SEEDS}`;
}

/** Transactions are judged by the rules of a model. */
function judgedAs(settings: Report['settings']): string {
  return workloadOf(settings).models !== undefined ? `, judged as ${modelsOf(settings).join(' and ')}` : '';
}

/** Every scenario after the first comes with its change against the first, where there is room for it. */
function figuresTable({ runs, settings }: Compared, { paint, width }: Screen): string {
  const columns = (part: readonly Run[], withChange: boolean, room: number): string =>
    figuresColumns({ runs: part, settings }, paint, withChange, room);
  const changed = columns(runs, true, Infinity);
  const table =
    widthOf(changed) <= width ? changed : sideBySide(runs, width, (part, room) => columns(part, false, room));
  const note = quantilesNote(runs);
  return note === null ? table : `${table}\n  ${paint.dim(note)}`;
}

function figuresColumns(
  { runs, settings }: Compared,
  paint: Screen['paint'],
  withChange: boolean,
  room: number,
): string {
  const [first] = runs;
  const head = [
    '',
    ...runs.flatMap(({ scenario }, index) =>
      index === 0 || !withChange ? [scenario] : [scenario, 'change'],
    ),
  ];
  const rows: Row[] = sectionsFor(runs, settings).flatMap(({ title, figures }) => [
    { title },
    ...figures.flatMap(({ label, unit, of, means }): Row[] => [
      ...(means === undefined ? [] : [{ title: `  ${means}:` }]),
      [
        `  ${label}`,
        ...runs.flatMap((run, index) => {
          const value = of(run);
          const cell = formatNumber(value, unit);
          const before = first === undefined ? null : of(first);
          return index === 0 || !withChange ? [cell] : [cell, paint.dim(formatChange(before, value, unit))];
        }),
      ],
    ]),
  ]);
  return renderTable(head, rows, paint, room);
}

function visibilityTable(runs: readonly Run[], { paint, width }: Screen): string {
  const title = paint.bold('t-visibility: P(stale) by time since the latest write');
  const omitted = runs.reduce((sum, run) => sum + readsLeftOut(run), 0);
  const note =
    omitted === 0
      ? ''
      : `\n  ${paint.dim(`${formatNumber(omitted, 'count')} reads at times with fewer than ${ENOUGH_READS} are left out`)}`;
  return `${title}\n${sideBySide(runs, width, (part, room) => visibilityColumns(part, paint, room))}${note}`;
}

function visibilityColumns(runs: readonly Run[], paint: Screen['paint'], room: number): string {
  const all = runs.map(estimatesOf);
  const rows = [...new Map(all.flat().map((one) => [one.fromMs, one])).values()]
    .sort((a, b) => a.fromMs - b.fromMs)
    .map(({ fromMs, toMs }) => [
      `  ${formatNumber(fromMs, 'count')} – ${formatNumber(toMs, 'count')} ms`,
      ...all.flatMap((estimates) => {
        const found = estimates.find((one) => one.fromMs === fromMs);
        if (found === undefined) return [UNKNOWN, ''];
        const { share, low, high } = found;
        return [formatNumber(share, 'share'), paint.dim(`${percent(low)} … ${percent(high)}`)];
      }),
    ]);
  return renderTable(['', ...runs.flatMap((run) => [run.scenario, 'within (95 %)'])], rows, paint, room);
}

/** Digits would say more than is known. */
function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** How much was held against something. */
export function comparedIn(runs: readonly Run[]): string {
  return ` (${formatNumber(runs.flatMap(({ audit }) => audit).length, 'count')} figures compared)`;
}

function agreement(runs: readonly Run[], paint: Screen['paint'], form: Form): string {
  const [good, doubtful] = [paint.green('✓'), paint.yellow('?')];
  const untold = inconclusiveRows(runs);
  if (untold.length > 0) {
    const rows = runs.reduce((sum, { audit }) => sum + audit.length, 0);
    const names = [...new Set(untold.map(({ what }) => what))].join(', ');
    if (form === 'summary')
      return `${doubtful} ${untold.length} of the ${rows} figures of the audit ${untold.length === 1 ? 'is' : 'are'} inconclusive: --full names them`;
    const are = untold.length === 1 ? 'is inconclusive, its bound' : 'are inconclusive, their bounds';
    return `${doubtful} ${untold.length} of the ${rows} figures of the audit ${are} being wider than half of the value: ${names}; no other differs from what the bench saw, unless a bound that was hit explains it`;
  }
  return runs.every(({ audit }) => audit.every(({ agrees }) => agrees))
    ? `${good} what the nodes report agrees with what the bench saw${comparedIn(runs)}`
    : `${good} what the nodes report differs from what the bench saw only where a bound was hit that explains it`;
}

/** Of runs that went through, without a problem. */
function ending(runs: Report['runs'], { paint }: Screen, form: Form): string {
  if (runs.some(isDoubtful)) return `${paint.yellow('!')} ${DOUBTFUL}`;
  return runs.every(({ audit }) => audit.length > 0)
    ? agreement(runs, paint, form)
    : `${paint.green('✓')} every check passed; the nodes report nothing of themselves`;
}
