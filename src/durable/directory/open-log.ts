/** Opens a data directory: finds out whose it is, checks all of it, and goes on behind its last frame. */

import { FatalError } from '../../base/fatal-error.ts';
import type { NodeId } from '../../protocol/names.ts';
import { isFull, type DiskError, type Files } from '../files/files.ts';
import { DurableLog } from '../log/durable-log.ts';
import type { LogHost } from '../log/log-host.ts';
import { fileName, headerOf, numberOf, unfinished } from '../log/names.ts';
import { check, type LastLog, type Recovered } from '../log/recovered.ts';
import { NEW_MANIFEST, readManifest, writeManifest, type Manifest } from './manifest.ts';

export interface Opened {
  readonly log: DurableLog;
  readonly recovered: Recovered;
  /** Whether nothing that ever left the node can be missing. */
  readonly isWhole: boolean;
}

/** @param cluster what the operator calls it; undefined: nothing is compared @throws {FatalError} */
export function openLog(files: Files, host: LogHost, cluster?: string): Opened {
  return orFatal(files.path, () => opened(files, host, cluster));
}

/** What the disk refuses, in one line. @throws {FatalError} */
function orFatal<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof FatalError) throw error;
    const { code, message } = error as DiskError;
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
      throw new FatalError(
        `${path} cannot be written (${message}): give the node's user the right to write there`,
      );
    if (isFull(error))
      throw new FatalError(`${path} has no room (${message}): make some, and start the node again`);
    throw new FatalError(`${path} cannot be used (${message}): see to the disk, and start the node again`);
  }
}

function opened(files: Files, host: LogHost, cluster: string | undefined): Opened {
  const before = readManifest(files);
  const manifest = manifestFor(before, host, cluster, files.path);
  if (before === undefined || !isSame(manifest, before)) writeManifest(files, manifest);
  tidyUp(files, manifest);
  const recovered = check(files, manifest);
  const { file, number } = lastLog(files, manifest, recovered.last);
  // What a killed process wrote may be known to the system only, and not to the disk: nothing is said of it before.
  file.syncNow();
  const wasWhole = before?.isWhole ?? true;
  const log = new DurableLog(files, host, { manifest, file, number, recovered, wasWhole });
  return { log, recovered, isWhole: wasWhole };
}

function manifestFor(
  before: Manifest | undefined,
  { durability }: LogHost,
  cluster: string | undefined,
  path: string,
): Manifest {
  if (before?.cluster !== undefined && cluster !== undefined && before.cluster !== cluster)
    throw new FatalError(
      `${path} has data of the cluster "${before.cluster}", not of "${cluster}": name its own directory`,
    );
  const { format } = NEW_MANIFEST;
  const manifest = { ...NEW_MANIFEST, ...before, format, ...(cluster !== undefined && { cluster }) };
  // Until it is closed, something may be missing that has left.
  return durability === 'async' ? { ...manifest, isWhole: false } : manifest;
}

/** In what an opening may change. */
function isSame(a: Manifest, b: Manifest): boolean {
  return a.format === b.format && a.isWhole === b.isWhole && a.cluster === b.cluster;
}

/** What a process left behind that was stopped in the middle of something. */
function tidyUp(files: Files, { snapshot, firstLog }: Manifest): void {
  for (const name of files.list()) {
    const isOldLog = (numberOf('log', name) ?? firstLog) < firstLog;
    const isOtherSnapshot = (numberOf('snapshot', name) ?? snapshot) !== snapshot;
    if (isOldLog || isOtherSnapshot || name.endsWith(unfinished(''))) files.remove(name);
  }
}

function lastLog(files: Files, { firstLog }: Manifest, last: LastLog | undefined) {
  if (last?.end !== undefined)
    return { file: files.append(fileName('log', last.number), last.end), number: last.number };
  const number = last?.number ?? firstLog;
  const name = fileName('log', number);
  files.remove(name);
  const file = files.create(name);
  file.write(headerOf('log', number));
  file.syncNow();
  files.syncDirectory();
  return { file, number };
}

/** The directory is this node's. @throws {FatalError} where it is another one's */
export function claimFor(log: DurableLog, node: NodeId, path: string): void {
  const { node: owner } = log.manifest;
  if (owner === node) return;
  if (owner !== undefined)
    throw new FatalError(
      `${path} has the data of node ${owner}, and this is ${node}: name the directory of ${node}`,
    );
  orFatal(path, () => log.setManifest({ node }));
}
