// Bundles src/bin into dist/: one entry, and a lazily loaded chunk for whatever only some commands need.
// Bundling is what makes a node start in little more than Node's own start-up time (see docs/perf.json).
import { readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const outdir = 'dist';
const { metafile } = await build({
  metafile: true,
  entryPoints: { gossipscope: 'src/bin/gossipscope.ts' },
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: false,
  legalComments: 'none',
  logLevel: 'warning',
  // CommonJS dependencies call require() for Node's own modules.
  banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
});

// Chunks of earlier builds go last: a program that is running may be about to load one of its own.
const built = new Set(Object.keys(metafile.outputs).map((file) => basename(file)));
for (const file of readdirSync(outdir)) if (!built.has(file)) rmSync(join(outdir, file), { recursive: true });
