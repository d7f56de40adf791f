/** What the nodes report beside what was observed, row by row; and every figure of every run. */

import { inconclusiveRows } from '../../parts/audit-part.ts';
import { droppedWords, effectWords } from '../../parts/dropped-part.ts';
import { quantilesNote, sectionsFor } from '../../words/figures.ts';
import { formatChange, formatNumber, UNKNOWN } from '../../words/format.ts';
import type { AuditRow } from '../../schema/run-schema.ts';
import { markup, type Html, NOTHING, type Part } from '../html/html.ts';
import type { PageModel, PageRun } from '../model.ts';
import { isOutside } from './outside.ts';
import { tableOf } from '../html/tables.ts';
import { counted } from '../wording/words.ts';

/** Runs with columns of their own. */
const MAX_RUNS = 8;

export function audit({ runs, kind }: PageModel): Html {
  const audited = runs.filter(({ run }) => run.audit.length > 0);
  if (audited.length === 0) {
    return markup`<p class="none">
      There is nothing to compare:
      ${runs.some(({ run }) => run.interrupted) ? 'the run was interrupted before the nodes were asked' : 'the nodes report nothing of themselves'}.
    </p>`;
  }
  const rows = audited.flatMap(({ run }) => run.audit);
  const failed = rows.filter(({ agrees }) => !agrees).length;
  const untold = inconclusiveRows(audited.map(({ run }) => run)).length;
  const seen =
    kind === 'bench'
      ? isOutside(runs)
        ? 'what other nodes and the bench’s clients saw of the same'
        : 'what the bench saw on the wire and from its clients'
      : 'what every replica was seen to hold';
  const intro = markup`<p>
    What the nodes report of themselves, beside ${seen}.
    ${failed === 0 ? (untold === 0 ? `All ${counted(rows.length, 'figure')} agree` : `None of ${counted(rows.length, 'figure')} disagrees, ${untold} of them inconclusive`) : markup`<strong>${counted(failed, 'figure')} of ${rows.length} disagree</strong>`}:
    counts to the last digit, the rest within the bound that stands with it.
  </p>`;
  const bounds = fallen(audited);
  if (audited.length > MAX_RUNS)
    return markup`${intro}${failed === 0 ? NOTHING : failures(audited)}${bounds}`;
  return markup`${intro}${wholeTable(audited)}${bounds}`;
}

/** What fell off which bound, and which figures that may have changed. */
function fallen(runs: readonly PageRun[]): Html {
  const rows = runs.flatMap(({ name, run }) =>
    run.dropped.map((one) => [
      name,
      one.what,
      formatNumber(one.count, 'count'),
      droppedWords(one),
      effectWords(one),
    ]),
  );
  if (rows.length === 0) return NOTHING;
  return tableOf({
    caption: 'What fell off a bound',
    head: ['run', 'what', 'how many', 'in words', 'the true figures'],
    rows,
    wordColumns: [1, 3, 4],
  });
}

function wholeTable(runs: readonly PageRun[]): Html {
  const names = [...new Set(runs.flatMap(({ run }) => run.audit.map(({ what }) => what)))];
  const notes: string[] = [];
  const cells = (row: AuditRow | undefined): Part[] => {
    if (row === undefined) return [UNKNOWN, UNKNOWN, ''];
    if (row.note !== '' && !notes.includes(row.note)) notes.push(row.note);
    const mark = row.note === '' ? NOTHING : markup` <sup>${notes.indexOf(row.note) + 1}</sup>`;
    return [number(row.reported), markup`${observedOf(row)}${mark}`, agreement(row)];
  };
  const table = tableOf({
    caption: 'Audit: reported and observed',
    head: ['figure', ...runs.flatMap(({ name }) => [`${name}: reported`, 'observed', 'agrees'])],
    rows: names.map((what) => [
      what,
      ...runs.flatMap(({ run }) => cells(run.audit.find((row) => row.what === what))),
    ]),
  });
  return markup`${table}${
    notes.length === 0
      ? NOTHING
      : markup`<ol class="notes">
          ${notes.map((note) => markup`<li>${note}</li>`)}
        </ol>`
  }`;
}

function failures(runs: readonly PageRun[]): Html {
  return tableOf({
    caption: 'Audit: where reported and observed disagree',
    head: ['run', 'figure', 'reported', 'observed', 'note'],
    rows: runs.flatMap(({ name, run }) =>
      run.audit
        .filter(({ agrees }) => !agrees)
        .map((row) => [
          ...[name, row.what, number(row.reported), observedOf(row)],
          [row.note, ...row.explainedBy].filter((text) => text !== '').join('; '),
        ]),
    ),
    wordColumns: [1, 4],
  });
}

function observedOf({ observed, bound }: AuditRow): string {
  return bound === null ? number(observed) : `${number(bound[0])} … ${number(bound[1])}`;
}

function agreement({ agrees, inconclusive, explainedBy }: AuditRow): Html {
  if (inconclusive) return markup`<span aria-hidden="true">?</span> inconclusive`;
  if (!agrees && explainedBy.length > 0)
    return markup`<span aria-hidden="true">!</span> no: ${explainedBy.join(', ')}`;
  return agrees
    ? markup`<span class="good"><span aria-hidden="true">✓</span><span class="unseen">yes</span></span>`
    : markup`<strong class="bad"><span aria-hidden="true">✗</span> no</strong>`;
}

function number(value: number): string {
  return formatNumber(value, Number.isInteger(value) ? 'count' : 'ms');
}

/** Every figure of the report's table; runs after the first with their change. */
export function allFigures({ runs, settings: used }: PageModel): Html {
  const shown = runs.slice(0, MAX_RUNS);
  const [first] = shown;
  const omitted = runs.length - shown.length;
  const notes = [
    quantilesNote(shown.map(({ run }) => run)) ?? [],
    omitted > 0 ? `And ${counted(omitted, 'more run')} in report.json.` : [],
  ].flat();
  return markup`<details>
    <summary>Every figure of every run</summary>
    ${sectionsFor(
      shown.map(({ run }) => run),
      used,
    ).map(({ title, figures }) =>
      tableOf({
        caption: title,
        head: [title, ...shown.flatMap(({ name }, index) => (index === 0 ? [name] : [name, 'change']))],
        rows: figures.map(({ label, unit, of, means }) => [
          means === undefined ? label : markup`${label}<span class="means">${means}</span>`,
          ...shown.flatMap(({ run }, index) => {
            const cell = formatNumber(of(run), unit);
            return index === 0 || first === undefined
              ? [cell]
              : [cell, formatChange(of(first.run), of(run), unit)];
          }),
        ]),
      }),
    )}
    ${notes.map((note) => markup`<p class="note">${note}</p>`)}
  </details>`;
}
