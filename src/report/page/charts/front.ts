/** The Pareto front of what `tune` tried: what each step down in one figure costs in the other. */

import type { Measure } from '../../measures/measures.ts';
import type { TunedCandidate, TuneReport } from '../../schema/tune-schema.ts';
import { figureText, measuresOf } from '../../words/tuned.ts';
import { markup, type Html } from '../html/html.ts';
import { colour, runColour } from '../html/palette.ts';
import { tableOf, type Table } from '../html/tables.ts';
import { above, axis, axisLabel, below } from './axes.ts';
import { figureOf, legendOf } from './figure.ts';

interface Placed {
  readonly of: TunedCandidate;
  readonly x: number;
  readonly y: number;
}

const RECOMMENDED = { colour: runColour(1), dash: [], symbol: 'diamond', mark: 'filled' } as const;
const HOLDS = { colour: runColour(0), dash: [], symbol: 'circle', mark: 'filled' } as const;
const MISSES = { colour: colour('quiet'), dash: [], symbol: 'circle', mark: 'hollow' } as const;
const BOUND = { colour: colour('quiet'), dash: [6, 4] } as const;

/** A table alone where there is but one figure to compare. */
export function front(report: TuneReport): Html {
  const [cost, other] = measuresOf(report);
  if (cost === undefined || other === undefined) return tableOf(tableFor(report));
  const placed = (of: TunedCandidate): Placed[] => {
    const x = of.figures[cost.name]?.median;
    const y = of.figures[other.name]?.median;
    return x === undefined || y === undefined ? [] : [{ of, x, y }];
  };
  const points = report.front.flatMap(placed);
  const chosen = report.recommended === null ? [] : placed(report.recommended);
  const said = ({ of, x, y }: Placed): string =>
    `${of.name}: ${figureText(cost, x)}, ${figureText(other, y)}`;
  return figureOf({
    id: 'front-chart',
    caption: markup`Each mark is a set of settings: no other that was tried has less of both. Filled marks keep the targets with every seed that they were tried with.`,
    alt: `Pareto front of ${cost.label} and ${other.label}. ${points.map(said).join('. ')}.`,
    legend: legendOf([
      ...chosen.map(() => ({ ...RECOMMENDED, name: 'recommended' })),
      { ...HOLDS, name: 'keeps the targets' },
      ...(report.front.every(({ holds }) => holds) ? [] : [{ ...MISSES, name: 'does not' }]),
      ...(boundsAmong(points, report, other).length === 0 ? [] : [{ ...BOUND, name: 'target' }]),
    ]),
    draw: (width) => ({
      height: width > 500 ? 360 : 300,
      option: optionOf(points, chosen, [cost, other], report),
    }),
    table: tableFor(report),
  });
}

function tableFor(report: TuneReport): Table {
  const measures = measuresOf(report);
  return {
    caption: 'The Pareto front',
    head: ['settings', ...measures.map(({ label }) => label), 'seeds', 'holds'],
    rows: report.front.map(({ name, figures, seeds, holds }) => [
      name,
      ...measures.map((measure) => figureText(measure, figures[measure.name]?.median)),
      ...[`${seeds}`, holds ? 'yes' : 'no'],
    ]),
  };
}

function optionOf(
  points: readonly Placed[],
  chosen: readonly Placed[],
  [cost, other]: readonly [Measure, Measure],
  report: TuneReport,
): object {
  const bounds = boundsAmong(points, report, other);
  // Ticks are round: no digits beyond theirs.
  const format = (measure: Measure) => (value: number) =>
    figureText(measure, value).replace(/\.0+(?= |$)/, '');
  const marks = { type: 'scatter', silent: true, emphasis: { disabled: true } };
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
      { ...marks, symbolSize: 11, z: 3, data: points.map(markOf) },
      {
        ...{ ...marks, symbol: 'diamond', symbolSize: 17, z: 4 },
        data: chosen.map(({ x, y }) => ({ value: [x, y], itemStyle: { color: runColour(1), opacity: 1 } })),
      },
    ],
  };
}

/** Those that some of the front misses: the others lie above the chart. */
function boundsAmong(points: readonly Placed[], { targets }: TuneReport, { name }: Measure): number[] {
  const most = Math.max(...points.map(({ y }) => y));
  return targets.filter(({ measure, bound }) => measure === name && bound <= most).map(({ bound }) => bound);
}

/** Filled where it keeps the targets. */
function markOf({ of, x, y }: Placed): object {
  const [color, borderColor] = of.holds
    ? [runColour(0), colour('ground')]
    : [colour('ground'), colour('quiet')];
  return { value: [x, y], itemStyle: { color, borderColor, borderWidth: 1.5, opacity: 1 } };
}
