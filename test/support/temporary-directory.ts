/** Directories that are gone when the tests of a file are done. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const made: string[] = [];

export function temporaryDirectory(within = tmpdir()): string {
  const directory = mkdtempSync(join(within, 'gossipscope-data-'));
  made.push(directory);
  return directory;
}

/** For a hook after all tests. */
export function removeTemporaryDirectories(): void {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
}
