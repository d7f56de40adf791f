/** t-visibility (PBS, Bailis et al. 2012): how likely a read is stale, by the time since the latest write of its key. */

import { hasKeys } from '../../words/describe-mix.ts';
import { ENOUGH_READS, estimatesOf, type Estimate, type SeenReads } from '../../words/visibility.ts';
import { markup, type Html } from '../html/html.ts';
import type { PageModel, PageRun } from '../model.ts';
import { provenStale } from '../wording/proven-stale.ts';
import { counted, listed, percent, roundDuration, roundPercent } from '../wording/words.ts';
import { axis, axisLabel, below, lineOf } from './axes.ts';
import { drawnRuns, figureOf, legendOf, type LegendEntry } from './figure.ts';

/** More runs with their confidence could not be told apart. */
const MAX_INTERVALS = 4;

export function visibility(model: PageModel): Html {
  const { runs } = model;
  const known = runs.filter(({ run }) => estimatesOf(run).length > 0);
  if (known.length === 0) return markup`<p class="none">${reasonFor(model)}</p>`;
  return visibilityFigure(known, provenIn(drawnRuns(known)));
}

/** Reads that are a line of the chart. */
export interface ReadsLine extends LegendEntry {
  readonly run: SeenReads;
}

/** @param known those of which something can be said @param note what else belongs to the caption */
export function visibilityFigure(known: readonly ReadsLine[], note = ''): Html {
  const shown = drawnRuns(known);
  const bins = [
    ...new Map(known.flatMap(({ run }) => estimatesOf(run)).map((bin) => [bin.fromMs, bin])).values(),
  ].sort((a, b) => a.fromMs - b.fromMs);
  const withIntervals = shown.length <= MAX_INTERVALS;
  return figureOf({
    id: 'visibility-chart',
    caption: markup`Share of the reads that were stale, by the time since the latest write of their key was
    acknowledged.${withIntervals ? ` The probability lies within the line through a mark, with 95 % confidence.` : ''}
    Only times with ${ENOUGH_READS} reads or more are shown.${note}`,
    alt: `Probability of a stale read by time since the write. ${shown.map(altOf).join(' ')}`,
    legend: legendOf(shown, known.length - shown.length),
    draw: (width) => ({ height: width > 500 ? 300 : 260, option: optionOf(shown, bins, withIntervals) }),
    table: {
      caption: 'Stale reads by time since the latest write',
      head: [
        'time since the write',
        ...known.flatMap(({ name }) => [`${name}: stale`, '95 % confidence', 'of reads']),
      ],
      rows: bins.map((bin) => [
        rangeOf(bin),
        ...known.flatMap(({ run }) => {
          const found = binAt(run, bin.fromMs);
          return found === undefined
            ? ['–', '–', '–']
            : [percent(found.share), `${percent(found.low)} … ${percent(found.high)}`, `${found.reads}`];
        }),
      ]),
    },
  });
}

function reasonFor({ runs, settings }: PageModel): string {
  const isKnown = runs.some(({ run }) => run.staleReads !== null);
  if (!hasKeys(settings))
    return `A read of this workload returns everything that was written, not the latest value of one key: there is no latest write from which to count the time.${isKnown ? ' How many reads were stale, and how old the oldest write was that they missed, stands in the answers above.' : ''}`;
  const isUnread = runs.every(({ run }) => run.operations.reads.ok === 0);
  return isKnown || isUnread
    ? `At no time after the latest write of a key were there ${ENOUGH_READS} reads, so that nothing can be said.`
    : 'It is not known: reads of this workload were not judged against the writes.';
}

/** How many stale reads of each run are in the bins, for runs where the answers count another number. */
function provenIn(runs: readonly PageRun[]): string {
  const differing = runs.flatMap(({ name, run }) => {
    const stale = (run.staleReads?.visibility ?? []).reduce((sum, bin) => sum + bin.stale, 0);
    const proven = provenStale(run, stale);
    return proven === null ? [] : [`${name} ${proven}`];
  });
  return differing.length === 0
    ? ''
    : ` Stale are those that the clients can prove to be: ${listed(differing)}.`;
}

function binAt(run: SeenReads, fromMs: number): Estimate | undefined {
  return estimatesOf(run).find((bin) => bin.fromMs === fromMs);
}

function altOf({ name, run }: ReadsLine): string {
  const last = estimatesOf(run).findLast(({ share }) => share > 0);
  return last === undefined
    ? `${name}: no stale read.`
    : `${name}: stale reads up to ${roundDuration(last.toMs)} after the write, ${percent(last.share)} of ${counted(last.reads, 'read')} in the last of these bins.`;
}

function rangeOf({ fromMs, toMs }: Estimate): string {
  return `${roundDuration(fromMs)} – ${roundDuration(toMs)}`;
}

function optionOf(
  runs: readonly ReadsLine[],
  bins: readonly Estimate[],
  withIntervals: boolean,
): { readonly series: readonly object[] } {
  return {
    ...{
      grid: { left: 48, right: 24, top: 14, bottom: 52 },
      xAxis: axis('category', {
        ...{ data: bins.map(({ toMs }) => `≤ ${roundDuration(toMs)}`), boundaryGap: true },
        axisLabel: axisLabel({ hideOverlap: true }),
        ...below('time since the latest write of the key'),
      }),
      yAxis: axis('value', { min: 0, axisLabel: axisLabel({ formatter: roundPercent }) }),
    },
    series: runs.flatMap((one) => [
      ...(withIntervals ? intervalsOf(one, bins) : []),
      lineOf(one, {
        ...{ showSymbol: true, symbol: one.symbol, symbolSize: 8, z: 3 },
        data: bins.map(({ fromMs }) => binAt(one.run, fromMs)?.share ?? null),
        connectNulls: true,
      }),
    ]),
  };
}

/** An upright line for each mark, from the least to the greatest probability that the reads allow. */
function intervalsOf(one: ReadsLine, bins: readonly Estimate[]): object[] {
  return bins.flatMap(({ fromMs }, at) => {
    const found = binAt(one.run, fromMs);
    if (found === undefined) return [];
    const ends = [
      [at, found.low],
      [at, found.high],
    ];
    return lineOf(
      { colour: one.colour, dash: [] },
      {
        data: ends,
        showSymbol: true,
        symbol: 'rect',
        symbolSize: [9, 1.5],
        z: 2,
        lineStyle: THIN(one.colour),
      },
    );
  });
}

const THIN = (colour: string): object => ({ color: colour, width: 1.2, opacity: 0.7 });
