/**
 * A disk in memory that does what disks are allowed to do: until a sync it keeps nothing for sure, in no order, and cut in the middle.
 * It fails where it is told to. Tests and the simulator keep their data on it.
 */

import type { Prng } from '../../base/prng.ts';
import type { AppendFile, DiskError, Files } from './files.ts';

/** What a disk writes at once, or not at all. */
const SECTOR_BYTES = 512;

/** How a disk is to fail, asked at each call. */
export interface DiskFaults {
  /** Bytes that it has room for. */
  capacityBytes: number;
  /** The code of the error with which a call fails; undefined: it does not. */
  readonly failWith: (call: 'write' | 'sync') => string | undefined;
  /** Calls back when a sync is done. @param done to be called once, then or later */
  readonly whenSynced: (done: () => void) => void;
}

interface Content {
  bytes: Uint8Array;
  length: number;
  /** What the disk has for sure: a part of a buffer with room for more. */
  synced: Uint8Array;
  /** Before it nothing has changed since the last sync. */
  changedFrom: number;
}

export class FaultyDisk implements Files {
  readonly path = 'disk';
  readonly faults: DiskFaults;
  /** Syncs that are done. */
  syncs = 0;
  #names = new Map<string, Content>();
  /** Names that the disk has for sure. */
  #syncedNames = new Map<string, Content>();
  /** What was begun before a crash never ends. */
  #life = 0;

  constructor(faults: Partial<DiskFaults> = {}) {
    this.faults = {
      capacityBytes: Infinity,
      failWith: () => undefined,
      whenSynced: (done) => done(),
      ...faults,
    };
  }

