/**
 * Logs: one JSON object per line on stderr. Not pino: bundled, pino took 6 ms of start-up, a tenth of a bare node's and more than
 * the rest of ours together; this file is all that a node needs of it.
 */

import type { Writable } from 'node:stream';

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What waits to be written when nobody reads stderr; beyond it, lines are dropped and counted. */
export const LOG_BUFFER_LIMIT_BYTES = 1024 * 1024;

export type LogFields = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(msg: string, fields?: LogFields): void;
  info(msg: string, fields?: LogFields): void;
  warn(msg: string, fields?: LogFields): void;
  error(msg: string, fields?: LogFields): void;
  /** A logger whose lines carry these fields, too. */
  child(fields: LogFields): Logger;
}

export interface LoggerOptions {
  readonly level: LogLevel;
  /** Default: stderr, which Node writes to a pipe without blocking. */
  readonly stream?: Writable;
  /** Default: the wall clock. */
  readonly time?: () => Date;
}

/** Never throws and never blocks: a stderr that nobody reads, or that is gone, is not the node's trouble. */
export function createLogger({
  level,
  stream = process.stderr,
  time = () => new Date(),
}: LoggerOptions): Logger {
  const least = LOG_LEVELS.indexOf(level);
  let dropped = 0;
  if (stream.listenerCount('error') === 0) stream.on('error', () => undefined);

  const put = (level: LogLevel, msg: string, fields: LogFields): void => {
    stream.write(`${line({ level, time: time().toISOString(), msg, ...fields })}\n`);
  };
  const log = (level: LogLevel, msg: string, fields: LogFields): void => {
    if (LOG_LEVELS.indexOf(level) < least) return;
    if (stream.writableLength > LOG_BUFFER_LIMIT_BYTES) {
      dropped += 1;
      return;
    }
    if (dropped > 0) put('warn', 'log lines were dropped: stderr was not read', { count: dropped });
    dropped = 0;
    put(level, msg, fields);
  };
  const bound = (own: LogFields): Logger => ({
    debug: (msg, fields) => log('debug', msg, { ...own, ...fields }),
    info: (msg, fields) => log('info', msg, { ...own, ...fields }),
    warn: (msg, fields) => log('warn', msg, { ...own, ...fields }),
    error: (msg, fields) => log('error', msg, { ...own, ...fields }),
    child: (fields) => bound({ ...own, ...fields }),
  });
  return bound({});
}

/** What JSON cannot say (a cycle, a BigInt) must not lose the line. */
function line(fields: LogFields): string {
  try {
    return JSON.stringify(fields, (_, value: unknown) => (value instanceof Error ? value.stack : value));
  } catch {
    return JSON.stringify(
      Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, String(value)])),
    );
  }
}
