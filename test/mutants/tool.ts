/**
 * Runs Stryker, which mutates the source and sees which mutants the tests kill. It is a tool with a Node and a mocha of its own (its runner
 * knows no newer ones), and no dependency: it is installed from `package-lock.json` beside this file into `.mutants/`, when it is
 * first asked for. There lies a copy of the source and the tests, too, and what is known of earlier runs: only what has
 * changed since is tried again.
 */

import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { SAMPLE, SAMPLE_SEED } from './compile-check.ts';
import type { MutatedFolder } from './folders.ts';

const HERE = import.meta.dirname;
const ROOT = resolve(HERE, '../..');
const TOOL = join(ROOT, '.mutants');
const WORK = join(TOOL, 'work');
const COPIED = ['src', 'test', 'grafana', 'docs', 'README.md', 'package.json', 'tsconfig.json'];

/** A mutant as Stryker reports it (mutation-testing-report-schema). */
export interface Mutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: string;
  readonly statusReason?: string;
  /** What it changes is made when the file is loaded. */
  readonly static?: boolean;
  /** Tests, by their ids. */
  readonly coveredBy?: readonly string[];
  readonly killedBy?: readonly string[];
  readonly location: Readonly<Record<'start' | 'end', { readonly line: number; readonly column: number }>>;
}

export interface MutantReport {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly Mutant[] }>>;
}

/** Brings the tool and the copy of the source up to date. */
export function prepare(): void {
  mkdirSync(TOOL, { recursive: true });
  const lock = join(TOOL, 'package-lock.json');
  const wanted = readFileSync(join(HERE, 'package-lock.json'), 'utf8');
  if (!existsSync(join(TOOL, 'node_modules')) || readFileSync(lock, 'utf8') !== wanted) {
    for (const name of ['package.json', 'package-lock.json'])
      copyFileSync(join(HERE, name), join(TOOL, name));
    run('npm', ['ci', '--no-audit', '--no-fund'], TOOL);
  }
  for (const name of COPIED) {
    rmSync(join(WORK, name), { recursive: true, force: true });
    cpSync(join(ROOT, name), join(WORK, name), { recursive: true });
  }
}

/** Which mutants of a folder are tried. */
export interface Sample {
  /** So many, drawn at random. */
  readonly size: number;
  /** Another one draws others. */
  readonly seed: number;
}

/**
 * Tries the mutants of one folder, politely: one at a time, behind everything else that the machine has to do.
 * @param folder or a single file
 * @param sample undefined: all
 */
export function mutate(
  { folder, tests }: Pick<MutatedFolder, 'folder' | 'tests'>,
  sample: Sample | undefined,
): MutantReport {
  const name = `${folder.replaceAll('/', '-')}${sample === undefined ? '' : '-sample'}`;
  const report = join(TOOL, `${name}.json`);
  const incremental = join(TOOL, `${name}.incremental.json`);
  if (existsSync(incremental)) correct(incremental);
  const config = {
    ...{ packageManager: 'npm', testRunner: 'mocha', checkers: ['compile'], concurrency: 1 },
    plugins: ['@stryker-mutator/mocha-runner', './test/mutants/compile-check.ts'],
    mutate: [folder.endsWith('.ts') ? folder : `${folder}/**/*.ts`],
    mochaOptions: { 'no-config': true, 'no-package': true, spec: ['test/mutants/setup.ts', ...tests] },
    // Each mutant meets the tests that reach it, and no others. A busy machine takes several times as long: a mutant has that time, too.
    ...{ coverageAnalysis: 'perTest', timeoutMS: 30_000, timeoutFactor: 3, dryRunTimeoutMinutes: 60 },
    ...{ incremental: sample === undefined, incrementalFile: incremental },
    ...{ reporters: ['json', 'progress-append-only'], jsonReporter: { fileName: report } },
    tempDirName: join('..', `sandbox-${name}`),
  };
  writeFileSync(join(WORK, `stryker.${name}.json`), JSON.stringify(config));
  const node = join(TOOL, 'node_modules/.bin/node');
  const stryker = join(TOOL, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  run(
    'nice',
    ['-n', '19', node, stryker, 'run', `stryker.${name}.json`],
    WORK,
    sample === undefined ? {} : { [SAMPLE]: `${sample.size}`, [SAMPLE_SEED]: `${sample.seed}` },
  );
  return JSON.parse(readFileSync(report, 'utf8')) as MutantReport;
}

/**
 * Two things that Stryker cannot tell of what it knows. What is made when a file is loaded no test reaches alone: it cannot see which new
 * tests might kill such a mutant, and would let it survive for ever. And what a test never came to the end of is killed by that test,
 * whatever new ones say: it would wait for it again.
 */
function correct(incremental: string): void {
  const known = JSON.parse(readFileSync(incremental, 'utf8')) as MutantReport;
  const survives = ({ status, static: isStatic }: Mutant): boolean =>
    status === 'Survived' && isStatic === true;
  const asKilled = (mutant: Mutant): Mutant =>
    mutant.status === 'Timeout' ? { ...mutant, status: 'Killed', killedBy: mutant.coveredBy ?? [] } : mutant;
  const files = Object.entries(known.files).map(([path, file]) => [
    path,
    { ...file, mutants: file.mutants.filter((mutant) => !survives(mutant)).map(asKilled) },
  ]);
  writeFileSync(incremental, JSON.stringify({ ...known, files: Object.fromEntries(files) as unknown }));
}

/** @throws {Error} where it fails */
function run(command: string, args: readonly string[], cwd: string, changes: NodeJS.ProcessEnv = {}): void {
  const env = { CASES: '0.1', ...process.env, ...changes };
  const { status } = spawnSync(command, args, { cwd, env, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with exit code ${status ?? 'none'}`);
}
