/** What changed, for people: as a text for a terminal, and as Markdown for a pull request. */

import { measureNamed } from '../measures/measures.ts';
import type { Screen } from '../text/paint.ts';
import { renderTable } from '../text/table.ts';
import { page } from '../text/text.ts';
import { formatChange, formatNumber, UNKNOWN } from '../words/format.ts';
import { nameOf, type Change, type Comparison } from './compare.ts';

/** A threshold that is broken, in words. */
export interface Broken {
  readonly threshold: string;
  readonly change: Change;
  readonly after: string;
}

/** What thresholds came to: those that are broken, and those that nothing was held to, in words. */
export interface Verdict {
  readonly broken: readonly Broken[];
  readonly unheld: readonly string[];
}

export function renderComparisons(
  comparisons: readonly Comparison[],
  { broken, unheld }: Verdict,
  screen: Screen,
): string {
  const { paint } = screen;
  const parts = comparisons.flatMap((one) => [
    `${paint.bold(`${one.before} → ${one.after}`)}${settingsOf(one)
      .map((text) => `\n  ${text}`)
      .join('')}`,
    ...tablesOf(one).map(({ title, rows, same }) => {
      const head = [title, 'before', 'after', 'change', ''];
      return `${renderTable(
        head,
        rows.map((row) => painted(row, paint)),
        paint,
        screen.width,
      )}${same}`;
    }),
    remarksOf(one, paint),
  ]);
  const verdict = [
    ...unheld.map((text) => `${paint.yellow('!')} ${text}`),
    ...broken.map((one) => `${paint.red('✗')} ${brokenText(one)}`),
  ].join('\n');
  return page(
    [...parts, verdict].filter((part) => part !== ''),
    screen,
  );
}

export function renderMarkdown(comparisons: readonly Comparison[], { broken, unheld }: Verdict): string {
  const parts = comparisons.flatMap((one) => [
    `### ${escaped(one.before)} → ${escaped(one.after)}`,
    settingsOf(one)
      .map((text) => `- ${escaped(text)}`)
      .join('\n'),
    ...tablesOf(one).map(({ title, rows, same }) =>
      [
        `| ${escaped(title)} | before | after | change | |`,
        '| --- | ---: | ---: | ---: | --- |',
        ...rows.map(
          ({ cells, mark }) =>
            `| ${[...cells, mark.words].map((cell) => escaped(cell.trim())).join(' | ')} |`,
        ),
        ...(same === '' ? [] : ['', same.trim()]),
      ].join('\n'),
    ),
    remarks(one)
      .map((text) => `- ⚠ ${escaped(text)}`)
      .join('\n'),
  ]);
  const verdict = [
    ...broken.map((one) => `- ❌ ${escaped(brokenText(one))}`),
    ...unheld.map((text) => `- ⚠ ${escaped(text)}`),
  ].join('\n');
  const first = broken.length === 0 ? '' : '**Thresholds are broken:**';
  return `${[first, verdict, ...parts].filter((part) => part !== '').join('\n\n')}\n`;
}

interface Row {
  readonly cells: readonly string[];
  readonly mark: { readonly words: string; readonly verdict: Change['verdict'] };
}

/** A table for each kind of run: the figures that changed. */
function tablesOf({ changes }: Comparison): { title: string; rows: Row[]; same: string }[] {
  const kinds = new Map<string, Change[]>();
  for (const change of changes) kinds.set(nameOf(change), [...(kinds.get(nameOf(change)) ?? []), change]);
  return [...kinds].map(([title, all]) => {
    const changed = all.filter(({ verdict, before }) => verdict !== 'same' || before === null);
    const same = all.length - changed.length;
    return {
      title,
      rows: changed.map(rowOf),
      same: same === 0 ? '' : `\n  ${same} ${same === 1 ? 'figure has' : 'figures have'} not changed`,
    };
  });
}

function rowOf({ measure: name, before, after, sure, verdict }: Change): Row {
  const { label = name, unit = 'ratio' } = measureNamed(name) ?? {};
  const values = [before, after].map((spread) =>
    spread === null ? UNKNOWN : formatNumber(spread.median, unit),
  );
  const change = formatChange(before?.median ?? null, after?.median ?? null, unit);
  const words =
    before === null
      ? 'new'
      : after === null || sure === 'yes'
        ? verdict
        : sure === 'no'
          ? 'within the noise'
          : `${verdict}, one run`;
  return {
    cells: [`  ${label}`, ...values, change],
    mark: { words, verdict: sure === 'no' ? 'same' : verdict },
  };
}

function painted({ cells, mark: { words, verdict } }: Row, paint: Screen['paint']): string[] {
  const colour = { better: paint.green, worse: paint.red, same: paint.dim }[verdict];
  return [...cells, colour(words)];
}

function settingsOf({ settings }: Comparison): string[] {
  return settings.map(({ name, before, after }) => `${name}: ${shown(before)} → ${shown(after)}`);
}

function shown(value: unknown): string {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.join(' ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function remarksOf(one: Comparison, paint: Screen['paint']): string {
  return remarks(one)
    .map((text) => `${paint.yellow('!')} ${text}`)
    .join('\n');
}

function remarks({ isOfTwoClocks, interrupted, unmatched, problems }: Comparison): string[] {
  const clocks = isOfTwoClocks
    ? [
        'one report is of real processes, the other of virtual time: latencies and throughput are not of a kind',
      ]
    : [];
  return [...clocks, ...new Set(interrupted), ...unmatched, ...problems];
}

export function brokenText({ threshold, change, after }: Broken): string {
  const { unit = 'ratio' } = measureNamed(change.measure) ?? {};
  const value = (spread: Change['before']): string => formatNumber(spread?.median ?? null, unit);
  return `${threshold}: ${nameOf(change)} went from ${value(change.before)} to ${value(change.after)} in ${after}`;
}

export function unheldText(threshold: string, { before, after }: Comparison): string {
  return `${threshold} was held to nothing: ${before} has no such figure of a run that ${after} has, too`;
}

/** What would end a cell, or begin markup of its own. */
function escaped(text: string): string {
  return text.replace(/[\\|<>`*_[\]]/g, (character) => `\\${character}`).replace(/\s+/g, ' ');
}
