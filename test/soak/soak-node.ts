/** A node process under a long load: it remembers nothing of what passes but answers that are awaited. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { LineReader } from '../../src/protocol/framing.ts';
import { scrape } from '../perf/scrape.ts';
import { NODE_BIN } from '../support/node-process.ts';
import { waitFor } from '../support/wait-for.ts';

const STDERR_KEPT_CHARS = 10_000;
const METRICS_URL = /"msg":"metrics endpoint".*"url":"([^"]+)"/;
/** Answers of a node that takes in hundreds of thousands of writes come late. */
const ANSWER_LIMIT_MS = 120_000;
/** The ids of requests whose answers are awaited begin here: those of the load are below. */
const FIRST_ID = 1_000_000_000;

type Body = Record<string, unknown>;

export class SoakNode {
  readonly name: string;
  /** A line for another node. */
  onGossip: (dest: string, line: string) => void = () => undefined;
  readonly #child: ChildProcess;
  readonly #stdin: Writable;
  readonly #awaited = new Map<number, (body: Body) => void>();
  /** Rejects when the process ends. */
  readonly #gone: Promise<never>;
  #nextId = FIRST_ID;
  #stderr = '';

  constructor(name: string, args: readonly string[]) {
    this.name = name;
    this.#child = spawn(process.execPath, [NODE_BIN, '--metrics-port', '0', ...args], { stdio: 'pipe' });
    this.#stdin = this.#child.stdin as Writable;
    this.#stdin.on('error', () => undefined);
    this.#gone = once(this.#child, 'exit').then(([code, signal]): never => {
      throw new Error(`${name} ended (${String(signal ?? code)}): ${this.#stderr}`);
    });
    this.#gone.catch(() => undefined);
    const reader = new LineReader();
    (this.#child.stdout as Readable).on('data', (chunk: Buffer) => {
      for (const line of reader.push(chunk)) if (typeof line === 'string') this.#take(line);
    });
    (this.#child.stderr as Readable).on('data', (chunk: Buffer) => {
      this.#stderr = `${this.#stderr}${chunk.toString()}`.slice(-STDERR_KEPT_CHARS);
    });
  }

  write(text: string): void {
    this.#stdin.write(text);
  }

  /** Resolves when it takes more input. */
  async drained(): Promise<void> {
    if (this.#stdin.writableNeedDrain) await once(this.#stdin, 'drain');
  }

  async ask(body: Body): Promise<Body> {
    const id = this.#nextId++;
    const answer = new Promise<Body>((resolve) => this.#awaited.set(id, resolve));
    this.write(`${JSON.stringify({ src: 'c0', dest: this.name, body: { ...body, msg_id: id } })}\n`);
    const silent = new AbortController();
    const silence = pause(ANSWER_LIMIT_MS, undefined, { signal: silent.signal }).then((): never => {
      throw new Error(`${this.name} did not answer ${String(body['type'])}: ${this.#stderr.slice(-500)}`);
    });
    try {
      return await Promise.race([answer, silence, this.#gone]);
    } finally {
      silent.abort();
      silence.catch(() => undefined);
    }
  }

  async cpuSec(): Promise<number> {
    return await this.#series('process_cpu_seconds_total');
  }

  async residentMB(): Promise<number> {
    return Math.round((await this.#series('process_resident_memory_bytes')) / 1e6);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async #series(name: string): Promise<number> {
    const url = await waitFor('the metrics endpoint', () => METRICS_URL.exec(this.#stderr)?.[1]);
    return (await scrape(url))(name);
  }

  /** Most lines are replies of the load, or gossip: only what is awaited is parsed. */
  #take(line: string): void {
    const dest = /"dest": ?"([^"]*)"/.exec(line)?.[1] ?? '';
    if (dest.startsWith('n')) this.onGossip(dest, line);
    else if (dest === 'c0') {
      const { body } = JSON.parse(line) as { body: Body };
      const id = Number(body['in_reply_to']);
      this.#awaited.get(id)?.(body);
      this.#awaited.delete(id);
    }
  }
}
