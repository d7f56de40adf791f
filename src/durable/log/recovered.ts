/** What a data directory holds when it is opened: checked to the last byte, then read. */

import { FatalError } from '../../base/fatal-error.ts';
import type { Change } from '../../core/journal/change.ts';
import type { Manifest } from '../directory/manifest.ts';
import type { Files } from '../files/files.ts';
import type { Frame } from './frame.ts';
import { fileName, HEADER_BYTES, headerOf, numberOf, type Kind } from './names.ts';
import { RecordReader } from './record.ts';
import { scan, type Ending } from './scan.ts';

/** A log that may still grow. */
export interface LastLog {
  readonly number: number;
  /** Where its last frame ends; undefined: the file was never finished. */
  readonly end: number | undefined;
}

export interface Recovered {
  /** Undefined: there is none. */
  readonly last: LastLog | undefined;
  /** The latest time of any frame; −Infinity: there is none. */
  readonly lastAtMs: number;
  /** Cut off behind the last frame: it was being written when the node was stopped. */
  readonly tornBytes: number;
  /** In all files that count. */
  readonly bytes: number;
}

/** @throws {FatalError} where something that was on disk is not any more */
export function check(files: Files, manifest: Manifest): Recovered {
  let lastAtMs = -Infinity;
  let bytes = 0;
  const { snapshot, snapshotBytes } = manifest;
  if (snapshot > 0) {
    const name = fileName('snapshot', snapshot);
    mustBeThere(files, name);
    if (files.size(name) !== snapshotBytes)
      throw damaged(files, name, Math.min(files.size(name), snapshotBytes));
    const { ending, atMs } = checkFile(files, 'snapshot', snapshot);
    if (!endsWithFile(files, name, ending)) throw damaged(files, name, ending.end);
    lastAtMs = atMs;
    bytes += snapshotBytes;
  }
  let last: LastLog | undefined;
  let tornBytes = 0;
  const numbers = logNumbers(files, manifest);
  // The first log was on disk with its header before the manifest named a node.
  const hasFirst = manifest.node !== undefined;
  if (hasFirst) mustBeThere(files, fileName('log', manifest.firstLog));
  numbers.forEach((number, i) => {
    const name = fileName('log', number);
    if (number !== manifest.firstLog + i) mustBeThere(files, fileName('log', manifest.firstLog + i));
    const isLast = i === numbers.length - 1;
    const { ending, atMs } = checkFile(files, 'log', number, isLast && !(hasFirst && i === 0));
    if (ending.state === 'damaged' || (!isLast && !endsWithFile(files, name, ending)))
      throw damaged(files, name, ending.end);
    if (ending.state === 'torn') tornBytes = ending.lostBytes;
    lastAtMs = Math.max(lastAtMs, atMs);
    bytes += ending.end;
    last = { number, end: ending.end === 0 ? undefined : ending.end };
  });
  return { last, lastAtMs, tornBytes, bytes };
}

/** Nothing more was to be written to it, so zeros at its end were something else. */
function endsWithFile(files: Files, name: string, { state, end }: Ending): boolean {
  return state === 'whole' && end === files.size(name);
}

/** The logs that count, ascending. */
function logNumbers(files: Files, { firstLog }: Manifest): number[] {
  return files.list().flatMap((name) => {
    const number = numberOf('log', name);
    return number === undefined || number < firstLog ? [] : [number];
  });
}

/**
 * All changes, in order: those of the snapshot, then those of the logs. `check` has found them right.
 * @param through the last log that is read
 */
export function* changesIn(files: Files, manifest: Manifest, through = Infinity): Generator<Change> {
  const reader = new RecordReader();
  if (manifest.snapshot > 0) yield* changesOf(files, fileName('snapshot', manifest.snapshot), reader);
  for (const number of logNumbers(files, manifest))
    if (number <= through) yield* changesOf(files, fileName('log', number), reader);
}

function* changesOf(files: Files, name: string, reader: RecordReader): Generator<Change> {
  if (files.size(name) < HEADER_BYTES) return;
  for (const { payload, offset } of scan(files, name, HEADER_BYTES)) {
    for (const record of recordsOf(payload) ?? []) {
      const change = reader.fromRecord(record as readonly unknown[]);
      if (change === undefined)
        throw new FatalError(
          `${files.path}/${name} has a record at offset ${offset} that this version does not know (${String(record)}): start it with the version that wrote it, or a later one`,
        );
      yield change;
    }
  }
}

function recordsOf(payload: Buffer): unknown[] | undefined {
  const parsed: unknown = JSON.parse(payload.toString());
  return Array.isArray(parsed) ? parsed : undefined;
}

/** @param mayBeUnfinished it was perhaps never finished to its header, and then is empty */
function checkFile(
  files: Files,
  kind: Kind,
  number: number,
  mayBeUnfinished = false,
): { ending: Ending; atMs: number } {
  const name = fileName(kind, number);
  const header = Buffer.from(files.read(name, 0, HEADER_BYTES));
  let atMs = -Infinity;
  const frames: Generator<Frame, Ending> = scan(files, name, HEADER_BYTES);
  let next = frames.next();
  let count = 0;
  for (; next.done !== true; next = frames.next()) {
    atMs = Math.max(atMs, next.value.atMs);
    count++;
  }
  if (!header.equals(headerOf(kind, number))) {
    const isUnfinished = mayBeUnfinished && count === 0 && next.value.state !== 'damaged';
    if (!isUnfinished) throw damaged(files, name, 0);
    return { ending: { state: 'torn', end: 0, lostBytes: files.size(name) }, atMs };
  }
  return { ending: next.value, atMs };
}

function mustBeThere(files: Files, name: string): void {
  if (!files.list().includes(name))
    throw new FatalError(
      `${files.path}/${name} is missing: restore the directory from a backup, or start the node with an empty directory, and its peers bring what they have`,
    );
}

function damaged(files: Files, name: string, offset: number): FatalError {
  return new FatalError(
    `${files.path}/${name} is damaged at offset ${offset}, where something was written before: restore the directory from a backup, or start the node with an empty directory, and its peers bring what they have`,
  );
}
