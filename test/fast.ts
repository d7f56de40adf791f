/**
 * `npm run test:fast`: the quick tests, with fewer random cases, in under half a minute on two cores; what follows goes to mocha (`npm run test:fast -- -g relay`).
 * Nobody marks a test as quick or slow: it is slow if anything that it imports, directly or not, starts processes, threads or a
 * browser, connects nodes over sockets, or is the simulator's cluster. A test that begins to do so leaves the quick ones by itself. `npm test` runs them all.
 */

import { spawnSync } from 'node:child_process';
import { importsOf, filesUnder, type SourceFile } from './architecture/source.ts';

/** What makes a test slow. */
const SLOW = [
  'node:child_process',
  'node:worker_threads',
  'tinypool',
  'playwright-core',
  'src/simulate/world/virtual-cluster.ts',
  'src/transport/create.ts',
];

/** What a file imports, directly or not. */
function reached(path: string, files: ReadonlyMap<string, SourceFile>): Set<string> {
  const found = new Set<string>();
  const follow = (next: string): void => {
    if (found.has(next)) return;
    found.add(next);
    const file = files.get(next);
    if (file !== undefined) for (const imported of importsOf(file)) follow(imported);
  };
  follow(path);
  return found;
}

const code = ['src', 'test', 'grafana'].flatMap(filesUnder).filter(({ path }) => /\.(ts|mjs)$/.test(path));
const files = new Map(code.map((file) => [file.path, file]));
const tests = [...files.keys()]
  .filter((path) => path.endsWith('.test.ts'))
  .map((path) => ({ path, imports: reached(path, files) }));

// A name that no test reaches any more has been renamed: without it, slow tests would count as quick.
const unknown = SLOW.filter((name) => !tests.some(({ imports }) => imports.has(name)));
if (unknown.length > 0) throw new Error(`test/fast.ts: no test imports ${unknown.join(', ')}`);

const quick = tests.filter(({ imports }) => !SLOW.some((name) => imports.has(name))).map(({ path }) => path);
console.log(`${quick.length} of ${tests.length} files with tests; npm test runs them all`);
const { status } = spawnSync('npx', ['--no-install', 'mocha', ...quick, ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: { CASES: '0.2', ...process.env },
});
process.exit(status ?? 1);
