/**
 * What does not compile is no mutant. Stryker's own checker compiles the program anew for each of them, which costs more than
 * the tests do. Here each mutant of a file is a copy of that file beside it, and one program has them all.
 */

import { dirname, join } from 'node:path';
import process from 'node:process';
import ts from 'typescript';
import { prng } from '../../src/base/prng.ts';

/** The variable of the environment that says how many of the mutants that compile are tried; unset: all. */
export const SAMPLE = 'MUTANTS_SAMPLE';
/** The reason that is given for those that are not tried. */
export const NOT_DRAWN = 'not drawn';
const SEED = 1;

/** As Stryker hands it to a checker; lines and columns count from 0. */
interface Mutant {
  readonly id: string;
  readonly fileName: string;
  readonly location: Readonly<Record<'start' | 'end', { readonly line: number; readonly column: number }>>;
  readonly replacement: string;
}

type Result = { readonly status: 'passed' } | { readonly status: 'compileError'; readonly reason: string };

type Checked = [id: string, Result];

class CompileCheck {
  readonly #sample = process.env[SAMPLE] === undefined ? undefined : Number(process.env[SAMPLE]);
  #options: ts.CompilerOptions = {};
  /** Parsed once for all programs. */
  readonly #sources = new Map<string, ts.SourceFile | undefined>();

  init(): Promise<void> {
    const { config } = ts.readConfigFile('tsconfig.json', (path) => ts.sys.readFile(path)) as {
      config: unknown;
    };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, process.cwd());
    // A mutant that leaves something unused compiles.
    this.#options = { ...options, noUnusedLocals: false, noUnusedParameters: false };
    return Promise.resolve();
  }

  /** Those of one file together; all, where some of all are drawn. */
  group(mutants: readonly Mutant[]): Promise<string[][]> {
    const files = new Set(mutants.map(({ fileName }) => fileName));
    const of = (file: string): string[] =>
      mutants.flatMap(({ id, fileName }) => (fileName === file ? id : []));
    const groups = Array.from(files, of);
    return Promise.resolve(this.#sample === undefined ? groups : [groups.flat()]);
  }

  check(mutants: readonly Mutant[]): Promise<Record<string, Result>> {
    const files = [...new Set(mutants.map(({ fileName }) => fileName))];
    const results = files.flatMap((file) =>
      this.#compile(
        file,
        mutants.filter(({ fileName }) => fileName === file),
      ),
    );
    return Promise.resolve(
      Object.fromEntries(this.#sample === undefined ? results : drawn(results, this.#sample)),
    );
  }

  #compile(fileName: string, mutants: readonly Mutant[]): Checked[] {
    const texts = new Map<string, string>();
    const original = ts.sys.readFile(fileName) ?? '';
    const nameOf = (id: string): string => join(dirname(fileName), `mutant-${id}.ts`);
    // A class with private members is another one in a copy of its file: what that alone breaks is no error of a mutant.
    texts.set(nameOf('none'), original);
    for (const mutant of mutants) texts.set(nameOf(mutant.id), mutated(original, mutant));
    const program = ts.createProgram([...texts.keys()], this.#options, this.#host(texts));
    const errorsOf = (id: string): readonly ts.Diagnostic[] => {
      const source = program.getSourceFile(nameOf(id));
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    };
    const usual = errorsOf('none').length;
    return mutants.map(({ id }): Checked => {
      const errors = errorsOf(id);
      if (errors.length <= usual) return [id, { status: 'passed' }];
      const reason = ts.flattenDiagnosticMessageText(errors.at(-1)?.messageText, '\n');
      return [id, { status: 'compileError', reason }];
    });
  }

  #host(texts: ReadonlyMap<string, string>): ts.CompilerHost {
    const host = ts.createCompilerHost(this.#options);
    return {
      ...host,
      fileExists: (path) => texts.has(path) || host.fileExists(path),
      readFile: (path) => texts.get(path) ?? host.readFile(path),
      getSourceFile: (path, options, ...others) => {
        const text = texts.get(path);
        if (text !== undefined) return ts.createSourceFile(path, text, options);
        if (!this.#sources.has(path)) this.#sources.set(path, host.getSourceFile(path, options, ...others));
        return this.#sources.get(path);
      },
    };
  }
}

/** So many of those that compile, always the same ones. */
function drawn(results: readonly Checked[], count: number): Checked[] {
  const rng = prng(SEED);
  const passed = results
    .filter(([, { status }]) => status === 'passed')
    .map(([id]) => ({ id, rank: rng.float() }));
  const left = new Set(passed.sort((a, b) => a.rank - b.rank).slice(count).map(({ id }) => id)); // prettier-ignore
  return results.map(([id, result]) => [
    id,
    left.has(id) ? { status: 'compileError', reason: NOT_DRAWN } : result,
  ]);
}

function mutated(text: string, { location: { start, end }, replacement }: Mutant): string {
  const lines = text.split('\n');
  const place = ({ line, column }: Mutant['location']['start']): number =>
    lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + column;
  return text.slice(0, place(start)) + replacement + text.slice(place(end));
}

/** What Stryker looks for in a plugin. */
export const strykerPlugins = [{ kind: 'Checker', name: 'compile', injectableClass: CompileCheck }];
