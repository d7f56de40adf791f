/** The distribution of convergence: after how long which share of the writes was on every replica. */

import type { ConvergenceCurve } from '../../schema/course-schema.ts';
import { markup, type Html } from '../html/html.ts';
import { isProbed, unmeasuredNote } from '../../words/probed.ts';
import type { PageModel } from '../model.ts';
import { nothingToSpread } from '../wording/reasons.ts';
import { duration, roundPercent } from '../wording/words.ts';
import { axis, axisLabel, below, lineOf, SHORTEST_MS, timeAxis } from './axes.ts';
import { drawnRuns, figureOf, legendOf, type Chart, type LegendEntry } from './figure.ts';

export interface Curve {
  readonly of: LegendEntry;
  readonly points: ConvergenceCurve;
}

/** What the curves are of, in words. */
export interface CurveWords {
  /** `Share of the converged writes that had reached every replica after a time,` */
  readonly share: string;
  /** `Convergence` */
  readonly name: string;
  /** `writes had reached every replica` */
  readonly reached: string;
  /** Of the axis: `time since the write was accepted` */
  readonly since: string;
}

const CONVERGED: CurveWords = {
  share: 'converged writes that had reached every replica after a time,',
  name: 'Convergence',
  reached: 'writes had reached every replica',
  since: 'time since the write was accepted',
};
const PROBED: CurveWords = {
  ...CONVERGED,
  share: 'probed writes that every node had shown after a time, at most,',
};

const NO_CURVE = 'There is no curve: no write converged, or nobody saw when.';

const SHARES = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];
const HALF_WIDTH = 488;
const HEIGHT = 300;

export function distribution(model: PageModel): Html {
  const { runs } = model;
  const curves = runs.flatMap((of): Curve[] => {
    const points = of.run.convergenceCurve ?? [];
    return points.length === 0 ? [] : [{ of, points }];
  });
  if (curves.length === 0) {
    const reason = unmeasuredNote(
      runs.map(({ run }) => run),
      model.settings,
    );
    return markup`<p class="none">${nothingToSpread(model) ?? reason ?? NO_CURVE}</p>`;
  }
  return curvePair(curves, runs.some(({ run }) => isProbed(run)) ? PROBED : CONVERGED);
}

/** The distributions from both sides: what share had come so far by when, and how long the slowest took. */
export function curvePair(curves: readonly Curve[], words: CurveWords): Html {
  const shown = drawnRuns(curves);
  const legend = legendOf(
    shown.map(({ of }) => of),
    curves.length - shown.length,
  );
  return markup`<div class="pair">
    ${figureOf({ ...cumulative(shown, curves, words), legend }, HALF_WIDTH)}${figureOf(percentiles(shown, legend, words), HALF_WIDTH)}
  </div>`;
}

/** What share had converged by when. */
function cumulative(
  shown: readonly Curve[],
  curves: readonly Curve[],
  words: CurveWords,
): Omit<Chart, 'legend'> {
  return {
    id: 'distribution-chart',
    caption: markup`Share of the ${words.share}
    on a logarithmic axis. The further left and the steeper, the better.`,
    alt: `Cumulative distribution of ${words.name.toLowerCase()}. ${shown.map(({ of, points }) => `${of.name}: half within ${duration(timeOf(points, 0.5))}, 99 % within ${duration(timeOf(points, 0.99))}, all within ${duration(timeOf(points, 1))}.`).join(' ')}`,
    draw: () => ({ height: HEIGHT, option: cumulativeOption(shown, words.since) }),
    table: {
      caption: `${words.name}: time after which a share of the ${words.reached}`,
      head: ['run', ...SHARES.map(roundPercent)],
      rows: curves.map(({ of, points }) => [
        of.name,
        ...SHARES.map((share) => duration(timeOf(points, share))),
      ]),
    },
  };
}

/** The same from the other side: each step to the right has a tenth of the writes, so that the slowest have as much room as the rest. */
function percentiles(shown: readonly Curve[], legend: Html, { name }: CurveWords): Chart {
  // Of fewer writes than that, nobody knows it.
  const known = Math.max(...shown.flatMap(({ points }) => raritiesOf(points)));
  const shares = [0.9, 0.99, 0.999, 0.9999].filter((share) => 1 / (1 - share) <= known * 1.001);
  return {
    id: 'percentiles-chart',
    caption: markup`The same for the slowest: from one mark of the axis to the next, nine tenths of the remaining
    writes have come so far. A line ends where the writes do.`,
    alt: `Percentiles of ${name.toLowerCase()}. ${shown.map(({ of, points }) => `${of.name}: ${shares.map((share) => `${roundPercent(share)} within ${duration(timeOf(points, share))}`).join(', ')}.`).join(' ')}`,
    legend,
    draw: () => ({ height: HEIGHT, option: percentilesOption(shown) }),
    table: {
      caption: `${name}: the slowest writes by percentiles`,
      head: ['run', ...shares.map(roundPercent), 'slowest'],
      rows: shown.map(({ of, points }) => [
        of.name,
        ...[...shares, 1].map((share) => duration(timeOf(points, share))),
      ]),
    },
  };
}

/** Of how many writes one is slower: 100 at the 99th percentile. The slowest stands where the one before it does. */
function raritiesOf(points: ConvergenceCurve): number[] {
  const rarities = points.map(({ share }) => (share >= 1 ? Infinity : 1 / (1 - share)));
  const last = rarities.findLast((rarity) => rarity < Infinity) ?? 1;
  return rarities.map((rarity) => Math.min(rarity, last));
}

/** A power of ten at which all lines have ended. */
function endOf(curves: readonly Curve[]): number {
  const most = Math.max(10, ...curves.flatMap(({ points }) => raritiesOf(points)));
  return Number(`1e${Math.ceil(Math.log10(most) - 1e-9)}`);
}

function percentilesOption(curves: readonly Curve[]): object {
  const times = curves.flatMap(({ points }) => points.map(({ ms }) => ms));
  return {
    grid: { left: 58, right: 28, top: 12, bottom: 48 },
    xAxis: axis('log', {
      ...{ min: 1, max: endOf(curves), ...below('share of the writes') },
      axisLabel: axisLabel({ formatter: (rarity: number) => roundPercent(1 - 1 / rarity) }),
    }),
    yAxis: timeAxis(times),
    series: curves.map(({ of, points }) => {
      const rarities = raritiesOf(points);
      const data = points.map(({ ms }, at) => [rarities[at], Math.max(SHORTEST_MS, ms)]);
      // Whatever is more frequent than the first point is as fast.
      return lineOf(of, { step: 'start', data: [[1, data[0]?.[1]], ...data] });
    }),
  };
}

/** How long it took until at least this share had converged. */
function timeOf(points: ConvergenceCurve, share: number): number | null {
  return points.find((point) => point.share >= share - 1e-9)?.ms ?? null;
}

function cumulativeOption(curves: readonly Curve[], since: string): object {
  const times = curves.flatMap(({ points }) => points.map(({ ms }) => ms));
  return {
    grid: { left: 48, right: 24, top: 12, bottom: 48 },
    xAxis: timeAxis(times, below(since)),
    yAxis: axis('value', { min: 0, max: 1, axisLabel: axisLabel({ formatter: roundPercent }) }),
    series: curves.map(({ of, points }) =>
      lineOf(of, {
        step: 'end',
        data: [
          [Math.max(SHORTEST_MS, points[0]?.ms ?? 0), 0],
          ...points.map(({ ms, share }) => [Math.max(SHORTEST_MS, ms), share]),
        ],
      }),
    ),
  };
}
