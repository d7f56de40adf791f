/**
 * Writes the keys of a backup into a cluster, as new writes. The versions of the backup name lives of nodes that this cluster need not
 * have, and lie in its past: what it has deleted since would win over them.
 */

import { createReadStream, statSync } from 'node:fs';
import { json } from 'node:stream/consumers';
import { CONNECTIONS } from '../api/api-client.ts';
import { RunFailed } from '../terminal/run-failed.ts';
import { readBackup } from './read-backup.ts';
import type { Service } from './service.ts';

export interface RestoreOptions {
  /** Whether the cluster may hold keys. */
  readonly isOver: boolean;
}

/** @returns what was done, for people @throws {RunFailed} */
export async function restore(service: Service, path: string, { isOver }: RestoreOptions): Promise<string> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new RunFailed(`${path} is not there, or is no file: name what gossipscope backup made`);
  // First to see that it is whole, and what of it was overtaken.
  const { changed, ended } = await readBackup(createReadStream(path), path);
  if (!isOver) await checkEmpty(service);
  const writing = new Set<Promise<void>>();
  let keys = 0;
  let failure: Error | undefined;
  const write = async (key: string, value: string): Promise<void> => {
    const one = service.put(key, value).then(
      () => void writing.delete(one),
      (error: unknown) => void (failure ??= error as Error),
    );
    writing.add(one);
    keys++;
    if (writing.size >= CONNECTIONS) await Promise.race(writing);
    if (failure !== undefined) throw failure;
  };
  await readBackup(createReadStream(path), path, (key, value) =>
    changed.has(key) ? undefined : write(key, value),
  );
  for (const [key, value] of changed) if (value !== undefined) await write(key, value);
  await Promise.all(writing);
  if (failure !== undefined) throw failure;
  return `${service.url}: ${keys.toLocaleString('en')} keys, as they were at ${ended}\n`;
}

async function checkEmpty(service: Service): Promise<void> {
  const { keys } = (await json(await service.get('/v1/kv?limit=1'))) as { keys?: unknown };
  if (Array.isArray(keys) && keys.length === 0) return;
  throw new RunFailed(
    `${service.url} holds keys already: restore into a cluster that holds none, or write over what it has with --over`,
  );
}
