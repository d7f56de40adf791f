/** A node and clients that have so many writes in flight at any time, and no more. */

import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import type { Program } from './subject.ts';

const NEWLINE = 0x0a;
const KEYS = 10_000;

export class InFlight {
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #limit: number;
  #sent = 0;
  #answered = 0;
  #wanted = 0;
  #done: () => void = () => undefined;

  constructor({ args, env = {} }: Program, limit: number) {
    this.#limit = limit;
    this.#child = spawn(process.execPath, args, {
      env: { ...process.env, ...env },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#child.stdout.on('data', (chunk: Buffer) => {
      for (const byte of chunk) if (byte === NEWLINE) this.#answered++;
      if (this.#answered >= this.#wanted) this.#done();
      else this.#fill();
    });
  }

  async ratePerSec(writes: number): Promise<number> {
    await this.#answers(1, () => {
      const body = { type: 'init', msg_id: 1, node_id: 'n1', node_ids: ['n1'] };
      this.#child.stdin.write(`${JSON.stringify({ src: 'c1', dest: 'n1', body })}\n`);
      this.#sent = 1;
    });
    const startMs = performance.now();
    await this.#answers(writes + 1, () => this.#fill());
    return writes / ((performance.now() - startMs) / 1000);
  }

  async end(): Promise<void> {
    const closed = once(this.#child, 'close');
    this.#child.stdin.end();
    await closed;
  }

  #answers(wanted: number, begin: () => void): Promise<void> {
    this.#wanted = wanted;
    return new Promise((resolve) => {
      this.#done = resolve;
      begin();
    });
  }

  #fill(): void {
    let lines = '';
    for (; this.#sent - this.#answered < this.#limit && this.#sent < this.#wanted; this.#sent++) {
      const n = this.#sent;
      lines += `{"src":"c1","dest":"n1","body":{"type":"write","msg_id":${n + 1},"key":"k${n % KEYS}","value":"v${n}"}}\n`;
    }
    if (lines !== '') this.#child.stdin.write(lines);
  }
}
