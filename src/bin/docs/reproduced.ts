/** `npm run reproduce`: measures all that can be reproduced, some minutes long, and writes docs/reproduced.md. */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { Reproduced } from '../../simulate/reproduce/reproduction.ts';
import { REPRODUCTIONS } from '../../simulate/reproduce/reproductions.ts';
import { REPRODUCED_HEAD, rowOf } from '../simulate/reproduced-text.ts';

const ROOT = join(import.meta.dirname, '../../..');
const COMMAND = ['simulate', '--reproduce', 'all'];

const HEAD = `<!-- Written by \`npm run reproduce\`: do not edit. -->

# Published figures, made again

What papers and documentation say of the protocols that gossipscope has, beside what our replicas do in the simulator: the same
code that a node process runs, in virtual time. \`gossipscope ${COMMAND.join(' ')}\` prints these tables; with one of the names in the
headlines in place of \`all\` it makes that one alone.

Each figure of ours is the mean over several measurements, each with a seed of its own, with its 95 % interval. _None seen_ means
that the published figure lies in that interval. Where all measurements gave the same, the interval is by the rule of three.
`;

const found = JSON.parse(
  execFileSync(process.execPath, [join(ROOT, 'bin/gossipscope'), ...COMMAND, '--json'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }),
) as Reproduced[];

writeFileSync(join(ROOT, 'docs/reproduced.md'), [HEAD, ...found.map(section)].join('\n'));

function section({ name, figures: all, seed }: Reproduced): string {
  const { title, source, mapping, figures } = REPRODUCTIONS[name];
  const tables = Object.entries(figures).flatMap(([figure, meaning]) => [
    ...['', `\`${figure}\`: ${meaning}.`, ''],
    ...[REPRODUCED_HEAD, ['---', '---:', '---:', '---:']].map(row),
    ...all.filter((one) => one.figure === figure).map((one) => row(rowOf(one))),
  ]);
  const turns = all[0]?.turns ?? 0;
  return [
    ...[`## ${name}: ${title}`, '', `${source}.`, '', mapping],
    ...tables,
    ...['', `${turns} measurements of each case, from seed ${seed} on.`, ''],
  ].join('\n');
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.trim()).join(' | ')} |`;
}
