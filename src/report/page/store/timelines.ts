/** Each replica over time: reads, writes that it lacked, stale reads, and how soon writes were visible there. */

import type { StoreRun } from '../../schema/store-schema.ts';
import { formatNumber } from '../../words/format.ts';
import type { NamedReplica } from '../../words/store-words.ts';
import { figureOf, groupedLegend, WIDE_WIDTH } from '../charts/figure.ts';
import { courseDrawing, DASHED, DOTTED, scalesOf, type Scales } from '../charts/timeline-panels.ts';
import { markup, type Html, NOTHING } from '../html/html.ts';
import { colour, runColour } from '../html/palette.ts';
import { counted, duration, listed, roundDuration, sentence } from '../wording/words.ts';

/** How many are drawn. */
const MOST_COURSES = 8;
const HALF_WIDTH = 488;

interface Course extends NamedReplica {
  readonly colour: string;
}

export function storeTimelines(replicas: readonly NamedReplica[]): Html {
  const all = replicas.map((one): Course => ({ ...one, colour: runColour(one.replicaIndex) }));
  const shown = all.filter(({ replica }) => replica.timeline.steps.length > 0).slice(0, MOST_COURSES);
  if (shown.length === 0) return markup`<p class="none">No run lasted long enough to have a course.</p>`;
  const scales = scalesOf(shown.map(drawn));
  const width = shown.length > 1 ? HALF_WIDTH : WIDE_WIDTH;
  const omitted = all.length - shown.length;
  return markup`<div class="pair">${shown.map((one, index) => timeline(one, index, scales, width))}</div>
    ${omitted > 0 ? markup`<p class="note">and ${counted(omitted, 'more', 'more')} in report.json</p>` : NOTHING}`;
}

function drawn({ run, replica, colour: own }: Course): Parameters<typeof courseDrawing>[0] {
  const { partitions } = run;
  return {
    run: { partitions, timeline: replica.timeline },
    ...{ colour: own, times: 'time until the writes acknowledged then were visible' },
  };
}

function timeline(one: Course, index: number, scales: Scales, width: number): Html {
  const { name, replica, run } = one;
  const { steps, stepMs } = replica.timeline;
  const cells = steps.map((step, at) => [
    roundDuration(at * stepMs),
    ...[step.writes, step.reads, step.errors, step.staleReads, step.pending].map((n) =>
      formatNumber(n, 'count'),
    ),
    ...[step.p50Ms, step.maxMs].map(duration),
  ]);
  return markup`<section aria-labelledby="timeline-${index}-title">
    <h3 id="timeline-${index}-title">${name}</h3>
    ${figureOf(
      {
        id: `timeline-${index}`,
        caption: captionOf(run),
        alt: altOf(one),
        legend: legendFor(one),
        draw: () => courseDrawing(drawn(one), scales),
        table: {
          caption: `Course of ${name}, in steps of ${roundDuration(stepMs)}`,
          head: ['from', 'writes', 'reads', 'errors', 'stale reads', 'pending', 'median', 'slowest'],
          rows: cells,
        },
      },
      width,
    )}
  </section>`;
}

function legendFor({ colour: own, replica }: Course): Html {
  const line = (name: string, dash: readonly number[] = []) => ({ name, colour: own, dash });
  const hasErrors = replica.timeline.steps.some(({ errors }) => errors > 0);
  const errors = hasErrors ? [{ name: 'errors', colour: colour('bad'), dash: DOTTED }] : [];
  return groupedLegend([
    { title: 'operations', entries: [line('writes'), line('reads', DASHED), ...errors] },
    { title: 'visible after', entries: [line('median'), line('slowest write', DASHED)] },
  ]);
}

function captionOf({ description, partitions, failover }: StoreRun): string {
  const cuts = [...new Set(partitions.map(({ fromMs, toMs }) => `${duration(fromMs)} to ${duration(toMs)}`))];
  const takers = (failover?.writers ?? []).slice(1);
  return [
    `${sentence(description)}.`,
    ...(cuts.length === 0 ? [] : [`Shaded: the links were cut (${listed(cuts)}).`]),
    ...takers.map(({ name, fromMs }) => `${name} took over the writes after ${duration(fromMs)}.`),
  ].join(' ');
}

function altOf({ name, run, replica }: Course): string {
  const { steps } = replica.timeline;
  const most = (values: readonly (number | null)[]): string =>
    formatNumber(Math.max(0, ...values.map((value) => value ?? 0)), 'count');
  return `${name} over ${roundDuration(Math.round(run.loadMs))}: operations a second, writes that it lacked, stale reads, and how soon writes were visible. At most ${most(steps.map(({ pending }) => pending))} writes were lacking, and ${most(steps.map(({ staleReads }) => staleReads))} reads stale in one step.`;
}
