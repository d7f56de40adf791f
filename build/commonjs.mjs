// CommonJS of esbuild's ES modules: only those does it split into chunks, and only CommonJS can be run from code that was compiled
// before. It also starts sooner: to import node:process from an ES module opens stdin and stdout, for example.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { transform } from 'esbuild';

const { MARK_LENGTH } = createRequire(import.meta.url)('../bin/load.js');
const IMPORT = join(import.meta.dirname, '../bin/import.js');

/** @param outputFiles of a build in the format esm, with `.cjs` for extension @returns their paths and texts */
export async function commonJs(outputFiles, language) {
  const files = outputFiles.map(({ path, text }) => ({ path, text }));
  const late = files.filter(({ text }) => text.includes('__esm(')).map(({ path }) => path);
  return Promise.all(
    files.map(async ({ path, text }) => {
      const isLate = (chunk) => late.includes(join(dirname(path), chunk));
      const { code } = await transform(withRequire(text, isLate), {
        ...language,
        format: 'cjs',
        define: { 'import.meta.url': '__url' },
      });
      const uses = (name) => code.includes(name);
      const head = [
        ...(uses('__url') ? ['const __url=require("node:url").pathToFileURL(__filename).href;'] : []),
        ...(uses('__import(') ? [`const __import=require("${relative(dirname(path), IMPORT)}");`] : []),
      ];
      return { path, text: marked([...head, code].join('')) };
    }),
  );
}

/**
 * Chunks do not import each other in circles, so what one exports can be had at once: esbuild looks it up at every use, which the
 * simulator would notice. Only what a chunk initialises when it is asked to has to be looked up.
 */
function withRequire(text, isLate) {
  return text
    .replaceAll(/\bimport\("(\.[^"]+)"\)/g, 'Promise.resolve().then(()=>require("$1"))')
    .replaceAll(/\bimport\(/g, '__import(')
    .replaceAll(/(?<=^|;|\n)import\{([^}]*)\}from"(\.[^"]+)";/g, (all, names, chunk) =>
      isLate(chunk) ? all : `const{${names.replaceAll(' as ', ':')}}=require("${chunk}");`,
    );
}

/** Ends with what tells it from any other text. */
function marked(text) {
  return `${text}//${createHash('sha256').update(text).digest('hex').slice(0, MARK_LENGTH)}`;
}
