/** docs/mutants.md: the score of each folder, and what survives, from what the last run of each found. */

import { EQUIVALENT } from './equivalent.ts';
import { FOLDERS } from './folders.ts';
import { interval, share, type Score } from './score.ts';

export interface Result extends Score {
  /** How long a whole run took, with nothing known from earlier ones. */
  readonly minutes: number;
  /** The run was broken off: so many of its mutants, at least, were not tried. */
  readonly left?: number;
  /** What has come into the folder since it was tried. The next run takes this away. */
  readonly cameSince?: readonly string[];
  /** What has become of its survivors since. The next run takes this away. */
  readonly survivorsSince?: string;
}

/** By folder. */
export type Results = Readonly<Record<string, Result>>;

const INTRODUCTION = `<!-- Written by \`npm run mutants\`: do not edit. -->

# Mutants

A verdict that nobody has seen fail may be none. \`npm run mutants\` changes the source in one place at a time (a comparison
turned round, a call left out, a constant replaced) and runs the tests beside it: a change that no test notices is a hole in them.
[Stryker](https://stryker-mutator.io/) makes the changes. It runs as a tool with a Node and a mocha of its own, installed from
[test/mutants/package-lock.json](../test/mutants/package-lock.json) into \`.mutants/\` when it is first asked for.

\`npm run mutants -- src/net\` tries one folder, and \`-- --sample 300 src/core\` so many of its mutants, drawn at random (others with
\`--seed 2\`). \`-- src/core/repair\` or \`-- src/core/merge.ts\` tries a part of a folder, and only shows what survives. What an earlier run
found is kept in \`.mutants/\`, and only what has changed since is tried again.
[folders.ts](../test/mutants/folders.ts) says which tests have to kill the mutants of a folder.

What judges (the verdict side) must kill every mutant that is not equivalent. In the core and in what observes it, nine of ten.
A mutant counts as equivalent only where [test/mutants/equivalent/](../test/mutants/equivalent) names it with a reason; mutants that do not
compile are none. Where a sample was tried, the score has the interval behind it in which that of all mutants lies, 95 % of the
time. \`Unreached\` are defaults behind \`??\` which the types ask for and no test ever comes to.
`;

export function documentOf(results: Results): string {
  const rows = FOLDERS.map(({ folder, isVerdict }) => {
    const side = isVerdict ? 'verdict' : 'measured';
    const result = results[folder];
    if (result === undefined) return `| \`${folder}\` | ${side} | not tried yet | | | | | | |`;
    const { killed, survivors, equivalent, unreached, minutes } = result;
    return `| \`${folder}\` | ${side} | ${scoreText(result)} | ${triedText(result)} | ${killed} | ${survivors.length} | ${equivalent} | ${unreached} | ${minutes} |`;
  });
  const hours = Object.values(results).reduce((sum, { minutes }) => sum + minutes, 0) / 60;
  return [
    INTRODUCTION,
    '| folder | side | score | tried | killed | survive | equivalent | unreached | minutes |',
    '| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
    `With nothing known from earlier runs, the folders that were tried take ${hours.toFixed(1)} hours together, one mutant at a time.`,
    '',
    ...(EQUIVALENT.length === 0 ? [] : ['## Equivalent', '', ...EQUIVALENT.map(equivalentLine), '']),
    ...FOLDERS.flatMap(({ folder }) => survivorLines(folder, results[folder])),
  ].join('\n');
}

function scoreText(result: Result): string {
  const percent = (part: number): string => `${(Math.floor(part * 1000) / 10).toFixed(1)} %`;
  const [lo, hi] = interval(result);
  const drawn = result.notDrawn === 0 ? '' : ` (${percent(lo)} to ${percent(hi)})`;
  return percent(share(result)) + drawn;
}

function triedText(result: Result): string {
  const { killed, survivors, equivalent, unreached, notDrawn, left = 0, cameSince = [] } = result;
  const tried = killed + survivors.length + equivalent + unreached;
  if (left > 0) return `${tried} so far`;
  if (cameSince.length > 0) return `all but ${cameSince.join(', ')}`;
  return notDrawn === 0 ? 'all' : `${tried} of about ${tried + notDrawn}`;
}

function equivalentLine({ file, from, to, reason }: (typeof EQUIVALENT)[number]): string {
  return `- \`${file}\`: ${code(from)}${to === undefined ? '' : ` → ${code(to)}`}: ${reason}`;
}

function survivorLines(folder: string, result: Result | undefined): string[] {
  if (result === undefined || result.survivors.length === 0) return [];
  const lines = result.survivors.map(
    ({ file, line, from, to }) => `- ${file}:${line}: ${code(from)} → ${code(to)}`,
  );
  const since = result.survivorsSince === undefined ? [] : [result.survivorsSince, ''];
  return [`## What survives in ${folder}`, '', ...since, ...lines, ''];
}

const LONGEST = 100;

function code(text: string): string {
  const shown = text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
  return shown === '' ? 'nothing' : `\`\` ${shown} \`\``;
}
