/** What a data directory is: its format, whose it is, and which of its files count. Replaced as a whole, so that it is never half. */

import { FatalError } from '../../base/fatal-error.ts';
import type { Files } from '../files/files.ts';
import { isOurs, MANIFEST, unfinished } from '../log/names.ts';

/**
 * Raised with any change that an earlier version would misread. A directory of an earlier format is read, and from then on is of this one.
 * - 2: tombstones that are dropped, and answers to requests that may come again.
 */
export const FORMAT = 2;
const EARLIEST_FORMAT = 1;

export interface Manifest {
  readonly format: number;
  /** Undefined before the node was initialised for the first time. */
  readonly node?: string | undefined;
  /** What the operator calls the cluster. */
  readonly cluster?: string | undefined;
  /** The contents through this log; 0: there are none yet. */
  readonly snapshot: number;
  readonly snapshotBytes: number;
  /** The first log behind it. */
  readonly firstLog: number;
  /** Whether all that ever left the node is surely here. */
  readonly isWhole: boolean;
}

/** As it is read: of any version. */
type Stored = Partial<Omit<Manifest, 'format'>> & { readonly format?: number };

export const NEW_MANIFEST: Manifest = {
  format: FORMAT,
  snapshot: 0,
  snapshotBytes: 0,
  firstLog: 1,
  isWhole: true,
};

/** @returns undefined in a directory that is new @throws {FatalError} where it is not ours, or of another version */
export function readManifest(files: Files): Manifest | undefined {
  const { path } = files;
  const names = files.list();
  if (!names.includes(MANIFEST)) {
    const foreign = names.find((name) => !isOurs(name));
    if (foreign !== undefined)
      throw new FatalError(
        `${path} holds other files (${foreign}) and no data of gossipscope: name an empty directory, or one that it made`,
      );
    if (names.some((name) => /^(log|snapshot)-/.test(name)))
      throw new FatalError(
        `${path} holds data, but its ${MANIFEST} is missing: restore the directory from a backup`,
      );
    return undefined;
  }
  const text = Buffer.from(files.read(MANIFEST, 0, files.size(MANIFEST))).toString();
  return checked(parsed(text, path), path);
}

function parsed(text: string, path: string): Stored {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // Told below.
  }
  throw new FatalError(`${path}/${MANIFEST} is damaged: restore the directory from a backup`);
}

function checked(manifest: Stored, path: string): Manifest {
  const { format, snapshot, firstLog, snapshotBytes } = manifest;
  if (typeof format === 'number' && format > FORMAT)
    throw new FatalError(
      `${path} has format ${format}, and this version reads format ${FORMAT}: start it with the version that wrote it, or a later one`,
    );
  if (typeof format !== 'number' || format < EARLIEST_FORMAT)
    throw new FatalError(
      `${path} has format ${String(format)}, which this version does not read any more: start it once with an earlier version that writes format ${EARLIEST_FORMAT} or later`,
    );
  const isRight = [snapshot, firstLog, snapshotBytes].every((number) => Number.isSafeInteger(number));
  if (!isRight) throw new FatalError(`${path}/${MANIFEST} is damaged: restore the directory from a backup`);
  return { ...NEW_MANIFEST, ...manifest, format };
}

export function writeManifest(files: Files, manifest: Manifest): void {
  const temporary = unfinished(MANIFEST);
  files.remove(temporary);
  const file = files.create(temporary);
  try {
    file.write(Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
    file.syncNow();
  } finally {
    file.close();
  }
  files.rename(temporary, MANIFEST);
  files.syncDirectory();
}
