/** A real node process on its pipes: what goes in, what comes out, how it ends. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { waitFor } from './wait-for.ts';

export const NODE_BIN = fileURLToPath(new URL('../../bin/gossipscope-node', import.meta.url));

export interface Message {
  readonly src: string;
  readonly dest: string;
  readonly body: Record<string, unknown> & { type: string };
}

export interface NodeOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** How many files it may have open. */
  readonly openFiles?: number;
}

const running = new Set<ChildProcess>();

/** For a hook after each test: no process outlives it. */
export function killAll(): void {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
}

export class NodeProcess {
  readonly child: ChildProcess;
  readonly out: string[] = [];
  readonly messages: Message[] = [];
  readonly logs: Record<string, unknown>[] = [];
  stderr = '';
  onMessage: (message: Message, line: string) => void = () => undefined;
  #msgId = 0;

  constructor({ args = ['--metrics-port', '0'], env = {}, cwd, openFiles }: NodeOptions = {}) {
    const limits =
      openFiles === undefined ? [] : ['/bin/sh', '-c', `ulimit -n ${openFiles}; exec "$@"`, 'sh'];
    const [command = '', ...all] = [...limits, process.execPath, NODE_BIN, ...args];
    this.child = spawn(command, all, {
      env: { ...cleanEnv(), ...env },
      stdio: 'pipe',
      ...(cwd !== undefined && { cwd }),
    });
    running.add(this.child);
    this.child.once('exit', () => running.delete(this.child));
    this.child.stdin?.on('error', () => undefined);
    createInterface({ input: this.child.stdout as NodeJS.ReadableStream }).on('line', (line) =>
      this.#take(line),
    );
    createInterface({ input: this.child.stderr as NodeJS.ReadableStream }).on('line', (line) =>
      this.#log(line),
    );
  }

  write(data: string | Buffer): void {
    this.child.stdin?.write(data);
  }

  send(message: object): void {
    this.write(`${JSON.stringify(message)}\n`);
  }

  /** Sends a request and waits for its reply's body. */
  async ask(body: Record<string, unknown>, dest = 'n1', limitMs?: number): Promise<Record<string, unknown>> {
    const msg_id = ++this.#msgId;
    this.send({ src: 'c1', dest, body: { ...body, msg_id } });
    const isReply = (message: Message): boolean =>
      message.dest === 'c1' && message.body['in_reply_to'] === msg_id;
    const what = `the reply to ${JSON.stringify(body)}`;
    return (await waitFor(what, () => this.messages.find(isReply), limitMs)).body;
  }

  async init(node = 'n1', nodes = [node]): Promise<this> {
    await this.ask({ type: 'init', node_id: node, node_ids: nodes }, node);
    return this;
  }

  /** The address that the node's log tells. */
  metricsUrl(): Promise<string> {
    return waitFor('the metrics endpoint', () => {
      const log = this.logs.find(({ msg }) => msg === 'metrics endpoint');
      return log?.['url'] as string | undefined;
    });
  }

  /** Ends stdin and waits for the exit code. */
  async end(data?: string | Buffer): Promise<number | null> {
    const exited = once(this.child, 'close');
    this.child.stdin?.end(data);
    const [code] = (await exited) as [number | null];
    return code;
  }

  #take(line: string): void {
    this.out.push(line);
    const message = JSON.parse(line) as Message;
    this.messages.push(message);
    this.onMessage(message, line);
  }

  #log(line: string): void {
    this.stderr += `${line}\n`;
    if (line.startsWith('{"level"')) this.logs.push(JSON.parse(line) as Record<string, unknown>);
  }
}

/** The environment without what would configure a node. */
function cleanEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(OTEL|GOSSIP)_/.test(name)));
}
