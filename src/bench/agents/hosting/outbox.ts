/** What an agent tells its bench: lines and receipts are collected for one turn of the event loop, and leave together in their order. */

import type { Line } from '../../../protocol/framing.ts';
import { BATCH_BYTES, encode, type News } from '../frames.ts';
import type { NumberedOut } from '../numbered.ts';

type From = [id: number, first: number, count: number, atMs: number];

export class Outbox {
  readonly #out: NumberedOut;
  readonly #now: () => number;
  #from: From[] = [];
  #lines: string[] = [];
  #bytes = 0;
  #written: [frame: number, beganMs: number, endedMs: number][] = [];
  #turnMs: number | undefined;

  constructor(out: NumberedOut, now: () => number) {
    this.#out = out;
    this.#now = now;
  }

  /** Lines of a process. */
  lines(id: number, first: number, lines: readonly Line[]): void {
    const atMs = this.#inThisTurn();
    let number = first;
    for (const line of lines) {
      if (typeof line === 'string') this.#line(id, number, line, atMs);
      else this.say({ kind: 'bad', id, first: number, atMs, ...line });
      number++;
    }
  }

  /** The lines of a frame have been written. */
  written(frame: number, beganMs: number): void {
    this.#inThisTurn();
    this.#written.push([frame, beganMs, this.#now()]);
  }

  /** Something else, after all that was collected. */
  say(news: News, body?: Buffer): void {
    this.leave();
    this.#out.send(encode(news, body));
  }

  /** Tells all that was collected. */
  leave(): void {
    if (this.#written.length > 0) {
      const frames = this.#written;
      this.#written = [];
      this.#out.send(encode({ kind: 'written', frames }));
    }
    if (this.#from.length === 0) return;
    const [from, body] = [this.#from, Buffer.from(this.#lines.join('\n'))];
    this.#from = [];
    this.#lines = [];
    this.#bytes = 0;
    this.#out.send(encode({ kind: 'lines', from }, body));
  }

  #line(id: number, number: number, line: string, atMs: number): void {
    const last = this.#from.at(-1);
    if (last?.[0] === id && last[1] + last[2] === number && last[3] === atMs) last[2]++;
    else this.#from.push([id, number, 1, atMs]);
    this.#lines.push(line);
    this.#bytes += line.length;
    if (this.#bytes > BATCH_BYTES) this.leave();
  }

  /** When this turn began to read: what has to wait for its turn is delayed by the agent, and that has to show. */
  #inThisTurn(): number {
    if (this.#turnMs === undefined) {
      this.#turnMs = this.#now();
      setImmediate(() => {
        this.#turnMs = undefined;
        this.leave();
      });
    }
    return this.#turnMs;
  }
}
