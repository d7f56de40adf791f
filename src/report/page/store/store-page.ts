/** report.html of `bench --target`: the verdict, the answers, and how each replica went along. */

import type { StoreReport } from '../../schema/store-schema.ts';
import {
  claimsOf,
  endOf,
  namedReplicas,
  storeLoad,
  storeSections,
  targetOf,
} from '../../words/store-words.ts';
import { curvePair } from '../charts/distribution.ts';
import { visibilityFigure } from '../charts/visibility.ts';
import { documentOf } from '../html/document.ts';
import { markup, type Html, NOTHING } from '../html/html.ts';
import { tableOf } from '../html/tables.ts';
import { namesOf } from '../../words/run-names.ts';
import { estimatesOf } from '../../words/visibility.ts';
import { commandBlock, rowsOf } from '../sections/settings.ts';
import { counted, listed, sentence } from '../wording/words.ts';
import { linesOf, type StoreLine } from './lines.ts';
import { storeTimelines } from './timelines.ts';

const CURVES = {
  share: 'acknowledged writes that were visible after a time, at most,',
  name: 'Visibility',
  reached: 'writes were visible',
  since: 'time since the write was acknowledged',
};

/** @param command that runs it again, without credentials */
export function renderStorePage(report: StoreReport, command: string): string {
  const { runs, tool } = report;
  const names = namesOf(runs);
  const replicas = runs[0]?.replicas.length ?? 0;
  return documentOf({
    title: `${targetOf(report)}, ${counted(replicas, 'replica')}: ${listed(names)}`,
    ...{ program: 'gossipscope bench --target', version: tool.version, numbers: 'report.json' },
    lead: [...claimsOf(runs, names), ...storeLoad(report)].map((one) => `${sentence(one)}.`).join(' '),
    opening: verdict(report, names),
    sections: [
      ...(runs.length === 0 ? [] : measured(report, names)),
      { id: 'settings', title: 'Settings, and how to run it again', content: settingsOf(report, command) },
    ],
  });
}

function measured(
  { runs }: StoreReport,
  names: readonly string[],
): { id: string; title: string; content: Html }[] {
  const replicas = namedReplicas(runs, names);
  const lines = linesOf(replicas);
  return [
    {
      id: 'answers',
      title: 'How soon a write is visible, and how often a read is stale',
      content: answers(runs, names),
    },
    {
      id: 'distribution',
      title: 'How visibility is distributed',
      content: curves(lines),
    },
    { id: 'timeline', title: 'How the replicas went along', content: storeTimelines(replicas) },
    { id: 'visibility', title: 'How likely a read is stale', content: staleness(lines) },
  ];
}

function curves(lines: readonly StoreLine[]): Html {
  const known = lines.flatMap((of) => (of.replica.curve === null ? [] : [{ of, points: of.replica.curve }]));
  return known.length === 0
    ? markup`<p class="none">No write was visible anywhere.</p>`
    : curvePair(known, CURVES);
}

function staleness(lines: readonly StoreLine[]): Html {
  const known = lines.filter(({ run }) => estimatesOf(run).length > 0);
  return known.length === 0
    ? markup`<p class="none">There were too few reads to say anything.</p>`
    : visibilityFigure(known);
}

function verdict({ runs, failure, interrupted }: StoreReport, names: readonly string[]): Html {
  const all = (of: 'problems' | 'warnings'): string[] =>
    runs.flatMap((run, index) => run[of].map((text) => `${names[index] ?? ''}: ${text}`));
  const problems = [...(failure === null ? [] : [failure]), ...all('problems')];
  const warnings = all('warnings');
  const end = endOf(runs);
  const [tone, mark, headline] =
    problems.length > 0
      ? ['bad', '✗', `${counted(problems.length, 'check')} failed.`]
      : interrupted
        ? ['warn', '!', 'Interrupted: the figures are of what had been measured until then.']
        : [end.isGood ? 'good' : 'warn', end.isGood ? '✓' : '!', `${sentence(end.text)}.`];
  return markup`<div class="verdict ${tone}">
      <p class="headline"><span class="mark" aria-hidden="true">${mark}</span> ${headline}</p>
      ${listOf(problems)}
    </div>
    ${warnings.length === 0 ? NOTHING : markup`<div class="verdict warn"><p><span class="mark" aria-hidden="true">!</span> What makes the numbers doubtful</p>${listOf(warnings)}</div>`}`;
}

function listOf(texts: readonly string[]): Html {
  return texts.length === 0 ? NOTHING : markup`<ul>${texts.map((text) => markup`<li>${text}</li>`)}</ul>`;
}

function answers(runs: StoreReport['runs'], names: readonly string[]): Html {
  return markup`<p>Each time is at most what it says: it lies between the last read that missed a write and the first that
      showed it, and the row below says by how much it may be less. All are on one clock, the client’s.</p>
    ${storeSections(runs).map(
      ({ title, figures }) =>
        markup`<h3>${sentence(title)}</h3>
          ${tableOf({
            caption: title,
            head: ['', ...names],
            rows: figures.map(({ label, of }) => [label.trim(), ...runs.map(of)]),
          })}`,
    )}`;
}

function settingsOf({ settings, machine, sweep, runs }: StoreReport, command: string): Html {
  const { links, ...others } = settings;
  const rows = [
    ['machine', `${machine.platform}, Node.js ${machine.nodejs}, ${machine.cpus} processors`],
    ...(runs[0] === undefined ? [] : [['began', runs[0].startedAt]]),
    ...sweep.map(({ flag, values }) => [`${flag}, varied`, values.join(', ')]),
    ...rowsOf({ ...others, links: links.map(({ port, host, hostPort }) => `${port}=${host}:${hostPort}`) }),
  ];
  return markup`<p>The command that runs it again, with credentials to be filled in where there were any:</p>
    ${commandBlock(command, 'command')}
    <details>
      <summary>All settings</summary>
      ${tableOf({ caption: 'Settings', head: ['setting', 'value'], rows, wordColumns: [1] })}
    </details>`;
}
