/**
 * `npm run mutants`: tries the mutants of all folders, or of those that are named, and writes docs/mutants.md. `--sample 300` tries
 * so many of a folder, drawn at random; with another `--seed`, others. A part of a folder can be named, too, down to a file: what
 * survives there is shown, and not written down.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { documentOf, type Results } from './document.ts';
import { FOLDERS } from './folders.ts';
import { scoreOf, share, type Score } from './score.ts';
import { mutate, prepare, type Sample } from './tool.ts';

/** What the last run of each folder found. */
const RESULTS = join(import.meta.dirname, 'results.json');
const DOCUMENT = join(import.meta.dirname, '../../docs/mutants.md');
const LEAST_SHARE = 0.9;

const { values, positionals } = parseArgs({
  options: { sample: { type: 'string' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const sample: Sample | undefined =
  values.sample === undefined
    ? undefined
    : {
        size: wholeNumber(values.sample, '--sample is how many mutants are tried'),
        seed: wholeNumber(values.seed, '--seed says which ones'),
      };
const named = positionals.map((name) => name.replace(/\/$/, ''));
const isIn = (name: string, folder: string): boolean => name === folder || name.startsWith(`${folder}/`);
const unknown = named.filter((name) => FOLDERS.every(({ folder }) => !isIn(name, folder)));
if (unknown.length > 0) {
  console.error(
    `no such folder: ${unknown.join(' ')}. Give some of, or what is in: ${FOLDERS.map(({ folder }) => folder).join(' ')}`,
  );
  process.exit(2);
}
prepare();
let results = JSON.parse(readFileSync(RESULTS, 'utf8')) as Results;
let isGood = true;
for (const { folder, tests, isVerdict } of FOLDERS) {
  const parts = named.filter((name) => isIn(name, folder));
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

function wholeNumber(text: string, what: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  console.error(`${what}: give a whole number, e.g. 300`);
  process.exit(2);
}
