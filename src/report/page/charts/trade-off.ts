/** What speed costs: each run's messages per write against its convergence, beside what models predict for its cluster. */

import { medianIn } from '../../measures/groups.ts';
import { isVaried } from '../../words/run-names.ts';
import { busiestShare } from '../../words/figures.ts';
import { outsideIn } from '../../words/outside.ts';
import { convergenceOf } from '../../words/known-convergence.ts';
import { markup, type Html, NOTHING } from '../html/html.ts';
import type { PageModel, PageRun } from '../model.ts';
import { colour } from '../html/palette.ts';
import { nothingToSpread } from '../wording/reasons.ts';
import type { Table } from '../html/tables.ts';
import { duration, percent, ratio, roundDuration } from '../wording/words.ts';
import { axis, below, lineOf, roundAbove, SHORTEST_MS, timeAxis } from './axes.ts';
import { figureOf, legendOf } from './figure.ts';
import { type Cluster, modelCurve, MODELS } from './models.ts';

/** How many runs are drawn; a sweep can have more. */
const MAX_RUNS = 100;
/** How many runs the legend names and the description mentions. Beside the points, names would hide each other. */
const MAX_ENTRIES = 16;

interface Point {
  readonly of: PageRun;
  readonly messagesPerWrite: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The dash patterns of the models' curves. */
const MODEL_DASHES = [
  [8, 3],
  [2, 3],
];

const NO_POINT = 'It takes messages between nodes, and writes whose convergence is known: no run has both.';

export function tradeOff(model: PageModel): Html {
  const points = model.runs.flatMap((of): Point[] => {
    const perWrite = medianIn(of.all, ({ messages }) => messages.perWrite);
    const within = (quantile: 'p50' | 'p99'): number | null =>
      medianIn(of.all, (run) => convergenceOf(run)?.summary[quantile] ?? null);
    const [p50, p99] = [within('p50'), within('p99')];
    if (perWrite === null || perWrite === 0 || p50 === null || p99 === null) return [];
    return [{ of, messagesPerWrite: perWrite, p50Ms: atLeast(p50), p99Ms: atLeast(p99) }];
  });
  if (points.length === 0) {
    return markup`<p class="none">${nothingToSpread(model) ?? NO_POINT}</p>`;
  }
  const cluster = clusterOf(model);
  const shown = points.slice(0, MAX_RUNS);
  const figure = figureOf({
    id: 'trade-off-chart',
    caption: captionOf(model),
    alt: `Messages per write against convergence. ${shown
      .slice(0, MAX_ENTRIES)
      .map(
        ({ of, messagesPerWrite, p50Ms, p99Ms }) =>
          `${of.name}: ${ratio(messagesPerWrite)} messages per write, median ${duration(p50Ms)}, 99 % within ${duration(p99Ms)}.`,
      )
      .join(' ')}`,
    legend: legendOf(
      [
        ...(cluster === null
          ? []
          : MODELS.map(({ name }, at) => ({ ...styleOf(at), name: `model: ${name}` }))),
        ...shown.slice(0, MAX_ENTRIES).map(({ of }) => of),
      ],
      points.length - Math.min(shown.length, MAX_ENTRIES),
    ),
    draw: (width) => ({ height: width > 500 ? 400 : 340, option: optionOf(shown, cluster) }),
    table: tableFor(points),
  });
  return markup`${figure}${cluster === null ? NOTHING : modelsNote(cluster)}`;
}

const atLeast = (ms: number): number => Math.max(SHORTEST_MS, ms);

function styleOf(model: number): { colour: string; dash: readonly number[] } {
  return { colour: colour('quiet'), dash: MODEL_DASHES[model] ?? [] };
}

/** Null if it differs between runs, or if theory says nothing about it. */
function clusterOf({ settings, varied, runs }: PageModel): Cluster | null {
  // Nobody knows how long a message takes in a network that is not the bench's.
  if (isAttached(runs)) return null;
  const { nodes, latencyMs, ratePerSec, readRatio } = settings;
  const differs = isVaried(varied, 'nodes', 'latency', 'rate', 'read-ratio');
  const writesPerSec = ratePerSec * (1 - readRatio);
  return differs || nodes < 2 || writesPerSec === 0 ? null : { nodes, latencyMs, writesPerSec };
}

const isAttached = (runs: readonly PageRun[]): boolean => outsideIn(runs.map(({ run }) => run)) !== undefined;

function captionOf({ varied, kind, runs, program }: PageModel): Html {
  const flag =
    kind === 'bench' ? '--strategy all' : '--sweep strategy=direct-mail,rumor-mongering,plumtree,relay';
  const alone =
    varied.length === 0 && program === null && !isAttached(runs)
      ? markup` One setting ran; <code>gossipscope ${kind} ${flag}</code> compares the strategies.`
      : NOTHING;
  return markup`Median convergence against messages per write; the line above a mark ends at the 99th percentile. Lower and further left is better.${alone}`;
}

function modelsNote({ nodes, writesPerSec, latencyMs }: Cluster): Html {
  return markup`<p class="note">The curves are models of this cluster: n = ${nodes} replicas, w = ${Number(writesPerSec.toPrecision(4))} writes a second, ${roundDuration(latencyMs)} a message, without acknowledgements, repair and loss. Along a curve a batch gathers for ever longer, from F = 0 at its right end.</p>
  <ul class="note">${MODELS.map(({ name, meaning }) => markup`<li><strong>${name}</strong>: ${meaning}.</li>`)}</ul>`;
}

function optionOf(points: readonly Point[], cluster: Cluster | null): object {
  const most = Math.max(...points.map(({ messagesPerWrite }) => messagesPerWrite));
  const times = points.flatMap(({ p50Ms, p99Ms }) => [p50Ms, p99Ms]);
  const curves =
    cluster === null ? [] : MODELS.map((one) => modelCurve(one, cluster, 2 * Math.max(...times)));
  const latencies = cluster === null || cluster.latencyMs === 0 ? [] : [cluster.latencyMs];
  return {
    grid: { left: 56, right: 24, top: 16, bottom: 48 },
    xAxis: axis('value', {
      min: 0,
      ...axisTo(Math.max(most, limitOf(curves, most)) * 1.2),
      ...below('messages per write'),
    }),
    yAxis: timeAxis([...times, ...latencies]),
    series: [
      ...curves.map((curve, at) =>
        lineOf(styleOf(at), {
          data: curve.map(({ messagesPerWrite, medianMs }) => [messagesPerWrite, atLeast(medianMs)]),
          ...{ clip: true, smooth: 0.2, z: 1 },
        }),
      ),
      ...points.map(({ of, messagesPerWrite: x, p50Ms, p99Ms }) =>
        lineOf(of, {
          data: [
            [x, p50Ms],
            [x, p99Ms],
          ],
          z: 2,
          showSymbol: true,
          symbol: 'rect',
          symbolSize: [9, 1.5],
        }),
      ),
      marksOf(points),
    ],
  };
}

/** The curves extend to twice what was measured. */
function limitOf(curves: readonly (readonly { messagesPerWrite: number }[])[], most: number): number {
  return Math.min(2 * most, Math.max(0, ...curves.map(([first]) => first?.messagesPerWrite ?? 0)));
}

/** More ticks than this crowd a narrow screen. */
const MAX_TICKS = 7;

/** Ends with a tick, so that the last two are no closer than the others. */
function axisTo(value: number): { max: number; interval: number } {
  const interval = roundAbove(value / MAX_TICKS);
  return { interval, max: Number((Math.ceil(value / interval) * interval).toPrecision(6)) };
}

function marksOf(points: readonly Point[]): object {
  return {
    ...{ type: 'scatter', silent: true, emphasis: { disabled: true }, z: 3, symbolSize: 11 },
    data: points.map(({ of, messagesPerWrite, p50Ms }) => ({
      value: [messagesPerWrite, p50Ms],
      symbol: of.symbol,
      itemStyle: { color: of.colour, borderColor: colour('ground'), borderWidth: 1, opacity: 1 },
    })),
  };
}

function tableFor(points: readonly Point[]): Table {
  return {
    caption: 'Runs: what they cost and what they gave',
    head: [
      'run',
      'messages/write',
      'bytes/write',
      'redundancy',
      'median',
      '99 %',
      'slowest',
      'stale reads',
      'busiest node',
    ],
    rows: points.map(({ of: { name, run }, messagesPerWrite, p50Ms, p99Ms }) => [
      ...[
        name,
        ratio(messagesPerWrite),
        ratio(run.messages.bytesPerWrite),
        ratio(run.redundancy?.ratio ?? null),
      ],
      ...[duration(p50Ms), duration(p99Ms), duration(convergenceOf(run)?.summary.max ?? null)],
      ...[percent(run.staleReads?.share ?? null), percent(busiestShare(run))],
    ]),
  };
}
