/** `npm run perf`: measures how fast the node and the bench are, against bounds that have to hold. */

import { writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';
import { agents } from './agents.ts';
import { clusterCost } from './cluster-cost.ts';
import { driving } from './driving.ts';
import { durable } from './durable.ts';
import { hosting } from './hosting.ts';
import { jobs } from './jobs.ts';
import type { Measure } from './measure.ts';
import { memory } from './memory.ts';
import { documentOf, renderText, type Measured } from './report.ts';
import { ownDelay } from './own-delay.ts';
import { presets } from './presets.ts';
import { routing } from './routing.ts';
import { scraping } from './scraping.ts';
import { serving } from './serving.ts';
import { simulation } from './simulate.ts';
import { startup } from './startup.ts';
import { throughput } from './throughput.ts';
import { transport } from './transport.ts';

const MEASURES: readonly Measure[] = [
  throughput,
  scraping,
  startup,
  memory,
  clusterCost,
  ownDelay,
  presets,
  routing,
  driving,
  hosting,
  simulation,
  serving,
  jobs,
  agents,
  transport,
  durable,
];
const RESULT = fileURLToPath(new URL('../../docs/perf.json', import.meta.url));
/** Fewer make no median that could be trusted. */
const MIN_ROUNDS = 5;

const HELP = `
What it measures:
${MEASURES.map(({ name, description }) => `  ${name.padEnd(14)}${description}`).join('\n')}

What is compared is measured in turns, round by round; a ratio is the median of the rounds' ratios, quoted with the least
and the greatest. A whole run takes some half an hour and writes docs/perf.json; a part of one only prints.
The machine should have nothing else to do.

Exit codes:
  0  every target is met
  1  one is missed
  2  the command line is wrong`;

interface Options {
  readonly only?: string[];
  readonly rounds: number;
  readonly full?: true;
  readonly json?: true;
}

const program = new Command('npm run perf --')
  .description('Measures throughput, start-up, memory, the cost of a write and the speed of the bench.')
  .addOption(new Option('--only <names...>', 'measure only these').choices(MEASURES.map(({ name }) => name)))
  .option('--rounds <n>', `how often each thing is measured, at least ${MIN_ROUNDS}`, roundsIn, MIN_ROUNDS)
  .option('--full', 'measure sizes that take many minutes, too')
  .option('--json', 'print the result as JSON on stdout, and nothing else')
  .addHelpText('after', HELP)
  .allowExcessArguments(false)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();

process.exitCode = await main(program.opts<Options>());

async function main({ only, rounds, full, json }: Options): Promise<number> {
  const measured: Measured[] = [];
  for (const measure of MEASURES) {
    if (only?.includes(measure.name) === false) continue;
    const progress = (text: string): boolean => process.stderr.write(`${measure.name}: ${text}\n`);
    measured.push({ measure, findings: await measure.run({ rounds, full: full === true, progress }) });
  }
  const document = documentOf(measured, rounds);
  const asJson = `${JSON.stringify(document, null, 2)}\n`;
  process.stdout.write(json === true ? asJson : renderText(document));
  if (only === undefined) writeFileSync(RESULT, asJson);
  else process.stderr.write('docs/perf.json is left as it is: only a whole run writes it\n');
  return document.met ? 0 : 1;
}

function roundsIn(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds >= MIN_ROUNDS) return rounds;
  throw new InvalidArgumentError(`It must be a whole number, at least ${MIN_ROUNDS}.`);
}
