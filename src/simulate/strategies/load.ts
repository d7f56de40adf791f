/** Strategies that people keep in files of their own: a file is imported once for each thread, and its strategy added to ours. */

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { definitionProblem, type StrategyDefinition } from '../../core/dissemination/custom/definition.ts';
import { Misuse, StrategyError } from '../../core/dissemination/custom/strategy-error.ts';
import { addStrategy, isKnownStrategy } from '../../core/dissemination/strategies.ts';
import { isStrategyFile } from '../../report/schema/simulation-settings-schema.ts';
import { readAsModule } from './as-module.ts';
import { forbidExit } from './no-exit.ts';

/** @param names of strategies, or their files; names need no loading @throws {StrategyError} */
export async function loadStrategies(names: Iterable<string>): Promise<void> {
  for (const name of new Set(names)) {
    if (isStrategyFile(name) && !isKnownStrategy(name)) await load(name);
  }
}

/** @param file as it was given: reports name it so, and running them again finds it so */
async function load(file: string): Promise<void> {
  const source = pathToFileURL(resolve(file)).href;
  let found: { readonly default?: unknown };
  const allowExit = forbidExit();
  try {
    readAsModule(source);
    found = (await import(source)) as typeof found;
  } catch (error) {
    throw new StrategyError(file, 'it cannot be loaded', readable(error, source), source);
  } finally {
    allowExit();
  }
  const { default: definition } = found;
  const problem = definition === undefined ? 'is missing' : definitionProblem(definition);
  if (problem !== undefined) {
    const reason = `its default export ${problem}. Write export default defineStrategy({ name, create })`;
    throw new StrategyError(file, 'it has no strategy', new Misuse(reason));
  }
  addStrategy({ name: file, definition: definition as StrategyDefinition, source });
}

const UNKNOWN_EXTENSION =
  'this version of Node.js takes .js, .mjs and .cjs; .ts from 22.18 on: compile it, or use a later Node.js';

/** What Node says of a file that cannot be imported, with what to do about it. */
function readable(error: unknown, source: string): unknown {
  if (!(error instanceof Error)) return error;
  const { code, url, message } = error as NodeJS.ErrnoException & { readonly url?: string };
  if (code === 'ERR_MODULE_NOT_FOUND' && url === source) return new Misuse('there is no such file');
  if (code === 'ERR_UNSUPPORTED_DIR_IMPORT' && url === source)
    return new Misuse('it is a directory; name the file in it');
  if (code === 'ERR_UNKNOWN_FILE_EXTENSION') return new Misuse(UNKNOWN_EXTENSION);
  if (code === 'ERR_MODULE_NOT_FOUND' && message.includes("package 'gossipscope'"))
    return new Misuse(`${message}. Install it there, or export the plain object without defineStrategy`);
  if (error instanceof SyntaxError) return new Misuse(`${String(error)}; "node --check" shows where`);
  return error;
}
