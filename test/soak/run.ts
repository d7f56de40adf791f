/** `npm run soak`: long loads and long cuts on real node processes, against the figures that have to hold at any volume. */

import process from 'node:process';
import { Command, InvalidArgumentError, Option } from 'commander';
import { STRATEGY_NAMES } from '../../src/core/dissemination/strategies.ts';
import { documentOf, renderText, type Measured } from '../perf/report.ts';
import type { Findings } from '../perf/measure.ts';
import { fullSpeed } from './full-speed.ts';
import { healing } from './healing.ts';
import { kills } from './kills.ts';
import { longBench } from './long-bench.ts';
import { manyKeys } from './many-keys.ts';
import { FULL, SMALL, type SoakOptions } from './soak.ts';

const SOAKS = [
  {
    name: 'full-speed',
    description: 'three nodes, writes at full speed on one of them, joined and cut off',
    run: fullSpeed,
  },
  {
    name: 'healing',
    description:
      'three nodes, one of them written to while it is cut off; from healing until nothing is pending and all agree',
    run: healing,
  },
  { name: 'many-keys', description: 'one node, keys written once each', run: manyKeys },
  {
    name: 'kills',
    description: 'one node with --data, killed at full write speed: what it acknowledged is there each time',
    run: kills,
  },
  {
    name: 'bench',
    description: 'gossipscope bench with five nodes at 2,000 operations a second, cut, and with kills',
    run: longBench,
  },
] as const satisfies readonly {
  name: string;
  description: string;
  run: (options: SoakOptions) => Promise<Findings>;
}[];

const SIZES = [
  ['writes', 'writes at full speed'],
  ['keys', 'keys that these go to'],
  ['overwrites', 'overwrites of 100 keys during a cut'],
  ['distinct', 'keys written once each during a cut'],
  ['manyKeys', 'keys whose memory is measured'],
  ['kills', 'kills of a node that keeps its data'],
  ['benchSec', 'seconds of a bench, in each scenario'],
  ['minutes', 'minutes of a bench with kills'],
] as const;

const program = new Command('npm run soak --')
  .description('Long loads and long cuts: speed, memory, how long healing takes and what it sends.')
  .addOption(new Option('--only <names...>', 'run only these').choices(SOAKS.map(({ name }) => name)))
  .addOption(
    new Option('--strategy <names...>', 'heal with these').choices(STRATEGY_NAMES).default(STRATEGY_NAMES),
  )
  .option('--full', 'the sizes of the figures in docs/performance.md')
  .option('--json', 'print the result as JSON on stdout, and nothing else');
for (const [name, help] of SIZES)
  program.addOption(
    new Option(
      `--${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)} <n>`,
      `${help} (default: ${SMALL[name]}, full: ${FULL[name]})`,
    ).argParser(sizeIn),
  );
program.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2)).parse();

interface Given extends Partial<Record<(typeof SIZES)[number][0], number>> {
  readonly only?: readonly string[];
  readonly strategy: readonly string[];
  readonly full?: true;
  readonly json?: true;
}

process.exitCode = await main(program.opts<Given>());

async function main({ only, strategy, full, json, ...sizes }: Given): Promise<number> {
  const measured: Measured[] = [];
  for (const { name, description, run } of SOAKS) {
    if (only?.includes(name) === false) continue;
    const progress = (text: string): boolean => process.stderr.write(`${name}: ${text}\n`);
    const options = { ...(full === true ? FULL : SMALL), ...sizes, strategies: strategy, progress };
    measured.push({ measure: { name, description }, findings: await run(options) });
  }
  const document = documentOf(measured, 1);
  process.stdout.write(json === true ? `${JSON.stringify(document, null, 2)}\n` : renderText(document));
  return document.met ? 0 : 1;
}

function sizeIn(text: string): number {
  const size = Number(text);
  if (Number.isSafeInteger(size) && size >= 1) return size;
  throw new InvalidArgumentError('It must be a whole number, at least 1.');
}
