/**
 * What does not compile is no mutant. Stryker's own checker compiles the program anew for each of them, which costs more than
 * the tests do. Here each mutant of a file is a copy of that file beside it, and one program has them all.
 */

import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import ts from 'typescript-with-api';
import { prng } from '../../src/base/prng.ts';

/** The variable of the environment that says how many of the mutants that compile are tried; unset: all. */
export const SAMPLE = 'MUTANTS_SAMPLE';
/** The variable that says which ones; unset: the first draw. */
export const SAMPLE_SEED = 'MUTANTS_SEED';
/** Reasons that are given for those that are not tried: they compile, or nobody looked whether they do. */
export const NOT_DRAWN = 'not drawn';
export const NOT_LOOKED_AT = 'not looked at';
/** Most compile: of so many enough do. */
const DRAWN_PER_TRIED = 2;

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
    if (this.#sample !== undefined) return Promise.resolve([mutants.map(({ id }) => id)]);
    const files = new Set(mutants.map(({ fileName }) => fileName));
    const of = (file: string): string[] =>
      mutants.flatMap(({ id, fileName }) => (fileName === file ? id : []));
    return Promise.resolve(Array.from(files, of));
  }

  check(mutants: readonly Mutant[]): Promise<Record<string, Result>> {
    const results = this.#sample === undefined ? this.#compile(mutants) : this.#draw(mutants, this.#sample);
    return Promise.resolve(Object.fromEntries(results));
  }

  /** So many of those that compile, the same ones with the same seed: to see whether one compiles costs more than to try it. */
  #draw(mutants: readonly Mutant[], sample: number): Checked[] {
    const rng = prng(Number(process.env[SAMPLE_SEED] ?? 1));
    const drawn = mutants
      .map((mutant) => ({ mutant, rank: rng.float() }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ mutant }) => mutant);
    const found = this.#compile(drawn.slice(0, DRAWN_PER_TRIED * sample));
    let left = sample;
    const isTried = ([, { status }]: Checked): boolean => status === 'passed' && left-- > 0;
    const unlooked = drawn.slice(found.length).map(({ id }): Checked => [id, notTried(NOT_LOOKED_AT)]);
    const looked = found.map((one): Checked => {
      const [id, { status }] = one;
      return isTried(one) || status !== 'passed' ? one : [id, notTried(NOT_DRAWN)];
    });
    return [...looked, ...unlooked];
  }

  #compile(mutants: readonly Mutant[]): Checked[] {
    const texts = new Map<string, string>();
    const nameOf = (file: string, id: string): string => join(dirname(file), `mutant-${id}.ts`);
    // A class with private members is another one in a copy of its file: what that alone breaks is no error of a mutant.
    const unchanged = (file: string): string => nameOf(file, `none-of-${basename(file)}`);
    for (const mutant of mutants) {
      const { fileName, id } = mutant;
      const original = texts.get(unchanged(fileName)) ?? ts.sys.readFile(fileName) ?? '';
      texts.set(unchanged(fileName), original).set(nameOf(fileName, id), mutated(original, mutant));
    }
    const program = ts.createProgram([...texts.keys()], this.#options, this.#host(texts));
    const errorsOf = (name: string): readonly ts.Diagnostic[] => {
      const source = program.getSourceFile(name);
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    };
    return mutants.map(({ fileName, id }): Checked => {
      const errors = errorsOf(nameOf(fileName, id));
      if (errors.length <= errorsOf(unchanged(fileName)).length) return [id, { status: 'passed' }];
      return [id, notTried(ts.flattenDiagnosticMessageText(errors.at(-1)?.messageText, '\n'))];
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

function notTried(reason: string): Result {
  return { status: 'compileError', reason };
}

function mutated(text: string, { location: { start, end }, replacement }: Mutant): string {
  const lines = text.split('\n');
  const place = ({ line, column }: Mutant['location']['start']): number =>
    lines.slice(0, line).reduce((sum, one) => sum + one.length + 1, 0) + column;
  return text.slice(0, place(start)) + replacement + text.slice(place(end));
}

/** What Stryker looks for in a plugin. */
export const strykerPlugins = [{ kind: 'Checker', name: 'compile', injectableClass: CompileCheck }];
