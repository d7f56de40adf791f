// Bundles src/ into dist/: the program and the library, with a lazily loaded chunk for whatever only some commands need.
// Bundling is what makes a node start in little more than Node's own start-up time (see docs/perf.json).
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { commonJs } from './build/commonjs.mjs';
import { compile } from './build/compile.mjs';
import { thirdParty } from './build/third-party.mjs';

const outdir = 'dist';
const language = { platform: 'node', target: 'node20', minifySyntax: true, minifyWhitespace: true };
const common = {
  ...language,
  metafile: true,
  outdir,
  bundle: true,
  mainFields: ['module', 'main'],
  sourcemap: false,
  legalComments: 'none',
  // Clients of stores: who measures one installs its own.
  external: ['cassandra-driver', 'ioredis', 'mariadb', 'pg'],
  logLevel: 'warning',
};

/** A third of the tracing SDK, and needed for OTLP over gRPC alone: a file of its own, which it requires when it comes to that. */
const GRPC = '@grpc/grpc-js';
const grpcApart = (path) => ({
  name: 'grpc-apart',
  setup({ onResolve }) {
    onResolve({ filter: /^@grpc\/grpc-js$/ }, () => ({ path, external: true }));
  },
});

/** `gossipscope node` is bundled once more, by itself. */
const NODE_FOLDER = 'node';

/** What each thread of the pool starts with, and where the pool looks for it: beside the chunk that it is in. */
const POOL_ENTRY = { in: 'node_modules/tinypool/dist/entry/worker.js', out: 'entry/worker' };

/** The sketches' own format on the wire needs protobufjs, and nothing here uses it. */
const noSketchFormat = {
  name: 'no-sketch-format',
  setup({ onResolve }) {
    onResolve({ filter: /\/proto\/compiled$/ }, ({ path }) => ({ path, external: true }));
  },
};

/** `startNodeSDK` sets up the SDK from a file in which settings are declared. Nothing here calls it, and it takes half of the SDK. */
const noConfigFile = {
  name: 'no-config-file',
  setup({ onLoad }) {
    onLoad({ filter: /@opentelemetry[\\/]sdk-node[\\/]build[\\/]src[\\/]start\.js$/ }, () => ({
      contents: '',
    }));
  },
};

/** Errors are told in English: zod's other languages are half of it. */
const inEnglish = {
  name: 'in-english',
  setup({ onLoad }) {
    onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** The page's diagram comes to life by a script: bundled apart for browsers, it is a text of the program. */
const viewerAsText = {
  name: 'viewer-as-text',
  setup({ onLoad }) {
    onLoad({ filter: /diagram[\\/]viewer-script\.ts$/ }, async ({ path }) => {
      const { outputFiles, metafile } = await build({
        entryPoints: [join(path, '../viewer/viewer.ts')],
        ...{ bundle: true, write: false, minify: true, format: 'iife', target: 'es2022', charset: 'utf8' },
        metafile: true,
      });
      const text = JSON.stringify(outputFiles[0].text.trim());
      const watchFiles = Object.keys(metafile.inputs);
      return { contents: `export const viewerScript = () => ${text};`, loader: 'js', watchFiles };
    });
  },
};

/** A program, with chunks for what is loaded later. */
const program = {
  ...common,
  outExtension: { '.js': '.cjs' },
  splitting: true,
  format: 'esm',
  write: false,
};

// Threads are loaded from files of their own.
const LOG_SHORTENER = { 'log-shortener': 'src/durable/shorten/worker.ts' };

const results = await Promise.all([
  build({
    ...program,
    entryPoints: {
      gossipscope: 'src/bin/gossipscope.ts',
      ...LOG_SHORTENER,
      'simulation-worker': 'src/bin/pool/worker.ts',
      'trace-receiver': 'src/bench/traces/receiver-thread.ts',
      library: 'src/library/library.ts',
    },
    plugins: [grpcApart('./grpc.cjs'), noSketchFormat, noConfigFile, inEnglish, viewerAsText],
  }),
  // All commands together make some forty chunks of what a node loads, which Node opens at once: more files than a tight limit allows.
  build({
    ...program,
    outdir: join(outdir, NODE_FOLDER),
    entryPoints: { gossipscope: 'src/bin/node-program.ts', ...LOG_SHORTENER },
    plugins: [grpcApart('../grpc.cjs'), noSketchFormat, noConfigFile, inEnglish],
  }),
  build({ ...common, entryPoints: [POOL_ENTRY], format: 'esm' }),
  build({ ...common, entryPoints: { grpc: GRPC }, outExtension: { '.js': '.cjs' }, format: 'cjs' }),
]);

// No compiled code may stay that belongs to other texts.
for (const name of readdirSync(outdir))
  if (name.startsWith('compiled')) rmSync(join(outdir, name), { recursive: true });
for (const { outputFiles = [] } of results)
  for (const { path, text } of await commonJs(outputFiles, language)) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
writeFileSync(join(outdir, 'THIRD-PARTY.txt'), thirdParty(results.map(({ metafile }) => metafile)));

// Chunks of earlier builds go last: a program that is running may be about to load one of its own.
const built = new Set([
  ...results.flatMap(({ metafile }) => Object.keys(metafile.outputs)).map((file) => relative(outdir, file)),
  'THIRD-PARTY.txt',
]);
for (const entry of readdirSync(outdir, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name);
  if (entry.isFile() && !built.has(relative(outdir, path))) rmSync(path);
}

await compile();
