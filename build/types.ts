/**
 * Writes the declarations of the library into dist/types/: those that TypeScript makes of the source, as far as the library's entry
 * reaches. Reports and settings are declared from their schemas, as plain types: whoever installs the package needs no zod.
 */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { compile } from 'json-schema-to-typescript';
import ts from 'typescript-with-api';
import { z } from 'zod';
import { SimulationReportSchema } from '../src/report/schema/simulation-schema.ts';
import { SimulationSettingsSchema } from '../src/report/schema/simulation-settings-schema.ts';

const ROOT = join(import.meta.dirname, '..');
const SOURCE = join(ROOT, 'src');
const TARGET = join(ROOT, 'dist/types');
const ENTRY = 'library/library.d.ts';

/** Declarations that come from a schema, by their place below dist/types/. */
const FROM_SCHEMAS = {
  'report/schema/simulation-schema.d.ts': ['SimulationReport', SimulationReportSchema],
  'report/schema/simulation-settings-schema.d.ts': ['SimulationSettings', SimulationSettingsSchema],
} as const;

const declarations = declarationsOf(join(SOURCE, 'library/library.ts'));
for (const [path, [name, schema]] of Object.entries(FROM_SCHEMAS))
  declarations.set(path, await plainType(name, schema));

rmSync(TARGET, { recursive: true, force: true });
for (const path of reachedFrom(ENTRY)) {
  const file = join(TARGET, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, declarations.get(path) ?? '');
}

/** The text of each declaration file, by its path below dist/types/. */
function declarationsOf(entry: string): Map<string, string> {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT);
  const program = ts.createProgram([entry], {
    ...options,
    ...{ noEmit: false, declaration: true, emitDeclarationOnly: true, stripInternal: true },
    ...{ outDir: TARGET, rootDir: ROOT },
  });
  const texts = new Map<string, string>();
  const { diagnostics } = program.emit(undefined, (file, text) => {
    texts.set(relative(join(TARGET, 'src'), file).replaceAll('\\', '/'), importingDeclarations(text));
  });
  if (diagnostics.length > 0) throw new Error(ts.formatDiagnostics(diagnostics, ts.createCompilerHost({})));
  return texts;
}

/** Files import each other by their names here; a declaration is found by the name that a script would have. */
function importingDeclarations(text: string): string {
  return text.replaceAll(/(from |import\()(['"])(\.[^'"]*)\.ts\2/g, '$1$2$3.js$2');
}

async function plainType(name: string, schema: z.ZodType): Promise<string> {
  const json = z.toJSONSchema(schema, { io: 'output' }) as Parameters<typeof compile>[0];
  return compile({ ...json, title: name }, name, {
    bannerComment: '/** Made from the schema of report.json. */',
    style: { singleQuote: true },
    ignoreMinAndMaxItems: true,
  });
}

/** The files that a user's compiler reads, and no others. */
function reachedFrom(entry: string): string[] {
  const reached = new Set<string>();
  const reach = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    const text = declarations.get(path);
    if (text === undefined)
      throw new Error(`the library's types need ${path}, which TypeScript has not made`);
    for (const { fileName } of ts.preProcessFile(text).importedFiles) {
      if (!fileName.startsWith('.')) throw new Error(`${path} imports ${fileName}, which nobody installs`);
      reach(normalize(join(dirname(path), fileName.replace(/\.js$/, '.d.ts'))).replaceAll('\\', '/'));
    }
  };
  reach(entry);
  return [...reached];
}
