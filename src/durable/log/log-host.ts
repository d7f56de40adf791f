/** What a log needs from the process that it runs in, and what it tells it. */

import type { FatalError } from '../../base/fatal-error.ts';
import type { Manifest } from '../directory/manifest.ts';

/** Whether what leaves the node waits for the disk. */
export type Durability = 'sync' | 'async';

export interface LogLimits {
  /** A log is followed by another one beyond this. */
  readonly segmentBytes: number;
  /** Logs of this size together are shortened, if the contents are not larger still. */
  readonly shortenBytes: number;
  /** Room for what is under way when the disk is full. */
  readonly reserveBytes: number;
  /** A log grows by so much at a time, ahead of what is written to it. */
  readonly roomBytes: number;
}

export const LOG_LIMITS: LogLimits = {
  segmentBytes: 2 ** 26,
  shortenBytes: 2 ** 27,
  reserveBytes: 2 ** 24,
  roomBytes: 2 ** 20,
};

export type LogEvent =
  /** A group is on disk. */
  | {
      readonly type: 'committed';
      readonly elapsedMs: number;
      readonly records: number;
      readonly bytes: number;
    }
  /** There is no room, or there is again. */
  | { readonly type: 'full'; readonly isFull: boolean }
  /** Nothing can be kept any more, and so nothing be sent: the process has to end. */
  | { readonly type: 'failed'; readonly error: FatalError }
  /** The size of all files that count. */
  | { readonly type: 'size'; readonly bytes: number }
  | { readonly type: 'not_shortened'; readonly reason: string };

/** Contents to be written as a snapshot. */
export interface ShortenJob {
  readonly manifest: Manifest;
  /** The last log that goes into it: it is full, and on disk. */
  readonly through: number;
  readonly atMs: number;
}

export interface LogHost {
  readonly durability: Durability;
  readonly limits: LogLimits;
  /** A clock that only measures. */
  readonly elapsedMs: () => number;
  readonly later: (delayMs: number, act: () => void) => void;
  /** Writes the snapshot somewhere, and calls back with its size. */
  readonly shorten: (job: ShortenJob, done: (result: number | Error) => void) => void;
  readonly tell: (event: LogEvent) => void;
}
