/** t-visibility (PBS, Bailis et al. 2012): how likely a read is stale, by the time since the latest write of its key. */

import { hasKeys } from '../../words/describe-mix.ts';
import { markup, type Html } from '../html/html.ts';
import type { PageModel, PageRun } from '../model.ts';
import { colour } from '../html/palette.ts';
import { provenStale } from '../wording/proven-stale.ts';
import { counted, listed, percent, roundDuration, roundPercent } from '../wording/words.ts';
import { axis, axisLabel, below, lineOf } from './axes.ts';
import { drawnRuns, figureOf, legendOf } from './figure.ts';

type Bin = NonNullable<PageRun['run']['staleReads']>['visibility'][number];

/** A share of fewer reads than this means little: its point is drawn hollow. */
const FEW_READS = 10;

export function visibility(model: PageModel): Html {
  const { runs } = model;
  const known = runs.filter(({ run }) => binsOf(run).length > 0);
  if (known.length === 0) return markup`<p class="none">${reasonFor(model)}</p>`;
  const shown = drawnRuns(known);
  const bins = [
    ...new Map(known.flatMap(({ run }) => binsOf(run)).map((bin) => [bin.fromMs, bin])).values(),
  ].sort((a, b) => a.fromMs - b.fromMs);
  return figureOf({
    id: 'visibility-chart',
    caption: markup`Share of the reads that were stale, by the time since the latest write of their key was
    acknowledged. Hollow marks stand for fewer than ${FEW_READS} reads.${provenIn(shown)}`,
    alt: `Probability of a stale read by time since the write. ${shown.map(altOf).join(' ')}`,
    legend: legendOf(shown, known.length - shown.length),
    draw: (width) => ({ height: width > 500 ? 300 : 260, option: optionOf(shown, bins) }),
    table: {
      caption: 'Stale reads by time since the latest write',
      head: ['time since the write', ...known.flatMap(({ name }) => [`${name}: stale`, 'of reads'])],
      rows: bins.map((bin) => [
        rangeOf(bin),
        ...known.flatMap(({ run }) => {
          const found = binAt(run, bin.fromMs);
          return found === undefined ? ['–', '0'] : [percent(found.stale / found.reads), `${found.reads}`];
        }),
      ]),
    },
  });
}

function reasonFor({ runs, settings }: PageModel): string {
  const isKnown = runs.some(({ run }) => run.staleReads !== null);
  if (!hasKeys(settings))
    return `A read of this workload returns everything that was written, not the latest value of one key: there is no latest write from which to count the time.${isKnown ? ' How many reads were stale, and how old the oldest write was that they missed, stands in the answers above.' : ''}`;
  return isKnown
    ? 'No read came after an acknowledged write of its key.'
    : 'It is not known: reads of this workload were not judged against the writes.';
}

/** How many stale reads of each run are in the bins, for runs where the answers count another number. */
function provenIn(runs: readonly PageRun[]): string {
  const differing = runs.flatMap(({ name, run }) => {
    const stale = binsOf(run).reduce((sum, bin) => sum + bin.stale, 0);
    const proven = provenStale(run, stale);
    return proven === null ? [] : [`${name} ${proven}`];
  });
  return differing.length === 0
    ? ''
    : ` Stale are those that the clients can prove to be: ${listed(differing)}.`;
}

function binsOf(run: PageRun['run']): Bin[] {
  return run.staleReads?.visibility.filter(({ reads }) => reads > 0) ?? [];
}

function binAt(run: PageRun['run'], fromMs: number): Bin | undefined {
  return binsOf(run).find((bin) => bin.fromMs === fromMs);
}

function altOf({ name, run }: PageRun): string {
  const last = binsOf(run).findLast(({ stale }) => stale > 0);
  return last === undefined
    ? `${name}: no stale read.`
    : `${name}: stale reads up to ${roundDuration(last.toMs)} after the write, ${percent(last.stale / last.reads)} of ${counted(last.reads, 'read')} in the last of these bins.`;
}

function rangeOf({ fromMs, toMs }: Bin): string {
  return `${roundDuration(fromMs)} – ${roundDuration(toMs)}`;
}

function optionOf(runs: readonly PageRun[], bins: readonly Bin[]): object {
  return {
    grid: { left: 48, right: 24, top: 14, bottom: 52 },
    xAxis: axis('category', {
      ...{ data: bins.map(({ toMs }) => `≤ ${roundDuration(toMs)}`), boundaryGap: true },
      axisLabel: axisLabel({ hideOverlap: true }),
      ...below('time since the latest write of the key'),
    }),
    yAxis: axis('value', { min: 0, axisLabel: axisLabel({ formatter: roundPercent }) }),
    series: runs.map((one) => {
      const { run, symbol } = one;
      return lineOf(one, {
        ...{ showSymbol: true, symbol, symbolSize: 8 },
        data: bins.map(({ fromMs }) => {
          const bin = binAt(run, fromMs);
          if (bin === undefined) return null;
          const hollow = { color: colour('ground'), borderColor: one.colour, borderWidth: 1.5 };
          return { value: bin.stale / bin.reads, ...(bin.reads < FEW_READS ? { itemStyle: hollow } : {}) };
        }),
        connectNulls: true,
      });
    }),
  };
}
