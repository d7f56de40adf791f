/** Axes, lines and marks, the same in every chart of the page. */

import type { Run } from '../../schema/run-schema.ts';
import type { PageRun } from '../model.ts';
import { colour } from '../html/palette.ts';
import { roundDuration } from '../wording/words.ts';

const LABEL = { color: colour('quiet'), fontSize: 12 };
const LINE = { lineStyle: { color: colour('line') } };
const GRID = { lineStyle: { color: colour('grid') } };

/** Merge it with the settings of one axis; `name` is drawn beside the axis. */
export function axis(type: 'value' | 'log' | 'category', own: object = {}): object {
  return {
    type,
    axisLine: { show: true, ...LINE },
    axisTick: LINE,
    splitLine: { show: type !== 'category', ...GRID },
    axisLabel: LABEL,
    nameTextStyle: LABEL,
    ...own,
  };
}

export const axisLabel = (own: object): object => ({ ...LABEL, ...own });

/** Puts the name of a horizontal axis below its middle. */
export const below = (name: string, gap = 30): object => ({ name, nameLocation: 'middle', nameGap: gap });

/** Puts the name of a vertical axis above it, beginning at its line. */
export const above = (name: string): object => ({
  ...{ name, nameLocation: 'end', nameGap: 12 },
  nameTextStyle: { ...LABEL, align: 'left', padding: 0 },
});

/** A logarithmic axis of times, from one round value to another. */
export function timeAxis(timesMs: readonly number[], own: object = {}): object {
  const [min, max] = roundEnds(timesMs);
  return axis('log', {
    ...{ min, max, axisLabel: axisLabel({ formatter: roundDuration, hideOverlap: true }) },
    ...{ minorTick: { show: true }, minorSplitLine: { show: true, ...GRID } },
    ...own,
  });
}

/** Shorter times are drawn as this one: a logarithmic axis has no zero. */
export const SHORTEST_MS = 0.1;

/** The next of 1, 2, 5, 10, … below and above a value. */
export function roundEnds(timesMs: readonly number[]): [number, number] {
  const least = Math.max(SHORTEST_MS, Math.min(...timesMs));
  const most = Math.max(least, ...timesMs);
  return [roundBelow(least), roundAbove(most * 1.0001)];
}

const ROUND = [1, 2, 5, 10];

function roundBelow(value: number): number {
  const decade = decadeOf(value);
  return (ROUND.findLast((one) => one * decade <= value * 1.0001) ?? 1) * decade;
}

/** The next of 1, 2, 5, 10, … */
export function roundAbove(value: number): number {
  const decade = decadeOf(value);
  return (ROUND.find((one) => one * decade >= value) ?? 10) * decade;
}

function decadeOf(value: number): number {
  return Number(`1e${Math.floor(Math.log10(value) + 1e-9)}`);
}

/** One run's line. */
export function lineOf(run: Pick<PageRun, 'colour' | 'dash'>, own: object): object {
  return {
    ...{ type: 'line', silent: true, showSymbol: false, emphasis: { disabled: true } },
    itemStyle: { color: run.colour },
    lineStyle: { color: run.colour, width: 2, type: run.dash.length === 0 ? 'solid' : run.dash },
    ...own,
  };
}

/** Shades the times when the network was cut or a node was down, and says so at the top where there is room. */
export function cuts(
  { partitions, processes }: Pick<Run, 'partitions' | 'processes'>,
  isNamed: boolean,
): object {
  const windows = [
    ...partitions.map((one) => ({ ...one, name: 'cut' })),
    ...(processes?.faults ?? []).map((one) => ({ ...one, name: `${one.node} down` })),
  ];
  return {
    silent: true,
    itemStyle: { color: colour('shade'), opacity: 0.16 },
    label: { show: isNamed, color: colour('quiet'), fontSize: 12, position: 'insideTop', textBorderWidth: 0 },
    data: windows.map(({ fromMs, toMs, name }) => [{ xAxis: fromMs / 1000, name }, { xAxis: toMs / 1000 }]),
  };
}
