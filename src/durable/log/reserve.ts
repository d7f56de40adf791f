/** A file that only takes up room: where the disk is full it is given up, so that what is under way can still be kept. */

import type { Files } from '../files/files.ts';
import { RESERVE } from './names.ts';

const PIECE_BYTES = 2 ** 20;

export class Reserve {
  readonly #files: Files;
  readonly #bytes: number;

  constructor(files: Files, bytes: number) {
    this.#files = files;
    this.#bytes = bytes;
  }

  /** @returns whether there is one now */
  make(): boolean {
    if (this.#files.list().includes(RESERVE)) {
      if (this.#files.size(RESERVE) >= this.#bytes) return true;
      this.#files.remove(RESERVE);
    }
    try {
      const file = this.#files.create(RESERVE);
      try {
        for (let left = this.#bytes; left > 0; left -= PIECE_BYTES)
          file.write(new Uint8Array(Math.min(left, PIECE_BYTES)));
        file.syncNow();
      } finally {
        file.close();
      }
      return true;
    } catch {
      this.#files.remove(RESERVE);
      return false;
    }
  }

  /** @returns whether there was one */
  giveUp(): boolean {
    if (!this.#files.list().includes(RESERVE)) return false;
    this.#files.remove(RESERVE);
    return true;
  }
}
