/**
 * `npm run mutants`: tries the mutants of all folders, or of those that are named, and writes docs/mutants.md. `--sample 300` tries
 * so many of a folder, drawn at random.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { documentOf, type Results } from './document.ts';
import { FOLDERS } from './folders.ts';
import { scoreOf, share } from './score.ts';
import { mutate, prepare } from './tool.ts';

/** What the last run of each folder found. */
const RESULTS = join(import.meta.dirname, 'results.json');
const DOCUMENT = join(import.meta.dirname, '../../docs/mutants.md');
const LEAST_SHARE = 0.9;

const { values, positionals } = parseArgs({
  options: { sample: { type: 'string' } },
  allowPositionals: true,
});
const sample = values.sample === undefined ? undefined : Number(values.sample);
if (sample !== undefined && !(Number.isInteger(sample) && sample > 0)) {
  console.error('--sample is how many mutants are tried: give a whole number, e.g. 300');
  process.exit(2);
}
const named = positionals.map((name) => name.replace(/\/$/, ''));
const unknown = named.filter((name) => FOLDERS.every(({ folder }) => folder !== name));
if (unknown.length > 0) {
  console.error(
    `no such folder: ${unknown.join(' ')}. Give some of: ${FOLDERS.map(({ folder }) => folder).join(' ')}`,
  );
  process.exit(2);
}
prepare();
let results = JSON.parse(readFileSync(RESULTS, 'utf8')) as Results;
let isGood = true;
for (const one of FOLDERS.filter(({ folder }) => named.length === 0 || named.includes(folder))) {
  const startedMs = performance.now();
  const score = scoreOf(mutate(one, sample));
  const minutes = Math.max(1, Math.round((performance.now() - startedMs) / 60_000));
  // What was known already took no time: the longest run was the whole one.
  const result = { ...score, minutes: Math.max(minutes, results[one.folder]?.minutes ?? 0) };
  results = { ...results, [one.folder]: result };
  writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(DOCUMENT, documentOf(results));
  isGood &&= one.isVerdict ? score.survivors.length === 0 : share(score) >= LEAST_SHARE;
  console.log(`${one.folder}: ${(share(score) * 100).toFixed(1)} %, ${score.survivors.length} survive`);
  for (const { file, line, from, to } of score.survivors) console.log(`  ${file}:${line}: ${from} → ${to}`);
}
process.exit(isGood ? 0 : 1);
