/** Makes a directory and those above it: where a file system makes none, as /proc, the `recursive` of Node 20 never returns. */

import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** Level by level, where nothing has that name yet. @returns those that were made, from the top down @throws {NodeJS.ErrnoException} */
export function makeDirectory(path: string, mode?: number): string[] {
  if (existsSync(path)) return [];
  const above = makeDirectory(dirname(path), mode);
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    // Another process that starts at the same time was a moment sooner.
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return above;
    throw error;
  }
  return [...above, path];
}
