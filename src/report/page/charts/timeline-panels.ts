/** The panels of a run's timeline, one below the other: operations, pending writes, stale reads, convergence. */

import type { Timeline } from '../../schema/course-schema.ts';
import type { Run } from '../../schema/run-schema.ts';
import { colour } from '../html/palette.ts';
import { roundPercent } from '../wording/words.ts';
import { above, axis, axisLabel, cuts, lineOf, SHORTEST_MS, timeAxis } from './axes.ts';

type Step = Timeline['steps'][number];

export const DASHED = [6, 4];
export const DOTTED = [2, 3];

const CONVERGENCE = 'convergence of the writes accepted then';

const PANEL_HEIGHT = 84;
const PANEL_GAP = 42;
const TOP = 34;
/** Where the network was cut is said at the top of the first panel, above all that is drawn. */
const HEADROOM = 1.28;
/** Shorter steps hold so few operations that shares and rates would only flicker. */
const COARSE_STEPS = 50;

/** The upper ends of the vertical axes: the same for all runs, so that they can be compared. */
export interface Scales {
  readonly ratePerSec: number;
  readonly pending: number;
  readonly staleShare: number;
  readonly timesMs: readonly number[];
}

/** Several steps joined into one. */
interface CoarseStep {
  readonly fromMs: number;
  readonly lengthMs: number;
  readonly writes: number;
  readonly reads: number;
  readonly errors: number;
  /** A share of the reads; null if it is not known or nothing was read. */
  readonly staleShare: number | null;
}

type Points = readonly (readonly [atMs: number, value: number | null])[];

interface Panel {
  readonly yAxis: object;
  readonly lines: readonly { readonly points: Points; readonly own?: object }[];
}

/** A course that is drawn. */
export interface DrawnCourse {
  readonly run: Pick<Run, 'timeline' | 'partitions' | 'processes'>;
  readonly colour: string;
  /** What its last panel shows, where it is not convergence. */
  readonly times?: string;
}

export function scalesOf(runs: readonly DrawnCourse[]): Scales {
  const coarse = runs.flatMap(({ run }) => coarseSteps(run.timeline));
  const steps = runs.flatMap(({ run }) => run.timeline.steps);
  return {
    ratePerSec: Math.max(
      ...coarse.map(
        ({ writes, reads, errors, lengthMs }) => (Math.max(writes, reads, errors) * 1000) / lengthMs,
      ),
    ),
    pending: Math.max(...steps.map(({ pending }) => pending ?? 0)),
    staleShare: Math.max(...coarse.map(({ staleShare }) => staleShare ?? 0)),
    timesMs: steps.flatMap(({ p50Ms, maxMs }) => [p50Ms ?? [], maxMs ?? []].flat()),
  };
}

function coarseSteps({ steps, stepMs }: Timeline): CoarseStep[] {
  const size = Math.ceil(steps.length / COARSE_STEPS);
  return Array.from({ length: Math.ceil(steps.length / size) }, (_, index) => {
    const part = steps.slice(index * size, (index + 1) * size);
    const sum = (of: (step: Step) => number): number => part.reduce((total, step) => total + of(step), 0);
    const reads = sum((step) => step.reads);
    const isKnown = reads > 0 && part.every(({ staleReads }) => staleReads !== null);
    return {
      ...{ fromMs: index * size * stepMs, lengthMs: part.length * stepMs, reads },
      ...{ writes: sum((step) => step.writes), errors: sum((step) => step.errors) },
      staleShare: isKnown ? sum(({ staleReads }) => staleReads ?? 0) / reads : null,
    };
  });
}

