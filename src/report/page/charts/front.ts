/** The Pareto front of what `tune` tried: what each step down in one figure costs in the other. */

import type { Measure } from '../../measures/measures.ts';
import type { TunedCandidate, TuneReport } from '../../schema/tune-schema.ts';
import { figureText, measuresOf } from '../../words/tuned.ts';
import { markup, type Html, NOTHING } from '../html/html.ts';
import { colour, runColour } from '../html/palette.ts';
import { above, axis, axisLabel, below } from './axes.ts';
import { figureOf, legendOf } from './figure.ts';

interface Placed {
  readonly of: TunedCandidate;
  readonly x: number;
  readonly y: number;
}

/** Nothing where there is but one figure to compare. */
export function front(report: TuneReport): Html {
  const [cost, other] = measuresOf(report);
  if (cost === undefined || other === undefined) return NOTHING;
  const points = report.front.flatMap((of): Placed[] => {
    const x = of.figures[cost.name]?.median;
    const y = of.figures[other.name]?.median;
    return x === undefined || y === undefined ? [] : [{ of, x, y }];
  });
  const said = ({ of, x, y }: Placed): string =>
    `${of.name}: ${figureText(cost, x)}, ${figureText(other, y)}`;
  return figureOf({
    id: 'front-chart',
    caption: markup`Each mark is a set of settings: no other that was tried has less of both. Filled marks keep the targets with every seed that they were tried with.`,
    alt: `Pareto front of ${cost.label} and ${other.label}. ${points.map(said).join('. ')}.`,
    legend: legendOf([
      { name: 'keeps the targets', colour: runColour(0), dash: [], symbol: 'circle' },
      { name: 'does not', colour: colour('quiet'), dash: [2, 3] },
    ]),
    draw: (width) => ({ height: width > 500 ? 360 : 300, option: optionOf(points, cost, other, report) }),
    table: {
      caption: 'The points of the chart',
      head: ['settings', cost.label, other.label],
      rows: points.map(({ of, x, y }) => [of.name, figureText(cost, x), figureText(other, y)]),
    },
  });
}

function optionOf(points: readonly Placed[], cost: Measure, other: Measure, { targets }: TuneReport): object {
  const bounds = targets.filter(({ measure }) => measure === other.name).map(({ bound }) => bound);
  const format = (measure: Measure) => (value: number) => figureText(measure, value);
  return {
    grid: { left: 64, right: 24, top: 32, bottom: 48 },
    xAxis: axis('value', { min: 0, ...below(cost.label), axisLabel: axisLabel({ formatter: format(cost) }) }),
    yAxis: axis('value', {
      min: 0,
      ...above(other.label),
      axisLabel: axisLabel({ formatter: format(other) }),
    }),
    series: [
      {
        ...{ type: 'line', step: 'end', silent: true, showSymbol: false, emphasis: { disabled: true } },
        lineStyle: { color: colour('quiet'), width: 1.5, type: [2, 3] },
        data: points.map(({ x, y }) => [x, y]),
        markLine: {
          ...{ silent: true, symbol: 'none', label: { show: false } },
          lineStyle: { color: colour('quiet'), type: [6, 4], width: 1.5 },
          data: bounds.map((yAxis) => ({ yAxis })),
        },
      },
      {
        ...{ type: 'scatter', silent: true, emphasis: { disabled: true }, symbolSize: 11, z: 3 },
        data: points.map(({ of, x, y }) => ({
          value: [x, y],
          itemStyle: {
            ...{ color: of.holds ? runColour(0) : colour('ground'), opacity: 1, borderWidth: 1.5 },
            borderColor: of.holds ? colour('ground') : colour('quiet'),
          },
        })),
      },
    ],
  };
}
