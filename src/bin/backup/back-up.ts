/** A backup of a service as a file: under its name it is there as a whole, or not at all. */

import { createReadStream, createWriteStream, existsSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { RunFailed } from '../terminal/run-failed.ts';
import { readBackup } from './read-backup.ts';
import type { Service } from './service.ts';

/** Only its owner reads it: it has everything. */
const MODE = 0o600;

/** @returns what was done, for people @throws {RunFailed} */
export async function backUp(service: Service, path: string): Promise<string> {
  if (existsSync(path)) throw new RunFailed(`${path} is there already: choose another name`);
  const part = `${path}.part`;
  rmSync(part, { force: true });
  try {
    const answer = await service.get('/v1/backup');
    await pipeline(answer, createWriteStream(part, { mode: MODE, flags: 'wx' })).catch((error: unknown) => {
      throw new RunFailed(`the backup broke off: ${(error as Error).message}`);
    });
    const { listed, changed, ended } = await readBackup(createReadStream(part), part);
    const file = await open(part, 'r');
    await file.sync();
    await file.close();
    renameSync(part, path);
    return `${path}: ${listed.toLocaleString('en')} ${listed === 1 ? 'key' : 'keys'} listed, and ${changed.size.toLocaleString('en')} that changed meanwhile, as they were at ${ended}\n`;
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