/** The panels that have something to show. */
function panelsOf(
  { run: { timeline }, colour: own, times = CONVERGENCE }: DrawnCourse,
  scales: Scales,
): Panel[] {
  const coarse = coarseSteps(timeline);
  const fine = (of: (step: Step) => number | null): Points =>
    timeline.steps.map((step, at) => [at * timeline.stepMs, of(step)]);
  const rate = (of: (step: CoarseStep) => number): Points =>
    coarse.map((step) => [step.fromMs, (of(step) * 1000) / step.lengthMs]);
  const time = (of: (step: Step) => number | null): Points =>
    fine(of).map(([atMs, ms]) => [atMs, ms === null ? null : Math.max(SHORTEST_MS, ms)]);
  const dashed = { lineStyle: { color: own, width: 2, type: DASHED } };
  const bad = { lineStyle: { color: colour('bad'), width: 2, type: DOTTED } };
  const filled = { areaStyle: { color: own, opacity: 0.18 } };
  const isSeen = (points: Points): boolean => points.some(([, value]) => value !== 0);
  const writes = rate((step) => step.writes);
  const errors = rate((step) => step.errors);
  const panels: Panel[] = [
    {
      yAxis: valueAxis('operations started per second', scales.ratePerSec, HEADROOM),
      lines: [
        ...(isSeen(writes) ? [{ points: writes }] : []),
        { points: rate((step) => step.reads), own: dashed },
        ...(isSeen(errors) ? [{ points: errors, own: bad }] : []),
      ],
    },
    {
      yAxis: valueAxis('writes pending', scales.pending),
      lines: [{ points: fine((step) => step.pending), own: filled }],
    },
    {
      yAxis: shareAxis('share of reads that were stale', scales.staleShare),
      lines: [{ points: coarse.map((step) => [step.fromMs, step.staleShare]), own: filled }],
    },
    {
      yAxis: timeAxis(scales.timesMs, {
        ...above(times),
        minorSplitLine: { show: false },
      }),
      lines: [{ points: time((step) => step.p50Ms) }, { points: time((step) => step.maxMs), own: dashed }],
    },
  ];
  return panels.filter(({ lines }) => lines.some(({ points }) => points.some(([, value]) => value !== null)));
}

/** @param headroom a factor: room above the data */
const valueAxis = (name: string, most: number, headroom = 1): object => {
  const max = Math.max(2, halvableEnd(most));
  return axis('value', {
    ...{ ...above(name), min: 0, max: max * headroom, interval: max / 2 },
    axisLabel: axisLabel({ showMaxLabel: headroom === 1 }),
    splitLine: { show: true, showMaxLine: headroom === 1, lineStyle: { color: colour('grid') } },
  });
};

const shareAxis = (name: string, most: number): object => {
  const max = Math.max(0.02, halvableEnd(most));
  return axis('value', {
    ...above(name),
    ...{ min: 0, max, interval: max / 2, axisLabel: axisLabel({ formatter: roundPercent }) },
  });
};

/** The next round value whose half is round, too. */
function halvableEnd(value: number): number {
  if (value === 0) return 0;
  const decade = Number(`1e${Math.floor(Math.log10(value))}`);
  return ([1, 2, 4, 6, 8].find((one) => one * decade >= value * 0.9999) ?? 10) * decade;
}

export function courseDrawing(one: DrawnCourse, scales: Scales): { height: number; option: object } {
  const { steps, stepMs } = one.run.timeline;
  const panels = panelsOf(one, scales);
  const endS = (steps.length * stepMs) / 1000;
  // Each value is valid until the next one.
  const dataOf = (points: Points): object => [
    ...points.map(([atMs, value]) => [atMs / 1000, value]),
    [endS, points.at(-1)?.[1] ?? null],
  ];
  const option = {
    grid: panels.map((_, at) => ({
      ...{ left: 58, right: 14, top: TOP + at * (PANEL_HEIGHT + PANEL_GAP), height: PANEL_HEIGHT },
    })),
    xAxis: panels.map((_, at) =>
      axis('value', {
        ...{ gridIndex: at, min: 0, max: endS, splitLine: { show: false } },
        axisLabel: axisLabel({ formatter: '{value} s', showMaxLabel: false, show: at === panels.length - 1 }),
      }),
    ),
    yAxis: panels.map(({ yAxis }, at) => ({ ...yAxis, gridIndex: at })),
    series: panels.flatMap(({ lines }, at) =>
      lines.map(({ points, own }, which) =>
        lineOf(
          { colour: one.colour, dash: [] },
          {
            ...{ xAxisIndex: at, yAxisIndex: at, step: 'end', data: dataOf(points), ...own },
            ...(which === 0 ? { markArea: cuts(one.run, at === 0) } : {}),
          },
        ),
      ),
    ),
  };
  return { height: TOP + panels.length * (PANEL_HEIGHT + PANEL_GAP) - 14, option };
}
