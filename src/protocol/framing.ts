/** Cuts a byte stream into lines: any chunking, any length, nothing held beyond the limit. */

import { Buffer, isUtf8 } from 'node:buffer';
import type { RejectReason } from './envelope.ts';

const NEWLINE = 0x0a;

/** Lines up to 16 MiB are served; the rest is room for what the nodes wrap around a value of that size. */
export const LINE_LIMIT_BYTES = 16 * 2 ** 20 + 2 ** 16;

/** Shown of a line that has not ended. */
const UNFINISHED_BYTES = 200;

/** A line's text, or why there is none. */
export type Line =
  | string
  | {
      readonly reason: RejectReason;
      readonly text: string;
      /** What a lenient reader makes of it: the replacement character stands for each byte that is no UTF-8. */
      readonly readable?: string | undefined;
    };

/** One for each stream. */
export class LineReader {
  readonly #limitBytes: number;
  readonly #isLenient: boolean;
  #partial: Buffer[] = [];
  #partialBytes = 0;
  #discarding = false;

  /** @param isLenient it reads as Maelstrom does: blank lines are lines, and what is no UTF-8 can be read all the same */
  constructor(limitBytes: number = LINE_LIMIT_BYTES, isLenient = false) {
    this.#limitBytes = limitBytes;
    this.#isLenient = isLenient;
  }

  /** The beginning of what came since the last newline, and how long it is; undefined: nothing. */
  get unfinished(): { readonly text: string; readonly bytes: number } | undefined {
    if (this.#partialBytes === 0) return undefined;
    const text = Buffer.concat(this.#partial).toString('utf8', 0, UNFINISHED_BYTES);
    return { text, bytes: this.#partialBytes };
  }

  /** The lines that this chunk completes. */
  push(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let rest = chunk;
    if (this.#discarding) {
      const end = rest.indexOf(NEWLINE);
      if (end < 0) return lines;
      this.#discarding = false;
      rest = rest.subarray(end + 1);
    }
    const end = rest.lastIndexOf(NEWLINE);
    if (end >= 0) {
      this.#keep(rest.subarray(0, end));
      this.#cut(lines);
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) this.#keep(rest);
    if (this.#partialBytes > this.#limitBytes) {
      this.#partial = [];
      this.#partialBytes = 0;
      this.#discarding = true;
      lines.push(this.#tooLong());
    }
    return lines;
  }

  /** The last line, if the stream ended without a newline. */
  end(): Line[] {
    const lines: Line[] = [];
    if (this.#partialBytes > 0) this.#cut(lines);
    return lines;
  }

  #keep(bytes: Buffer): void {
    this.#partial.push(bytes);
    this.#partialBytes += bytes.length;
  }

  #cut(lines: Line[]): void {
    const only = this.#partial[0];
    const bytes = this.#partial.length === 1 && only !== undefined ? only : Buffer.concat(this.#partial);
    this.#partial = [];
    this.#partialBytes = 0;
    if (bytes.length <= this.#limitBytes && isUtf8(bytes)) {
      for (const line of bytes.toString('utf8').split('\n'))
        if (this.#isLenient || line.trim() !== '') lines.push(line);
      return;
    }
    for (let start = 0; start <= bytes.length;) {
      const newline = bytes.indexOf(NEWLINE, start);
      const end = newline < 0 ? bytes.length : newline;
      this.#one(bytes.subarray(start, end), lines);
      start = end + 1;
    }
  }

  #one(bytes: Buffer, lines: Line[]): void {
    if (bytes.length > this.#limitBytes) lines.push(this.#tooLong());
    else if (!isUtf8(bytes)) {
      const readable = this.#isLenient ? { readable: bytes.toString('utf8') } : {};
      lines.push({ reason: 'not_utf8', text: `${bytes.length} bytes that are not UTF-8`, ...readable });
    } else if (this.#isLenient || bytes.toString('utf8').trim() !== '') lines.push(bytes.toString('utf8'));
  }

  #tooLong(): Line {
    return { reason: 'too_long', text: `a line of more than ${this.#limitBytes} bytes` };
  }
}
