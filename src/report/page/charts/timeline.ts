/** A run over time: operations, pending writes, stale reads and convergence, with the partitions shaded. */

import type { Timeline } from '../../schema/course-schema.ts';
import { faultsOf } from '../../words/faults.ts';
import { formatNumber } from '../../words/format.ts';
import { markup, type Html, NOTHING } from '../html/html.ts';
import { isProbed } from '../../words/probed.ts';
import type { PageRun } from '../model.ts';
import { colour } from '../html/palette.ts';
import { provenStale } from '../wording/proven-stale.ts';
import { hasWrites } from '../wording/reasons.ts';
import { counted, duration, listed, roundDuration, sentence } from '../wording/words.ts';
import { figureOf, groupedLegend, WIDE_WIDTH } from './figure.ts';
import { courseDrawing, DASHED, DOTTED, scalesOf, type Scales } from './timeline-panels.ts';

type Step = Timeline['steps'][number];

/** How many runs are drawn. */
const MAX_RUNS = 8;
/** How many of the ways in which the network was cut are described. */
const MAX_GROUPS = 4;
const HALF_WIDTH = 488;

export function timelines(runs: readonly PageRun[]): Html {
  const shown = runs.slice(0, MAX_RUNS).filter(({ run }) => run.timeline.steps.length > 0);
  if (shown.length === 0) return markup`<p class="none">No run lasted long enough to have a course.</p>`;
  const scales = scalesOf(shown);
  const omitted = runs.length - shown.length;
  return markup`<div class="pair">${shown.map((one, index) => timeline(one, index, scales, shown.length > 1 ? HALF_WIDTH : WIDE_WIDTH))}</div>
    ${omitted > 0 ? markup`<p class="note">and ${counted(omitted, 'more run')} in report.json</p>` : NOTHING}`;
}

/** @param width half of the page, where two stand side by side */
function timeline(one: PageRun, index: number, scales: Scales, width: number): Html {
  const { run, name } = one;
  const { steps, stepMs } = run.timeline;
  return markup`<section aria-labelledby="timeline-${index}-title">
    <h3 id="timeline-${index}-title">${name}</h3>
    ${figureOf(
      {
        id: `timeline-${index}`,
        caption: captionOf(one),
        alt: altOf(one),
        legend: legendFor(one),
        draw: () => courseDrawing(one, scales),
        table: {
          caption: `Course of ${name}, in steps of ${roundDuration(stepMs)}`,
          head: [
            'from',
            'writes',
            'reads',
            'errors',
            'stale reads',
            'pending',
            'converged',
            'median',
            'slowest',
          ],
          rows: steps.map((step, at) => [roundDuration(at * stepMs), ...cellsOf(step)]),
        },
      },
      width,
    )}${groupsOf(one)}${downOf(one)}
  </section>`;
}

/** What the lines of each panel are that has several. */
function legendFor(one: PageRun): Html {
  const line = (name: string, dash: readonly number[] = []) => ({ name, colour: one.colour, dash });
  const hasErrors = one.run.timeline.steps.some(({ errors }) => errors > 0);
  const errors = hasErrors ? [{ name: 'errors', colour: colour('bad'), dash: DOTTED }] : [];
  if (!hasWrites({ runs: [one] }))
    return groupedLegend([{ title: 'operations', entries: [line('requests', DASHED), ...errors] }]);
  const operations = { title: 'operations', entries: [line('writes'), line('reads', DASHED), ...errors] };
  const convergence = { title: 'convergence', entries: [line('median'), line('slowest write', DASHED)] };
  const isSeen = one.run.timeline.steps.some(({ converged }) => converged > 0);
  return groupedLegend(isSeen ? [operations, convergence] : [operations]);
}

function cellsOf(step: Step): string[] {
  const { writes, reads, errors, staleReads, pending, converged, p50Ms, maxMs } = step;
  const counts = [writes, reads, errors, staleReads, pending, converged];
  return [...counts.map((count) => formatNumber(count, 'count')), duration(p50Ms), duration(maxMs)];
}

function captionOf({ run }: PageRun): string {
  const times = run.partitions.map(({ fromMs, toMs }) => `${duration(fromMs)} to ${duration(toMs)}`);
  const stale = run.timeline.steps.flatMap(({ staleReads }) => staleReads ?? []);
  const proven =
    stale.length === 0
      ? null
      : provenStale(
          run,
          stale.reduce((sum, count) => sum + count, 0),
        );
  return [
    `${sentence(run.description)}.`,
    ...(times.length === 0 ? [] : [`Shaded: the network was cut (${listed(times)}).`]),
    ...(run.processes === undefined ? [] : ['Shaded, too: a node was down.']),
    ...(isProbed(run)
      ? ['Pending writes and convergence are those of the writes that were followed from outside.']
      : []),
    ...(proven === null ? [] : [`Stale are the reads that the clients can prove to be: ${proven}.`]),
  ].join(' ');
}

/** Who could reach whom, at the first few cuts. */
function groupsOf({ run: { partitions } }: PageRun): Html {
  const groups = [...new Set(partitions.map((partition) => partition.groups))];
  const omitted = groups.length - MAX_GROUPS;
  return groups.length === 0
    ? NOTHING
    : markup`<p class="note">Cut into ${groups.slice(0, MAX_GROUPS).join('; ')}${omitted > 0 ? ` and ${counted(omitted, 'other way')}` : ''}.</p>`;
}

/** Which node was down when, and what that cost. */
function downOf({ run }: PageRun): Html {
  const faults = faultsOf(run);
  return faults.length === 0
    ? NOTHING
    : markup`<ul class="note">${faults.map((fault) => markup`<li>${fault}</li>`)}</ul>`;
}

function altOf({ run, name }: PageRun): string {
  const { steps } = run.timeline;
  const most = (of: (step: Step) => number | null): string =>
    formatNumber(Math.max(...steps.map((step) => of(step) ?? 0)), 'count');
  const cut = run.partitions.map(({ fromMs, toMs }) => `${duration(fromMs)} to ${duration(toMs)}`);
  return [
    `${name} over ${roundDuration(run.loadMs)}: operations per second, writes pending, stale reads and convergence.`,
    `At most ${most(({ pending }) => pending)} writes were pending, and ${most(({ staleReads }) => staleReads)} reads stale in one step.`,
    cut.length === 0 ? 'No partition.' : `Cut: ${listed(cut)}.`,
    ...(run.processes === undefined ? [] : [`Nodes were down: ${sentence(faultsOf(run).join('; '))}.`]),
  ].join(' ');
}
