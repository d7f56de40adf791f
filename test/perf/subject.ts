/** A process under measurement: on its pipes, with as little work for the measuring process as counting its lines takes. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { waitFor } from '../support/wait-for.ts';

const NODE_BIN = fileURLToPath(new URL('../../bin/gossipscope-node', import.meta.url));
const BARE_LOOP = fileURLToPath(new URL('bare-loop.mjs', import.meta.url));
const NEWLINE = 0x0a;
const STDERR_KEPT_CHARS = 10_000;
const METRICS_URL = /"msg":"metrics endpoint".*"url":"([^"]+)"/;

export interface Program {
  readonly args: readonly string[];
  /** Beside what this process has; without what would configure a node by accident. */
  readonly env?: Readonly<Record<string, string>>;
}

export const NOTHING: Program = { args: ['-e', '0'] };
export const BARE: Program = { args: [BARE_LOOP] };

/** A node with a free port for its metrics. */
export function nodeProgram(env: Readonly<Record<string, string>> = {}): Program {
  return { args: [NODE_BIN, '--metrics-port', '0'], env };
}

export class Subject {
  readonly #child: ChildProcess;
  readonly #stdin: Writable;
  readonly #exited: Promise<[code: number | null, signal: NodeJS.Signals | null]>;
  #lines = 0;
  #wanted = Infinity;
  #reached: () => void = () => undefined;
  #stderr = '';
  #metricsUrl: string | undefined;
  #isExpectedToEnd = false;

  constructor({ args, env = {} }: Program) {
    this.#child = spawn(process.execPath, args, { env: { ...cleanEnv(), ...env }, stdio: 'pipe' });
    this.#stdin = this.#child.stdin as Writable;
    this.#stdin.on('error', () => undefined);
    (this.#child.stdout as Readable).on('data', (chunk: Buffer) => this.#count(chunk));
    (this.#child.stderr as Readable).on('data', (chunk: Buffer) => {
      this.#stderr = `${this.#stderr}${chunk.toString()}`.slice(-STDERR_KEPT_CHARS);
    });
    this.#exited = once(this.#child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  }

  /** Resolves when it has printed `replies` further lines. @throws {Error} when it ends before */
  async answers(text: string | Buffer, replies: number): Promise<void> {
    const reached = new Promise<void>((resolve) => (this.#reached = resolve));
    this.#wanted = this.#lines + replies;
    this.#stdin.write(text);
    await Promise.race([reached, this.#mustNotEnd()]);
  }

  /** Resolves when `init` is answered. */
  init(node = 'n1', nodes: readonly string[] = [node]): Promise<void> {
    const body = { type: 'init', msg_id: 1, node_id: node, node_ids: nodes };
    return this.answers(`${JSON.stringify({ src: 'c0', dest: node, body })}\n`, 1);
  }

  /** The address that a node's log tells. */
  async metricsUrl(): Promise<string> {
    this.#metricsUrl ??= await waitFor('the metrics endpoint', () => METRICS_URL.exec(this.#stderr)?.[1]);
    return this.#metricsUrl;
  }

  /** Only for a process that has loaded gc-on-signal.mjs. */
  async collectGarbage(): Promise<void> {
    this.#stderr = '';
    this.#child.kill('SIGUSR2');
    await waitFor('garbage to be collected', () => this.#stderr.includes('collected'));
  }

  /** Resolves when it has ended by itself. */
  async ended(): Promise<void> {
    this.#isExpectedToEnd = true;
    this.#stdin.end();
    await this.#exited;
  }

  async #mustNotEnd(): Promise<void> {
    const [code, signal] = await this.#exited;
    if (this.#isExpectedToEnd) return;
    throw new Error(
      `a process ended (${signal ?? `exit code ${code}`}) before it had answered:\n${this.#stderr}`,
    );
  }

  #count(chunk: Buffer): void {
    for (let i = 0; i < chunk.length; i++) if (chunk[i] === NEWLINE) this.#lines++;
    if (this.#lines >= this.#wanted) this.#reached();
  }
}

function cleanEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(OTEL|GOSSIP)_|^NODE_OPTIONS$/.test(name)),
  );
}
