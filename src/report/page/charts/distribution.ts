/** The distribution of convergence: after how long which share of the writes was on every replica. */

import type { ConvergenceCurve } from '../../schema/course-schema.ts';
import { markup, type Html } from '../html/html.ts';
import type { PageModel, PageRun } from '../model.ts';
import { nothingToSpread } from '../wording/reasons.ts';
import { duration, roundPercent } from '../wording/words.ts';
import { axis, axisLabel, below, lineOf, SHORTEST_MS, timeAxis } from './axes.ts';
import { drawnRuns, figureOf, legendOf } from './figure.ts';

interface Curve {
  readonly of: PageRun;
  readonly points: ConvergenceCurve;
}

const NO_CURVE =
  'There is no curve: no write converged, or the messages of these nodes do not show which replica holds which write.';

const SHARES = [0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1];

export function distribution(model: PageModel): Html {
  const { runs } = model;
  const curves = runs.flatMap((of): Curve[] => {
    const points = of.run.convergenceCurve ?? [];
    return points.length === 0 ? [] : [{ of, points }];
  });
  if (curves.length === 0) {
    return markup`<p class="none">${nothingToSpread(model) ?? NO_CURVE}</p>`;
  }
  const shown = curves.slice(0, drawnRuns(runs).length);
  return figureOf({
    id: 'distribution-chart',
    caption: markup`Share of the converged writes that had reached every replica after a time, on a logarithmic
    axis. The further left and the steeper, the better.`,
    alt: `Cumulative distribution of convergence. ${shown.map(({ of, points }) => `${of.name}: half within ${duration(timeOf(points, 0.5))}, 99 % within ${duration(timeOf(points, 0.99))}, all within ${duration(timeOf(points, 1))}.`).join(' ')}`,
    legend: legendOf(
      shown.map(({ of }) => of),
      curves.length - shown.length,
    ),
    draw: (width) => ({ height: width > 500 ? 340 : 260, option: optionOf(shown) }),
    table: {
      caption: 'Convergence: time after which a share of the writes had reached every replica',
      head: ['run', ...SHARES.map(roundPercent)],
      rows: curves.map(({ of, points }) => [
        of.name,
        ...SHARES.map((share) => duration(timeOf(points, share))),
      ]),
    },
  });
}

/** How long it took until at least this share had converged. */
function timeOf(points: ConvergenceCurve, share: number): number | null {
  return points.find((point) => point.share >= share - 1e-9)?.ms ?? null;
}

function optionOf(curves: readonly Curve[]): object {
  const times = curves.flatMap(({ points }) => points.map(({ ms }) => ms));
  return {
    grid: { left: 48, right: 24, top: 12, bottom: 48 },
    xAxis: timeAxis(times, below('time since the write was accepted')),
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
