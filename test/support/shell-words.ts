/** What a shell makes of a command line. */

import { spawnSync } from 'node:child_process';

/** The words as a shell takes the line apart. */
export function wordsOf(line: string): string[] {
  const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
  return stdout.split('\0').slice(0, -1);
}
