/**
 * The answers, side by side: how long until all replicas agreed, how many messages that took, how often reads were stale; and where
 * operations failed, how many were served.
 */

import { busiestShare } from '../../words/figures.ts';
import { formatChange, formatNumber, type Unit } from '../../words/format.ts';
import { medianIn, shareKnown, spreadIn } from '../../measures/groups.ts';
import { convergenceOf } from '../../words/known-convergence.ts';
import { isProbed } from '../../words/probed.ts';
import type { Run } from '../../schema/run-schema.ts';
import { swatch } from '../charts/figure.ts';
import { markup, type Html, NOTHING, type Part } from '../html/html.ts';
import { haveFailures } from './availability.ts';
import type { PageModel, PageRun } from '../model.ts';
import { hasWrites, nothingToSpread } from '../wording/reasons.ts';
import { bytes, counted, duration, percent, ratio } from '../wording/words.ts';

/** One number of an answer. */
interface Figure {
  readonly meaning: string;
  /** Null: not known. */
  readonly of: (run: Run) => number | null;
}

interface Question {
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  readonly format: (value: number) => string;
  /** The first ranks the runs. */
  readonly figures: readonly [Figure, ...Figure[]];
  /** What else there is to say of one run. */
  readonly details: (run: Run) => string;
  readonly unknown: string;
}

const QUESTIONS: readonly Question[] = [
  {
    ...{ id: 'convergence', title: 'How long until all agreed?', unit: 'ms', format: duration },
    figures: [
      { meaning: 'median', of: (run) => convergenceOf(run)?.summary.p50 ?? null },
      { meaning: '99 % within', of: (run) => convergenceOf(run)?.summary.p99 ?? null },
    ],
    details: (run) => {
      const known = convergenceOf(run);
      if (known === null) return '';
      const { max, count } = known.summary;
      const ofProbes = (run.probes?.pending ?? 0) + (run.probes?.lost ?? 0);
      // Of a cluster measured from outside, the nodes' figures are of all writes.
      const unseen = run.outside === undefined ? ofProbes : (run.pendingAtEnd ?? 0);
      const writes = run.outside === undefined && isProbed(run) ? 'probed write' : 'write';
      const all = count === 1 ? `The one ${writes}` : `All ${counted(count, writes)}`;
      const which = unseen === 0 ? all : `${count} of ${counted(count + unseen, writes)}`;
      return `${which} within ${duration(max)}; ${known.source}.`;
    },
    unknown: 'Nothing converged, or nobody could see when.',
  },
  {
    ...{ id: 'overhead', title: 'How many messages per write?', unit: 'ratio', format: ratio },
    figures: [{ meaning: 'messages', of: (run) => run.messages.perWrite }],
    details: (run) => {
      const { sent, bytesPerWrite, perOperation } = run.messages;
      const busiest =
        run.nodes.length > 1 && sent > 0
          ? ` The busiest node sent ${percent(busiestShare(run))} of them.`
          : '';
      return `${bytes(bytesPerWrite)} per write; ${ratio(perOperation)} messages per operation, reads included; ${counted(sent, 'message')} in all.${busiest}`;
    },
    unknown: 'No write was acknowledged to count messages against.',
  },
  {
    ...{ id: 'staleness', title: 'How often were reads stale?', unit: 'share', format: percent },
    figures: [{ meaning: 'of all reads', of: (run) => run.staleReads?.share ?? null }],
    details: ({ staleReads, operations }) => {
      if (staleReads === null) return '';
      const of = `${formatNumber(staleReads.count, 'count')} of ${counted(operations.reads.ok, 'read')}, as the ${staleReads.source} saw it.`;
      const { count, p50, max } = staleReads.ageMs;
      return count === 0
        ? of
        : `${of} The oldest write that they missed was ${duration(p50)} old in the median, ${duration(max)} at most.`;
    },
    unknown: 'Not known: nothing was read, or in this workload no read is judged stale.',
  },
];

/** Asked only where some operation failed. */
const SERVED: Question = {
  ...{ id: 'served', title: 'How many operations were served?', unit: 'share', format: percent },
  figures: [{ meaning: 'of all operations', of: ({ availability }) => availability?.share ?? null }],
  details: ({ availability }) => {
    if (availability === undefined) return '';
    const { failed, whileDown } = availability;
    const elsewhere = `${formatNumber(failed, 'count')} failed at nodes that were up`;
    return whileDown === 0
      ? `${elsewhere}.`
      : `${elsewhere}, ${formatNumber(whileDown, 'count')} at nodes that were down.`;
  },
  unknown: 'Not known: the report is from before this was counted.',
};

/** Runs that are shown one by one; of more, the best and the worst of each scenario. */
const MAX_RUNS = 4;
/** Runs that get sentences beside their figures. */
const MAX_DETAILED = 2;

