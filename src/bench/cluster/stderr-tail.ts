/** The last words of a node: what it printed on stderr before it failed is what its author needs to see. */

import { printable } from '../../base/printable.ts';

/** Bytes kept of each node's stderr. */
export const TAIL_BYTES = 16 * 1024;
/** Lines shown of them. */
export const TAIL_LINES = 15;
/** Characters shown of a line. */
const LINE_CHARS = 400;

export class StderrTail {
  #chunks: Buffer[] = [];
  #bytes = 0;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    while (this.#bytes - (this.#chunks[0]?.length ?? 0) >= TAIL_BYTES) {
      this.#bytes -= this.#chunks.shift()?.length ?? 0;
    }
  }

  /** The last lines, oldest first, fit for a terminal. */
  lines(): string[] {
    const text = Buffer.concat(this.#chunks).subarray(-TAIL_BYTES).toString('utf8');
    return text
      .split('\n')
      .map((line) => printable(line.trimEnd()))
      .filter((line) => line !== '')
      .slice(-TAIL_LINES)
      .map((line) => (line.length > LINE_CHARS ? `${line.slice(0, LINE_CHARS)}…` : line));
  }
}
