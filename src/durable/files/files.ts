/**
 * One directory of a disk, as far as the log needs it: real files (real-files.ts), or a disk that fails at chosen points and loses
 * what was not synced (faulty-disk.ts). What is written is on disk for sure once `sync` has said so; that a file is there, or has
 * another name, once `syncDirectory` has returned.
 */

export interface Files {
  /** As errors name it. */
  readonly path: string;
  /** Names, sorted. */
  list(): string[];
  size(name: string): number;
  /** So many bytes from there on; fewer at the file's end. */
  read(name: string, offset: number, length: number): Uint8Array;
  /** A new, empty file. @throws where there is one of that name */
  create(name: string): AppendFile;
  /** An existing file, of which only so many bytes are kept. */
  append(name: string, length: number): AppendFile;
  /** Takes the place of what has that name. */
  rename(from: string, to: string): void;
  remove(name: string): void;
  syncDirectory(): void;
}

export interface AppendFile {
  /** Of what was written. The file itself is longer where room was made. */
  readonly size: number;
  /** Where it throws, the file is as long as what was written before. */
  write(bytes: Uint8Array): void;
  /**
   * Zeros behind what was written, for later writes to take the place of: a sync need not keep a new length then, and takes little more than half of
   * the time. Where it throws, there is none.
   */
  makeRoom(bytes: number): void;
  /** So many bytes can be written before the file grows. */
  readonly roomBytes: number;
  /** Gives back the room that is left. */
  trim(): void;
  /** Calls back when all that was written before this call is on disk, or is not: then nothing is known of it. */
  sync(done: (error: Error | undefined) => void): void;
  /** The same, at once. */
  syncNow(): void;
  close(): void;
}

/** Of a disk, by its code. */
export interface DiskError extends Error {
  readonly code?: string;
}

/** Whether there is no room left, for the disk or for the user. */
export function isFull(error: unknown): boolean {
  const code = error instanceof Error ? (error as DiskError).code : undefined;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
