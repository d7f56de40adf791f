/** Makes a directory and those above it: where a file system makes none, as /proc, the `recursive` of Node 20 never returns. */

import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Level by level. @returns those that were made, from the top down @throws {NodeJS.ErrnoException} also where a file has that name */
export function makeDirectory(path: string, mode?: number): string[] {
  const parent = dirname(path);
  const above = parent === path || existsSync(parent) ? [] : makeDirectory(parent, mode);
  mkdirSync(path, { mode });
  return [...above, path];
}
