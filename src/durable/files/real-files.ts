/** A directory of the machine's own disk. */

import {
  closeSync,
  fdatasync,
  fdatasyncSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { AppendFile, Files } from './files.ts';

/**
 * Which syncs are made at once, while nothing else is done, and not in a thread: the way to a thread and back takes half as long as a small
 * sync of a quick disk.
 */
export interface SyncsAtOnce {
  /** Of so much at most: while more is synced, there is more to be done. */
  readonly mostBytes: number;
  /** Where the last one of these took so long at most, in a thread or not: a disk that is slow is not waited for. */
  readonly mostMs: number;
}

export class RealFiles implements Files {
  readonly path: string;
  readonly #atOnce: SyncsAtOnce | undefined;

  /** @param path of a directory that exists @param atOnce undefined: all syncs are made in a thread */
  constructor(path: string, atOnce?: SyncsAtOnce) {
    this.path = path;
    this.#atOnce = atOnce;
  }

  list(): string[] {
    return readdirSync(this.path).sort();
  }

  size(name: string): number {
    return statSync(this.#pathOf(name)).size;
  }

  read(name: string, offset: number, length: number): Uint8Array {
    const file = openSync(this.#pathOf(name), 'r');
    try {
      const bytes = Buffer.allocUnsafe(length);
      let filled = 0;
      while (filled < length) {
        const read = readSync(file, bytes, filled, length - filled, offset + filled);
        if (read === 0) break;
        filled += read;
      }
      return bytes.subarray(0, filled);
    } finally {
      closeSync(file);
    }
  }

  create(name: string): AppendFile {
    return new RealFile(openSync(this.#pathOf(name), 'wx'), 0, this.#atOnce);
  }

  append(name: string, length: number): AppendFile {
    const file = openSync(this.#pathOf(name), 'r+');
    ftruncateSync(file, length);
    return new RealFile(file, length, this.#atOnce);
  }

  rename(from: string, to: string): void {
    renameSync(this.#pathOf(from), this.#pathOf(to));
  }

  remove(name: string): void {
    rmSync(this.#pathOf(name), { force: true });
  }

  syncDirectory(): void {
    const directory = openSync(this.path, 'r');
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  }

  #pathOf(name: string): string {
    return join(this.path, name);
  }
}

class RealFile implements AppendFile {
  readonly #file: number;
  #size: number;
  /** The file's own length. */
  #end: number;
  /** Since the last sync began. */
  #putBytes = 0;
  readonly #atOnce: SyncsAtOnce;
  /** Of those that are small enough to be made at once. */
  #lastSyncMs = Infinity;

  constructor(file: number, size: number, atOnce: SyncsAtOnce = { mostBytes: 0, mostMs: 0 }) {
    this.#file = file;
    this.#size = size;
    this.#end = size;
    this.#atOnce = atOnce;
  }

  get size(): number {
    return this.#size;
  }

  get roomBytes(): number {
    return this.#end - this.#size;
  }

  write(bytes: Uint8Array): void {
    this.#put(bytes);
    this.#size += bytes.length;
  }

  makeRoom(bytes: number): void {
    this.#put(new Uint8Array(bytes));
  }

  trim(): void {
    ftruncateSync(this.#file, this.#size);
    this.#end = this.#size;
  }

  sync(done: (error: Error | undefined) => void): void {
    const { mostBytes, mostMs } = this.#atOnce;
    const isSmall = this.#putBytes <= mostBytes;
    this.#putBytes = 0;
    const beganAtMs = performance.now();
    const synced = (error?: Error | null): void => {
      if (isSmall) this.#lastSyncMs = performance.now() - beganAtMs;
      done(error ?? undefined);
    };
    if (isSmall && this.#lastSyncMs <= mostMs) this.#syncAtOnce(synced);
    else fdatasync(this.#file, synced);
  }

  #syncAtOnce(synced: (error?: Error) => void): void {
    try {
      fdatasyncSync(this.#file);
    } catch (error) {
      synced(error as Error);
      return;
    }
    synced();
  }

  syncNow(): void {
    fsyncSync(this.#file);
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Behind what was written. */
  #put(bytes: Uint8Array): void {
    let put = 0;
    try {
      while (put < bytes.length)
        put += writeSync(this.#file, bytes, put, bytes.length - put, this.#size + put);
      this.#putBytes += put;
    } catch (error) {
      // A part of it may be there.
      this.trim();
      throw error;
    }
    this.#end = Math.max(this.#end, this.#size + put);
  }
}
