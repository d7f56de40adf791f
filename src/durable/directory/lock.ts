/**
 * One process for one directory. The lock is a file that names the process; it is stale where that process is gone. A process of
 * another machine, or of another container, cannot be looked up: it touches its lock as long as it lives.
 */

import {
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { FatalError } from '../../base/fatal-error.ts';
import { LOCK } from '../log/names.ts';

const TOUCH_EVERY_MS = 5000;
/** A lock that nobody has touched for so long has no owner any more. */
const STALE_AFTER_MS = 30_000;

interface Owner {
  readonly pid: number;
  /** When the process began, in the kernel's own count: a number may be given again. */
  readonly started: string | undefined;
  readonly host: string;
}

/** @returns what gives it back @throws {FatalError} where another process has it */
export function lock(directory: string): () => void {
  const path = join(directory, LOCK);
  const own = `${path}.${process.pid}`;
  const owner: Owner = { pid: process.pid, started: startOf(process.pid), host: hostname() };
  const text = `${JSON.stringify(owner)}\n`;
  writeFileSync(own, text);
  try {
    while (!linked(own, path)) removeStale(path, directory);
  } finally {
    rmSync(own, { force: true });
  }
  const timer = setInterval(() => touch(path), TOUCH_EVERY_MS).unref();
  return () => {
    clearInterval(timer);
    if (textOf(path) === text) rmSync(path, { force: true });
  };
}

/** Atomic, and with its content. */
function linked(own: string, path: string): boolean {
  try {
    linkSync(own, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function removeStale(path: string, directory: string): void {
  const text = lockIn(path, directory);
  if (text === undefined) return;
  const owner = ownerIn(text);
  const idleMs = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
  if (isAlive(owner, idleMs)) throw inUse(directory, owner, idleMs);
  // Somebody else may have seen the same: whoever moves it away looks at what it is.
  const moved = `${path}.stale.${process.pid}`;
  try {
    renameSync(path, moved);
  } catch {
    return;
  }
  if (textOf(moved) !== text) linked(moved, path);
  unlinkSync(moved);
}

function isAlive(owner: Owner | undefined, idleMs: number): boolean {
  if (owner === undefined) return false;
  if (owner.host !== hostname()) return idleMs < STALE_AFTER_MS;
  if (owner.pid === process.pid) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return owner.started === startOf(owner.pid);
}

function inUse(directory: string, owner: Owner | undefined, idleMs: number): FatalError {
  const isHere = owner?.host === hostname();
  const who = `process ${owner?.pid ?? '?'}${isHere ? '' : ` of ${owner?.host ?? '?'}`}`;
  const what = isHere
    ? 'stop that process first, or name another directory'
    : `if it is gone, its lock ends in ${Math.ceil((STALE_AFTER_MS - idleMs) / 1000)} s`;
  return new FatalError(`${directory} is in use by ${who}: ${what}`);
}

function ownerIn(text: string): Owner | undefined {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return undefined;
  }
}

/** Undefined: it is gone. @throws {FatalError} where nobody can say whose it is: that lasts */
function lockIn(path: string, directory: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new FatalError(
      `${directory} has a ${LOCK} that cannot be read (${message}): stop the process that has the directory, remove ${path}, and start the node again`,
    );
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

function touch(path: string): void {
  try {
    const now = new Date();
    utimesSync(path, now, now);
  } catch {
    // Whoever took it away has to answer for it.
  }
}

/** Field 22 of /proc/PID/stat, where there is one: the second field may have spaces, and ends with a bracket. */
function startOf(pid: number): string | undefined {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
