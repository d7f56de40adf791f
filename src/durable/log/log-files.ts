/** The files of a log: the one that is written to, the next one when it is full, and the snapshot that takes the place of the earlier ones. */

import { writeManifest, type Manifest } from '../directory/manifest.ts';
import type { AppendFile, Files } from '../files/files.ts';
import { encodeFrame } from './frame.ts';
import type { LogHost } from './log-host.ts';
import { fileName, HEADER_BYTES, headerOf } from './names.ts';
import type { Recovered } from './recovered.ts';

/** Where a log goes on. */
export interface LogStart {
  readonly manifest: Manifest;
  /** The last log, cut behind its last frame. */
  readonly file: AppendFile;
  readonly number: number;
  readonly recovered: Recovered;
}

export class LogFiles {
  readonly #files: Files;
  readonly #host: LogHost;
  #manifest: Manifest;
  #file: AppendFile;
  #number: number;
  /** In earlier files that count. */
  #earlierBytes: number;
  /** Of the file that is written to. */
  #syncedThrough: number;
  #isSyncing = false;
  #isShortening = false;
  /** There was no room to make ahead: it is tried again with the next file, and not with each frame. */
  #isCramped = false;

  constructor(files: Files, host: LogHost, { manifest, file, number, recovered }: LogStart) {
    this.#files = files;
    this.#host = host;
    this.#manifest = manifest;
    this.#file = file;
    this.#number = number;
    this.#earlierBytes = Math.max(0, recovered.bytes - file.size);
    this.#syncedThrough = file.size;
    this.#tellSize();
  }

  get manifest(): Manifest {
    return this.#manifest;
  }

  setManifest(changes: Partial<Manifest>): void {
    const manifest = { ...this.#manifest, ...changes };
    writeManifest(this.#files, manifest);
    this.#manifest = manifest;
  }

  /** Whether the next frame belongs into another file. */
  get isTimeForNext(): boolean {
    return this.#file.size >= this.#host.limits.segmentBytes;
  }

  /** @returns the frame's size */
  write(payload: string, atMs: number): number {
    const frame = encodeFrame(payload, this.#syncedThrough, atMs);
    if (frame.length > this.#file.roomBytes) this.#makeRoom(frame.length);
    this.#file.write(frame);
    return frame.length;
  }

  #makeRoom(neededBytes: number): void {
    const { roomBytes } = this.#host.limits;
    if (this.#isCramped || neededBytes > roomBytes) return;
    try {
      this.#file.makeRoom(roomBytes);
    } catch {
      // Without it a sync takes longer. Whether the disk is full, the write finds out.
      this.#isCramped = true;
    }
  }

  sync(done: (error: Error | undefined) => void): void {
    const file = this.#file;
    const through = file.size;
    this.#isSyncing = true;
    file.sync((error) => {
      this.#isSyncing = false;
      if (file !== this.#file) file.close();
      else if (error === undefined) this.#syncedThrough = Math.max(this.#syncedThrough, through);
      done(error);
    });
  }

  syncNow(): void {
    this.#file.syncNow();
    this.#syncedThrough = this.#file.size;
  }

  /** What is written from now on goes into another file; all before it is on disk. */
  next(atMs: number): void {
    this.#file.trim();
    this.#file.syncNow();
    const name = fileName('log', this.#number + 1);
    const file = this.#files.create(name);
    try {
      file.write(headerOf('log', this.#number + 1));
      file.syncNow();
      this.#files.syncDirectory();
    } catch (error) {
      file.close();
      this.#files.remove(name);
      throw error;
    }
    this.#earlierBytes += this.#file.size;
    // What is being synced is closed afterwards.
    if (!this.#isSyncing) this.#file.close();
    this.#file = file;
    this.#isCramped = false;
    this.#number++;
    this.#syncedThrough = HEADER_BYTES;
    this.#tellSize();
    this.#shorten(atMs);
  }

  close(): void {
    if (!this.#isSyncing) this.#file.close();
  }

  #shorten(atMs: number): void {
    const { snapshotBytes } = this.#manifest;
    const logBytes = this.#earlierBytes - snapshotBytes;
    if (this.#isShortening || logBytes < Math.max(this.#host.limits.shortenBytes, snapshotBytes)) return;
    this.#isShortening = true;
    const [manifest, through] = [this.#manifest, this.#number - 1];
    this.#host.shorten({ manifest, through, atMs }, (result) => {
      this.#isShortening = false;
      try {
        if (result instanceof Error) throw result;
        this.#replaceThrough(through, result);
      } catch (error) {
        this.#host.tell({
          type: 'not_shortened',
          reason: error instanceof Error ? error.message : String(error),
        });
      }
    });
  }

  /** The snapshot counts from now on, and what it stands for is not needed any more. */
  #replaceThrough(through: number, snapshotBytes: number): void {
    const before = this.#manifest;
    this.setManifest({ snapshot: through, snapshotBytes, firstLog: through + 1 });
    let freedBytes = before.snapshotBytes;
    if (before.snapshot > 0) this.#files.remove(fileName('snapshot', before.snapshot));
    for (let number = before.firstLog; number <= through; number++) {
      freedBytes += this.#files.size(fileName('log', number));
      this.#files.remove(fileName('log', number));
    }
    this.#earlierBytes += snapshotBytes - freedBytes;
    this.#tellSize();
  }

  #tellSize(): void {
    this.#host.tell({ type: 'size', bytes: this.#earlierBytes + this.#file.size });
  }
}
