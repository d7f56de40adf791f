/** docs/reproduced.md: the words come from the code, the figures from docs/reproduced.json, where `npm run reproduce` puts what it measured. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPRODUCTION_NAMES, type ReproductionName } from '../../simulate/reproduce/names.ts';
import type { Case, Reproduced, ReproducedFigure } from '../../simulate/reproduce/reproduction.ts';
import { REPRODUCTIONS } from '../../simulate/reproduce/reproductions.ts';
import { REPRODUCED_HEAD, rowOf } from '../simulate/reproduced-text.ts';

export const REPRODUCED_FILE = join(import.meta.dirname, '../../../docs/reproduced.json');

const HEAD = `<!-- Written by \`npm run docs\` from docs/reproduced.json, which \`npm run reproduce\` measures. Do not edit. -->

# Published figures, made again

What papers and documentation say of the protocols that gossipscope has, beside what our replicas do in the simulator: the same
code that a node process runs, in virtual time. \`gossipscope simulate --reproduce all\` prints these tables; with one of the names in the
headlines in place of \`all\` it makes that one alone.

Each figure of ours is the mean over several measurements, each with a seed of its own, with its 95 % interval. _None seen_ means
that the published figure lies in that interval. Where all measurements gave the same, the interval is by the rule of three.
`;

export function measuredBefore(): readonly Reproduced[] {
  return JSON.parse(readFileSync(REPRODUCED_FILE, 'utf8')) as Reproduced[];
}

/** Those that were measured now in place of what there was of them, in the order of their names. */
export function merged(before: readonly Reproduced[], now: readonly Reproduced[]): Reproduced[] {
  return REPRODUCTION_NAMES.flatMap((name) => {
    const one = [...now, ...before].find((each) => each.name === name);
    return one === undefined ? [] : [one];
  });
}

/** @param measured whatever of it the code no longer has is left out */
export function reproducedDocument(measured: readonly Reproduced[]): string {
  const sections = REPRODUCTION_NAMES.map((name) =>
    section(
      name,
      measured.find((one) => one.name === name),
    ),
  );
  return [HEAD, ...sections].join('\n');
}

function section(
  name: ReproductionName,
  { figures: all, seed }: Pick<Reproduced, 'figures' | 'seed'> = NOTHING,
): string {
  const { title, source, mapping, figures, cases } = REPRODUCTIONS[name];
  const tables = Object.entries(figures).flatMap(([figure, meaning]) => [
    ...['', `\`${figure}\`: ${meaning}.`, ''],
    ...[REPRODUCED_HEAD, ['---', '---:', '---:', '---:']].map(row),
    ...cases.map((one) => row(rowOf(figureOf(one, figure, all)))),
  ]);
  const turns = Math.max(0, ...all.map((one) => one.turns));
  return [
    ...[`## ${name}: ${title}`, '', `${source}.`, '', mapping],
    ...tables,
    ...['', `${turns} measurements of each case, from seed ${seed} on.`, ''],
  ].join('\n');
}

const NOTHING = { figures: [], seed: 1 };

/** What is published is in the code: it may have changed since ours was measured. */
function figureOf(
  { name, published }: Case,
  figure: string,
  all: readonly ReproducedFigure[],
): ReproducedFigure {
  const ours = all.find((one) => one.case === name && one.figure === figure);
  const { mean = NaN, turns = 0 } = ours ?? {};
  // JSON has no infinity.
  const halfWidth = (ours?.halfWidth as number | null | undefined) ?? Infinity;
  return { case: name, figure, published: published[figure] ?? null, mean, halfWidth, turns };
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.trim()).join(' | ')} |`;
}
