/** The report of `bench --target` as text: the scenarios, or the points of a sweep, side by side. */

import type { StoreReport, StoreRun } from '../schema/store-schema.ts';
import { formatNumber, UNKNOWN } from '../words/format.ts';
import { namesOf } from '../words/run-names.ts';
import { claimsOf, endOf, namedReplicas, storeLoad, storeSections, targetOf } from '../words/store-words.ts';
import { ENOUGH_READS, estimatesOf } from '../words/visibility.ts';
import type { Screen } from './paint.ts';
import { verdictOf, type Form } from './remarks.ts';
import { renderTable, type Row } from './table.ts';
import { cut, sideBySide, wrapped } from './wrap.ts';

/** Empty where no scenario came to its end. */
export function renderStoreText(report: StoreReport, screen: Screen, form: Form = 'full'): string {
  const { runs } = report;
  if (runs.length === 0) return '';
  const names = namesOf(runs);
  const { paint, width } = screen;
  const head = [
    `${paint.bold(targetOf(report))}: ${claimsOf(runs, names).join('; ')}`,
    ...storeLoad(report),
  ].join('\n');
  const parts = [
    head,
    figures(runs, names, screen),
    `  ${paint.dim('Each time is at most what it says: it lies between the last read that missed a write and the first that showed it.')}`,
    ...(form === 'full' ? [visibility(runs, names, screen)] : []),
    verdictOf(report, names, screen, form, () => ending(report.runs, screen)),
  ];
  const text = parts.filter((part) => part !== '').join('\n\n');
  return `${cut(wrapped(text, width), width)}\n`;
}

function figures(runs: readonly StoreRun[], names: readonly string[], { paint, width }: Screen): string {
  const sections = storeSections(runs);
  const named = runs.map((run, index) => ({ run, name: names[index] ?? '' }));
  return sideBySide(named, width, (part, room) => {
    const rows = sections.flatMap(({ title, figures: all }): Row[] => [
      { title },
      ...all.map(({ label, of }) => [`  ${label}`, ...part.map(({ run }) => of(run))]),
    ]);
    return renderTable(['', ...part.map(({ name }) => name)], rows, paint, room);
  });
}

/** P(stale) by time since the latest write, a column for each run and replica. */
function visibility(runs: readonly StoreRun[], names: readonly string[], { paint, width }: Screen): string {
  const columns = namedReplicas(runs, names).map(({ name, replica }) => ({
    name,
    estimates: estimatesOf({ staleReads: replica }),
  }));
  const bins = [
    ...new Map(columns.flatMap(({ estimates }) => estimates).map((one) => [one.fromMs, one])).values(),
  ].sort((a, b) => a.fromMs - b.fromMs);
  if (bins.length === 0) return '';
  const title = paint.bold(
    `t-visibility: P(stale) by time since the latest write, where there were ${ENOUGH_READS} reads`,
  );
  const table = sideBySide(columns, width, (part, room) => {
    const rows = bins.map(({ fromMs, toMs }) => [
      `  ${formatNumber(fromMs, 'count')} – ${formatNumber(toMs, 'count')} ms`,
      ...part.map(({ estimates }) => {
        const found = estimates.find((one) => one.fromMs === fromMs);
        return found === undefined ? UNKNOWN : formatNumber(found.share, 'share');
      }),
    ]);
    return renderTable(['', ...part.map(({ name }) => name)], rows, paint, room);
  });
  return `${title}\n${table}`;
}

/** Of runs that went through, without a problem. */
function ending(runs: readonly StoreRun[], { paint }: Screen): string {
  const { text, isGood } = endOf(runs);
  return `${isGood ? paint.green('✓') : paint.yellow('!')} ${text}`;
}
