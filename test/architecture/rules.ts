/** The rules of the layout, each a question about one file: an empty answer is a kept rule, anything else says what is wrong. */

import { callsIn, importsOf, namesUsedIn, openingComment, type SourceFile } from './source.ts';

const CORE_LAYERS = ['workload', 'core', 'protocol', 'base'];
const MIDDLE = ['observe', 'net', 'check'];

/** What each folder of src/ may import beside itself: the arrows of the layout, and what they imply. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  protocol: ['base'],
  core: ['protocol', 'base'],
  workload: ['core', 'protocol', 'base'],
  // Keeps what a replica tells of its changes: a disk behind an interface.
  durable: ['core', 'protocol', 'base'],
  observe: CORE_LAYERS,
  net: CORE_LAYERS,
  check: CORE_LAYERS,
  // What clients ask of any node, ours or a stranger's: it knows nothing of how ours works.
  load: ['net', 'check', 'protocol', 'base'],
  report: ['load', ...MIDDLE, ...CORE_LAYERS],
  // How a line reaches another node. It knows lines and names, and nothing of what they are for.
  transport: ['protocol', 'base'],
  host: ['durable', 'transport', 'report', 'load', ...MIDDLE, ...CORE_LAYERS],
  simulate: ['durable', 'report', 'load', ...MIDDLE, ...CORE_LAYERS],
  // The bench must measure strangers' nodes, so it knows nothing of how ours work.
  bench: ['report', 'load', ...MIDDLE, 'protocol', 'base'],
  library: ['simulate', 'host', 'durable', 'report', 'load', ...MIDDLE, ...CORE_LAYERS],
  // Clients of stores that other people make.
  targets: ['report', 'load', ...MIDDLE, 'protocol', 'base'],
  bin: [
    'targets',
    'bench',
    'simulate',
    'host',
    'durable',
    'transport',
    'report',
    'load',
    ...MIDDLE,
    ...CORE_LAYERS,
  ],
};

/** Folders that import nothing but source, and take time, randomness and configuration as arguments. */
const PURE = ['base', 'core', 'net', 'check', 'load'];
const IMPURE_NAMES = [
  ...[
    'Date',
    'performance',
    'Math.random',
    'crypto',
    'process',
    'console',
    'globalThis',
    'require',
    'Buffer',
  ],
  ...['setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'Promise', 'fetch'],
];

/** Packages that only one folder knows. */
const CONFINED: readonly { readonly packages: RegExp; readonly folder: string }[] = [
  { packages: /^prom-client$|^@opentelemetry\//, folder: 'observe' },
  { packages: /^cassandra-driver$|^ioredis$|^mariadb$|^pg$/, folder: 'targets' },
];

/** The one place that imports what nobody can check here: strategies in files of their own. */
const LOADS_FILES = 'src/simulate/strategies/load.ts';

export const MAX_LINES = 300;
const MIN_OPENING_WORDS = 4;

/** Drawers and barrels: names that say nothing of what is inside. */
const VAGUE_NAMES = /^(index|utils?|helpers?|misc|common)\b/;

/** Mocha's ways to leave a test out, and the one place that may use one: it says what is missing and how to get it. */
const SKIPS = ['.skip', 'xit', 'xdescribe', 'xcontext', 'xspecify'];
const MAY_SKIP = 'test/support/needs.ts';

/** What the repository must not tell: where and how it was written. */
const PRIVATE = [
  /(?<![\w.-])\/(home|Users|root|work)\/\w/,
  /\/tmp\/bash/,
  /\b(this|previous|next|last|coding|agent) session\b/i,
  /\bissue #?\d/i,
  /\b(language model|AI assistant)\b/i,
  /\b(?!registry\.npmjs\.org)(registry|npm|artifactory|mirror)\.[\w.-]+\.(com|org|net|io|internal|local)\b/,
];

export type Rule = (file: SourceFile) => string[];

/** Rules for src/. */
export const SOURCE_RULES: readonly Rule[] = [
  importDirection,
  confinedPackages,
  purity,
  vagueName,
  size,
  opening,
];
/** Rules for tests and tools. */
export const TEST_RULES: readonly Rule[] = [vagueName, size, opening, silentSkip];
/** Rules for every text. */
export const TEXT_RULES: readonly Rule[] = [privacy];

function folderOf(path: string): string {
  return /^src\/([^/]+)\//.exec(path)?.[1] ?? '';
}

export function importDirection(file: SourceFile): string[] {
  const folder = folderOf(file.path);
  const allowed = MAY_IMPORT[folder];
  if (allowed === undefined) return [`${file.path}: ${folder || 'src'} is no folder of the layout`];
  return importsOf(file)
    .filter((path) => path.startsWith('src/') && ![folder, ...allowed].includes(folderOf(path)))
    .map((path) => `${file.path}: ${folder}/ must not import ${path}`);
}

export function confinedPackages(file: SourceFile): string[] {
  const folder = folderOf(file.path);
  return importsOf(file).flatMap((path) => {
    if (path.startsWith('src/') || path === 'package.json') return [];
    if (path.startsWith('(computed)') && file.path === LOADS_FILES) return [];
    if (path.startsWith('(computed)')) return [`${file.path}: nobody can check the import ${path}`];
    if (PURE.includes(folder)) return [`${file.path}: ${folder}/ must not import ${path}`];
    return CONFINED.filter((rule) => rule.packages.test(path) && rule.folder !== folder).map(
      (rule) => `${file.path}: ${path} belongs to ${rule.folder}/`,
    );
  });
}

export function purity(file: SourceFile): string[] {
  if (!PURE.includes(folderOf(file.path))) return [];
  const used = namesUsedIn(file);
  return IMPURE_NAMES.filter((name) => used.has(name)).map(
    (name) => `${file.path}: uses ${name}; take it as an argument`,
  );
}

export function vagueName({ path }: SourceFile): string[] {
  const vague = path.split('/').filter((part) => VAGUE_NAMES.test(part));
  return vague.map((part) => `${path}: ${part} does not say what is inside`);
}

export function size({ path, text }: SourceFile): string[] {
  const lines = text.split('\n').length - 1;
  return lines > MAX_LINES ? [`${path}: ${lines} lines; split it, ${MAX_LINES} at most`] : [];
}

export function opening(file: SourceFile): string[] {
  const words = openingComment(file)?.split(/\s+/).length ?? 0;
  return words < MIN_OPENING_WORDS ? [`${file.path}: must open with a sentence on why it exists`] : [];
}

export function silentSkip(file: SourceFile): string[] {
  if (file.path === MAY_SKIP) return [];
  const called = callsIn(file);
  return SKIPS.filter((name) => called.has(name)).map(
    (name) => `${file.path}: calls ${name}; say what is missing, with needs() of ${MAY_SKIP}`,
  );
}

export function privacy({ path, text }: SourceFile): string[] {
  return PRIVATE.flatMap((pattern) => {
    const found = pattern.exec(text)?.[0];
    return found === undefined ? [] : [`${path}: says "${found}"`];
  });
}

/** Where it begins: the program, its threads, the library, and what writes the documents. */
const ENTRIES = [
  ...[
    'src/bin/gossipscope.ts',
    'src/bin/node-program.ts',
    'src/bin/pool/worker.ts',
    'src/library/library.ts',
  ],
  'src/bench/traces/receiver-thread.ts',
  'src/durable/shorten/worker.ts',
  'src/report/page/diagram/viewer/viewer.ts',
  'src/bin/docs/reproduced.ts',
  'src/bin/docs/write.ts',
];

/** Source files that no program reaches. */
export function deadFiles(files: readonly SourceFile[], entries: readonly string[] = ENTRIES): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const reached = new Set<string>();
  const reach = (path: string): void => {
    const file = byPath.get(path);
    if (file === undefined || reached.has(path)) return;
    reached.add(path);
    for (const next of importsOf(file)) reach(next);
  };
  for (const path of entries) reach(path);
  return files.filter(({ path }) => !reached.has(path)).map(({ path }) => `${path}: no program reaches it`);
}

/** Files that import each other, whether directly or around a corner: each circle once, as a path that closes. */
export function circles(files: readonly SourceFile[]): string[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const done = new Set<string>();
  const found: string[] = [];
  const follow = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path].join(' → '));
    const file = byPath.get(path);
    if (start >= 0 || file === undefined || done.has(path)) return;
    for (const next of importsOf(file)) follow(next, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) follow(path, []);
  return found;
}
