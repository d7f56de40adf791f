/** A report from a file, as an editor may have saved it: with a byte order mark, which JSON.parse takes for content. */

import { readFileSync } from 'node:fs';

/** @throws {SyntaxError} where it is not JSON, and what the system says where it cannot be read */
export function readJson(path: string): unknown {
  return JSON.parse(new TextDecoder().decode(readFileSync(path))) as unknown;
}