export function answers(model: PageModel): Html {
  if (!hasWrites(model)) return withoutWrites(model);
  const questions = haveFailures(model.runs) ? [...QUESTIONS, SERVED] : QUESTIONS;
  return markup`<div class="cards of-${questions.length}">
    ${questions.map(
      (question) =>
        markup`<section class="card" aria-labelledby="${question.id}">
          <h2 id="${question.id}">${question.title}</h2>
          ${rowsOf(question, model)}
        </section> `,
    )}
  </div>`;
}

/** Without a write none of the questions has an answer: then what there was, in words. */
function withoutWrites(model: PageModel): Html {
  const { runs } = model;
  const omitted = runs.length - MAX_RUNS;
  return markup`<p>${nothingToSpread(model) ?? ''} So nothing had to converge, and no read could be stale. What there was:</p>
    <ul>
      ${runs.slice(0, MAX_RUNS).map((one) => markup`<li>${one.name}: ${operationsOf(one.run)}.</li>`)}${
        omitted > 0 ? markup`<li>and ${counted(omitted, 'more run')} in report.json</li>` : NOTHING
      }
    </ul>`;
}

function operationsOf({ operations, clientLatencyMs, messages }: Run): string {
  const { started, ok } = operations.reads;
  const { p50, p99, count } = clientLatencyMs.reads;
  return [
    `${counted(ok, 'operation')} answered${count === 0 ? '' : `, half of them within ${duration(p50)}, 99 % within ${duration(p99)}`}`,
    ...(started === ok ? [] : [`${formatNumber(started - ok, 'count')} not`]),
    `${counted(messages.sent, 'message')} between the nodes`,
  ].join('; ');
}

function rowsOf(question: Question, { runs }: PageModel): Html {
  if (runs.length <= MAX_RUNS)
    return markup`<dl>${runs.map((one) => rowOf(question, one, (figure) => comparison(figure, question.unit, one, runs), runs.length <= MAX_DETAILED))}</dl>`;
  const scenarios = [...new Set(runs.map(({ run }) => run.scenario))];
  return markup`<dl>${scenarios.map((scenario) =>
    extremesOf(
      question,
      runs.filter(({ run }) => run.scenario === scenario),
    ),
  )}</dl>`;
}

/** @param remark what to say beside a figure @param isDetailed whether the rest is said, too */
function rowOf(
  question: Question,
  one: PageRun,
  remark: (figure: Figure) => Html,
  isDetailed: boolean,
): Html {
  const { run, name, all } = one;
  const [first] = question.figures;
  const mark = swatch({ colour: one.colour, dash: one.dash });
  if (medianIn(all, first.of) === null) return unknownRow(markup`${mark} ${name}`, question);
  return markup`<div>
    <dt>${mark} ${name}</dt>
    ${question.figures.map(
      (figure) =>
        markup`<dd><span class="figure">${question.format(medianIn(all, figure.of) ?? 0)}</span> ${figure.meaning}${rangeOf(figure, question, all)}${remark(figure)}</dd>`,
    )}
    ${isDetailed && first.of(run) !== null ? markup`<dd class="details">${all.length > 1 ? 'In the run that charts show: ' : ''}${question.details(run)}</dd>` : NOTHING}
  </div>
  `;
}

/** From the least to the greatest, where there were several seeds. */
function rangeOf({ of }: Figure, { format }: Question, all: readonly Run[]): string {
  const spread = all.length === 1 ? null : spreadIn(all, of);
  if (spread === null) return '';
  const few = shareKnown(all, of);
  return ` (${format(spread.min)} … ${format(spread.max)} over ${few === '' ? all.length : few} seeds)`;
}

function unknownRow(name: Part, { unknown }: Question): Html {
  return markup`<div><dt>${name}</dt><dd class="unknown">${unknown}</dd></div>`;
}

/** Against the first run. */
function comparison({ of }: Figure, unit: Unit, one: PageRun, [first]: readonly PageRun[]): Html {
  if (first === undefined || first === one) return NOTHING;
  const change = formatChange(medianIn(first.all, of), medianIn(one.all, of), unit);
  const words = { '=': 'the same', '≈': 'about the same' }[change] ?? change;
  return words === ''
    ? NOTHING
    : markup` <span class="change">${words}<span class="unseen"> against ${first.name}</span></span>`;
}

/** The least and the greatest of the runs of one scenario. */
function extremesOf(question: Question, runs: readonly PageRun[]): Part {
  const known = runs
    .flatMap((one) => {
      const value = medianIn(one.all, question.figures[0].of);
      return value === null ? [] : [{ one, value }];
    })
    .sort((a, b) => a.value - b.value);
  const [least] = known;
  const most = known.at(-1);
  if (least === undefined || most === undefined) return unknownRow(runs[0]?.run.scenario ?? '', question);
  const said = (words: string) => (figure: Figure) =>
    figure === question.figures[0] ? markup` <span class="change">${words}</span>` : NOTHING;
  if (least === most) return rowOf(question, least.one, () => NOTHING, true);
  return [
    rowOf(question, least.one, said(`least of ${known.length}`), false),
    rowOf(question, most.one, said(`most of ${known.length}`), false),
  ];
}
