/**
 * `npm run mutants`: tries the mutants of all folders, or of those that are named, and writes docs/mutants.md. `--sample 300` tries
 * so many of a folder, drawn at random; with another `--seed`, others. A part of a folder can be named, too, down to a file: what
 * survives there is shown, and not written down.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { Argument, Command, InvalidArgumentError } from 'commander';
import { documentOf, type Results } from './document.ts';
import { FOLDERS } from './folders.ts';
import { scoreOf, share, type Score } from './score.ts';
import { mutate, prepare, type Sample } from './tool.ts';

/** What the last run of each folder found. */
const RESULTS = join(import.meta.dirname, 'results.json');
const DOCUMENT = join(import.meta.dirname, '../../docs/mutants.md');
const LEAST_SHARE = 0.9;

const program = new Command('npm run mutants --')
  .description('Changes the source in one place at a time, and sees whether a test notices: docs/mutants.md.')
  .addArgument(
    new Argument('[folders...]', `some of ${FOLDERS.map(({ folder }) => folder).join(' ')}, or parts of them`)
      .argParser(partIn)
      .default([], 'all'),
  )
  .option('--sample <n>', 'try this many mutants of a folder, drawn at random', wholeNumber)
  .option('--seed <n>', 'draw others', wholeNumber, 1)
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .parse();
const { sample: size, seed } = program.opts<{ sample?: number; seed: number }>();
const sample: Sample | undefined = size === undefined ? undefined : { size, seed };
const [named] = program.processedArgs as [string[]];
prepare();
let results = JSON.parse(readFileSync(RESULTS, 'utf8')) as Results;
let isGood = true;
for (const { folder, tests, isVerdict } of FOLDERS) {
  const parts = named.filter((part) => isIn(part, folder));
  for (const part of named.length === 0 ? [folder] : parts) {
    const startedMs = performance.now();
    const score = scoreOf(mutate({ folder: part, tests }, sample));
    if (part === folder) write(folder, score, performance.now() - startedMs);
    isGood &&= isVerdict ? score.survivors.length === 0 : share(score) >= LEAST_SHARE;
    console.log(`${part}: ${(share(score) * 100).toFixed(1)} %, ${score.survivors.length} survive`);
    for (const { file, line, from, to } of score.survivors) console.log(`  ${file}:${line}: ${from} → ${to}`);
  }
}
process.exit(isGood ? 0 : 1);

function write(folder: string, score: Score, tookMs: number): void {
  const minutes = Math.max(1, Math.round(tookMs / 60_000));
  // What was known already took no time: the longest run was the whole one.
  const result = { ...score, minutes: Math.max(minutes, results[folder]?.minutes ?? 0) };
  results = { ...results, [folder]: result };
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(DOCUMENT, documentOf(results));
}

function isIn(name: string, folder: string): boolean {
  return name === folder || name.startsWith(`${folder}/`);
}

function partIn(name: string, before: string[]): string[] {
  const part = name.replace(/\/$/, '');
  if (FOLDERS.some(({ folder }) => isIn(part, folder))) return [...before, part];
  throw new InvalidArgumentError('There are no mutants of it.');
}

function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number, at least 1.');
}
