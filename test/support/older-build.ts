/**
 * The program as an earlier commit built it, for tests of upgrades. It is the first one whose services keep data: whoever upgrades has
 * data of that version or of a later one.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const OLDER_COMMIT = '40bef3564a28668439c592534e055a7e9112cfd6';

/** A checkout may be shallow, or an archive without history. */
export function hasOlderCommit(): boolean {
  try {
    execFileSync('git', ['cat-file', '-e', `${OLDER_COMMIT}^{commit}`], { cwd: ROOT, stdio: 'ignore' });
    return existsSync(join(ROOT, 'node_modules'));
  } catch {
    return false;
  }
}

/** @returns the path of its executable */
export function buildOlder(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const archive = execFileSync('git', ['archive', OLDER_COMMIT], { cwd: ROOT, maxBuffer: 2 ** 28 });
  execFileSync('tar', ['-x'], { cwd: folder, input: archive });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  execFileSync(process.execPath, ['build.mjs'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  return join(folder, 'bin/gossipscope');
}
