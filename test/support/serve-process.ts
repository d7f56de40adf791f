/** Real `gossipscope serve` processes, asked over real HTTP: one alone in the clear, or a cluster. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { waitFor } from './wait-for.ts';

const BIN = fileURLToPath(new URL('../../bin/gossipscope', import.meta.url));

export interface ServeOptions {
  /** Default: this build. */
  readonly bin?: string | undefined;
  readonly node?: string;
  /** Default: this node alone, without a certificate. */
  readonly peers?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Several start at once, on a machine that may have other things to do. */
const START_LIMIT_MS = 30_000;

/** What the API answered. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Of a problem; else undefined. */
  readonly problem: { type: string; title: string; status: number; detail: string } | undefined;
}

const running = new Set<ChildProcess>();

/** For a hook after each test: no process outlives it. */
export function killServices(): void {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
}

export class ServeProcess {
  readonly child: ChildProcess;
  readonly logs: Record<string, unknown>[] = [];
  stdout = '';
  stderr = '';
  readonly ended: Promise<number | null>;

  constructor({
    bin = BIN,
    node = 'n1',
    peers = `${node}=127.0.0.1:0`,
    args = [],
    env = {},
  }: ServeOptions = {}) {
    const isAlone = !args.includes('--transport') && !args.includes('--cert');
    const isJoining = args.includes('--join') || args.includes('--bootstrap');
    const all = [
      ...[
        'serve',
        '--node',
        node,
        ...(isJoining ? [] : ['--peers', peers]),
        ...(isAlone ? ['--transport', 'tcp'] : []),
      ],
      ...(args.includes('--api') ? [] : ['--api', '127.0.0.1:0']),
      ...args,
    ];
    this.child = spawn(process.execPath, [bin, ...all], { env: { ...cleanEnv(), ...env }, stdio: 'pipe' });
    running.add(this.child);
    this.ended = once(this.child, 'close').then(([code]) => {
      running.delete(this.child);
      return code as number | null;
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    createInterface({ input: this.child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
      this.stderr += `${line}\n`;
      if (line.startsWith('{"level"')) this.logs.push(JSON.parse(line) as Record<string, unknown>);
    });
  }

  /** Started, and ready for requests. */
  static async start(options: ServeOptions = {}): Promise<ServeProcess> {
    const process = new ServeProcess(options);
    await process.ready();
    return process;
  }

  /** The address of its API. @throws {Error} with what it said, if it has ended */
  async ready(): Promise<string> {
    const started = (): Record<string, unknown> | boolean =>
      this.#logged('ready') ?? this.child.exitCode !== null;
    const ready = await waitFor('the service', started, START_LIMIT_MS);
    if (ready === true) throw new Error(`the service ended with ${this.child.exitCode}: ${this.stderr}`);
    return ready['api'] as string;
  }

  get url(): string {
    return this.#logged('ready')?.['api'] as string;
  }

  async ask(method: string, path: string, options: Omit<RequestInit, 'method'> = {}): Promise<Answered> {
    const response = await fetch(`${this.url}${path}`, { ...options, method });
    const text = await response.text();
    const isProblem = response.headers.get('content-type')?.startsWith('application/problem+json') === true;
    const problem = isProblem ? (JSON.parse(text) as Answered['problem']) : undefined;
    return { status: response.status, headers: response.headers, text, problem };
  }

  get(key: string, headers: Record<string, string> = {}): Promise<Answered> {
    return this.ask('GET', `/v1/kv/${encodeURIComponent(key)}`, { headers });
  }

  put(key: string, json: string, headers: Record<string, string> = {}): Promise<Answered> {
    const all = { 'content-type': 'application/json', ...headers };
    return this.ask('PUT', `/v1/kv/${encodeURIComponent(key)}`, { body: json, headers: all });
  }

  delete(key: string, headers: Record<string, string> = {}): Promise<Answered> {
    return this.ask('DELETE', `/v1/kv/${encodeURIComponent(key)}`, { headers });
  }

  async isReady(): Promise<boolean> {
    return (await this.ask('GET', '/readyz')).status === 200;
  }

  /** What it holds, by key. */
  async held(): Promise<Map<string, unknown>> {
    const { text } = await this.ask('GET', '/v1/export');
    const lines = text.split('\n').filter((line) => line !== '');
    return new Map(
      lines.map((line) => {
        const { key, value } = JSON.parse(line) as { key: string; value: unknown };
        return [key, value];
      }),
    );
  }

  /** One series of a scrape: the sum over its labels that match. */
  async metric(name: string, labels = ''): Promise<number> {
    const { text } = await this.ask('GET', '/metrics');
    const lines = text
      .split('\n')
      .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
    return lines
      .filter((line) => line.includes(labels))
      .reduce((sum, line) => sum + Number(valueIn(line)), 0);
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }

  #logged(msg: string): Record<string, unknown> | undefined {
    return this.logs.find((log) => log['msg'] === msg);
  }
}

function valueIn(line: string): string {
  return (
    line
      .slice(line.lastIndexOf('} ') + 1)
      .trim()
      .split(' ')
      .at(line.includes('{') ? 0 : 1) ?? ''
  );
}

/** Ports that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

/** The environment without what would configure a node. */
function cleanEnv(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(OTEL|GOSSIP)_/.test(name)));
}
