/** A directory of the machine's own disk. */

import {
  closeSync,
  fdatasync,
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
import type { AppendFile, Files } from './files.ts';

export class RealFiles implements Files {
  readonly path: string;

  /** @param path of a directory that exists */
  constructor(path: string) {
    this.path = path;
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
    return new RealFile(openSync(this.#pathOf(name), 'wx'), 0);
  }

  append(name: string, length: number): AppendFile {
    const file = openSync(this.#pathOf(name), 'r+');
    ftruncateSync(file, length);
    return new RealFile(file, length);
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

  constructor(file: number, size: number) {
    this.#file = file;
    this.#size = size;
    this.#end = size;
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
    fdatasync(this.#file, (error) => done(error ?? undefined));
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
    } catch (error) {
      // A part of it may be there.
      this.trim();
      throw error;
    }
    this.#end = Math.max(this.#end, this.#size + put);
  }
}
