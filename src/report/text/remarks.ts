/** What is wrong with each run, and what makes its numbers doubtful, in lines; in a summary what is said of several runs stands once. */

import type { Screen } from './paint.ts';
import type { Run } from '../schema/run-schema.ts';

/** In full, or what one would post. A comparison of several runs is short as it is. */
export type Form = 'full' | 'summary';

interface Remark {
  readonly name: string;
  readonly text: string;
}

/** @param names of the runs */
export function remarks(
  runs: readonly Pick<Run, 'problems' | 'warnings'>[],
  names: readonly string[],
  paint: Screen['paint'],
  form: Form,
): string[] {
  const named = runs.map((run, index) => ({ ...run, name: names[index] ?? '' }));
  const all = named.flatMap(({ name, problems, warnings }) => [
    ...problems.map((text) => `${paint.red('✗')} ${name}: ${text}`),
    ...(form === 'full' ? warnings.map((text) => warningLine({ name, text }, [], paint)) : []),
  ]);
  if (form === 'full') return all;
  const warnings = named.flatMap(({ name, warnings: texts }) => texts.map((text) => ({ name, text })));
  return [...all, ...alike(warnings).map(([first, others]) => warningLine(first, others, paint))];
}

function warningLine({ name, text }: Remark, others: readonly Remark[], paint: Screen['paint']): string {
  const too = [...new Set(others.map((one) => one.name))].filter((one) => one !== name);
  const likewise = too.length === 0 ? '' : ` (likewise ${too.join(', ')})`;
  return `${paint.yellow('!')} ${name}${likewise}: ${text}`;
}

/** The first of each kind with the others of it: they differ in their numbers alone. */
function alike(all: readonly Remark[]): [Remark, Remark[]][] {
  const kinds = new Map<string, [Remark, Remark[]]>();
  for (const one of all) {
    const kind = one.text.replace(/\d+(\.\d+)?/g, '#');
    const known = kinds.get(kind);
    if (known === undefined) kinds.set(kind, [one, []]);
    else known[1].push(one);
  }
  return [...kinds.values()];
}

interface Ended {
  readonly runs: readonly Pick<Run, 'problems' | 'warnings'>[];
  readonly failure: string | null;
  readonly interrupted: boolean;
}

/** What is wrong, and how it ended. @param ending of runs that went through, without a problem */
export function verdictOf(
  { runs, failure, interrupted }: Ended,
  names: readonly string[],
  { paint }: Screen,
  form: Form,
  ending: () => string,
): string {
  const lines = remarks(runs, names, paint, form);
  if (interrupted)
    lines.push(`${paint.yellow('!')} interrupted: the figures are of what had been measured until then`);
  else if (failure === null && runs.every(({ problems }) => problems.length === 0)) lines.push(ending());
  return lines.join('\n');
}
