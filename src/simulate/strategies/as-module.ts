/**
 * A strategy in a `.js` file is a module whatever the package.json beside it says: `npm init` writes "type": "commonjs", and Node.js
 * would then refuse its `import` and `export`.
 */

import { readFileSync } from 'node:fs';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';

const OF_MODULES = /import statement|'import\.meta'|token 'export'/;

/** Has Node.js import the file as a module, where its text can be nothing else. */
export function readAsModule(source: string): void {
  if (!source.endsWith('.js') || !isModule(fileURLToPath(source))) return;
  const hook = `export const load = (url, context, next) =>
    next(url, url === ${JSON.stringify(source)} ? { ...context, format: 'module' } : context);`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
}

/** Node.js itself tells them apart so, from 22.7 on, where no package.json speaks. */
function isModule(path: string): boolean {
  try {
    new Script(`(function () {${readFileSync(path, 'utf8')}\n})`);
    return false;
  } catch (error) {
    // What cannot be read is told by who imports it.
    return error instanceof SyntaxError && OF_MODULES.test(error.message);
  }
}