  get usedBytes(): number {
    let used = 0;
    for (const { length } of this.#names.values()) used += length;
    return used;
  }

  /** The process is gone. What it had written is still there; what it waited for is never said. */
  kill(): void {
    this.#life++;
  }

  /** The power fails: of what was not synced each sector is there or not, and each name. */
  crash(rng: Prng): void {
    this.#life++;
    const names = new Map<string, Content>();
    for (const name of new Set([...this.#syncedNames.keys(), ...this.#names.keys()])) {
      const content = (rng.float() < 0.5 ? this.#names : this.#syncedNames).get(name);
      if (content !== undefined) names.set(name, content);
    }
    this.#names = names;
    this.#syncedNames = new Map(names);
    for (const content of new Set(names.values())) tear(content, rng);
  }

  /** Of some file, one bit turns. */
  flip(name: string, offset: number, mask = 1): void {
    const { bytes, synced } = this.#get(name);
    bytes[offset] = (bytes[offset] ?? 0) ^ mask;
    if (offset < synced.length) synced[offset] = (synced[offset] ?? 0) ^ mask;
  }

  list(): string[] {
    return [...this.#names.keys()].sort();
  }

  size(name: string): number {
    return this.#get(name).length;
  }

  read(name: string, offset: number, length: number): Uint8Array {
    const content = this.#get(name);
    return content.bytes.slice(offset, Math.min(offset + length, content.length));
  }

  create(name: string): AppendFile {
    if (this.#names.has(name)) throw failure('EEXIST');
    const [bytes, synced] = [new Uint8Array(SECTOR_BYTES), new Uint8Array(0)];
    const content: Content = { bytes, length: 0, synced, changedFrom: 0 };
    this.#names.set(name, content);
    return this.#fileOf(content);
  }

  append(name: string, length: number): AppendFile {
    const content = this.#get(name);
    content.length = length;
    return this.#fileOf(content);
  }

  rename(from: string, to: string): void {
    this.#names.set(to, this.#get(from));
    this.#names.delete(from);
  }

  remove(name: string): void {
    this.#names.delete(name);
  }

  syncDirectory(): void {
    this.#check('sync');
    this.#syncedNames = new Map(this.#names);
  }

  #get(name: string): Content {
    const content = this.#names.get(name);
    if (content === undefined) throw failure('ENOENT');
    return content;
  }

  #check(call: 'write' | 'sync'): void {
    const code = this.faults.failWith(call);
    if (code !== undefined) throw failure(code);
  }

  #write(content: Content, bytes: Uint8Array, at: number): void {
    this.#check('write');
    const length = Math.max(content.length, at + bytes.length);
    if (this.usedBytes + length - content.length > this.faults.capacityBytes) throw failure('ENOSPC');
    if (length > content.bytes.length) {
      const larger = new Uint8Array(Math.max(length, 2 * content.bytes.length));
      larger.set(content.bytes.subarray(0, content.length));
      content.bytes = larger;
    }
    content.bytes.set(bytes, at);
    content.length = length;
    content.changedFrom = Math.min(content.changedFrom, at);
  }

  /** @param written what was written by then; from there to `length` it was room */
  #syncNow(content: Content, written: number, length: number): void {
    this.#check('sync');
    this.syncs++;
    // What a later sync has put there stays, and what was cut off since is not there again.
    const known = content.synced.subarray(0, content.length);
    const synced = extended(known, Math.max(Math.min(length, content.length), known.length));
    // A log is synced after each group: only what came with that one is copied.
    const from = Math.min(content.changedFrom, known.length);
    if (from < written) synced.set(content.bytes.subarray(from, written), from);
    content.synced = synced;
    content.changedFrom = written;
  }

  #fileOf(content: Content): AppendFile {
    const life = this.#life;
    let size = content.length;
    const trim = (): void => {
      content.length = size;
    };
    const put = (bytes: Uint8Array): void => {
      try {
        this.#write(content, bytes, size);
      } catch (error) {
        trim();
        throw error;
      }
    };
    return {
      get size() {
        return size;
      },
      get roomBytes() {
        return content.length - size;
      },
      write: (bytes) => {
        put(bytes);
        size += bytes.length;
      },
      makeRoom: (bytes) => put(new Uint8Array(bytes)),
      trim,
      syncNow: () => this.#syncNow(content, size, content.length),
      sync: (done) => {
        const [written, { length }] = [size, content];
        this.faults.whenSynced(() => {
          if (life !== this.#life) return;
          let problem: Error | undefined;
          try {
            this.#syncNow(content, written, length);
          } catch (error) {
            problem = error as Error;
          }
          done(problem);
        });
      },
      close: () => undefined,
    };
  }
}

/** The same bytes, and zeros behind them; in the same buffer, where that has room. */
function extended(bytes: Uint8Array, length: number): Uint8Array {
  if (bytes.byteOffset + length <= bytes.buffer.byteLength)
    return new Uint8Array(bytes.buffer, bytes.byteOffset, length).fill(0, bytes.length);
  const larger = new Uint8Array(new ArrayBuffer(2 * length), 0, length);
  larger.set(bytes);
  return larger;
}

/** Each sector that was written since the last sync is there, or as it was before: then zero, where the file was shorter, or its end. */
function tear(content: Content, rng: Prng): void {
  const { synced } = content;
  const written = content.bytes.slice(0, content.length);
  const known = synced.length;
  const end = written.length <= known ? known : known + rng.below(written.length - known + 1);
  const bytes = new Uint8Array(Math.max(end, 1));
  bytes.set(synced);
  for (let at = 0; at < end; at += SECTOR_BYTES) {
    const sectorEnd = Math.min(end, at + SECTOR_BYTES);
    const sector = written.subarray(at, sectorEnd);
    if (isSame(sector, synced.subarray(at, sectorEnd))) continue;
    if (rng.float() >= 0.3) bytes.set(sector, at);
  }
  content.bytes = bytes;
  content.length = end;
  content.synced = bytes.slice(0, end);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function failure(code: string): DiskError {
  return Object.assign(new Error(`${code}: as planned`), { code });
}
