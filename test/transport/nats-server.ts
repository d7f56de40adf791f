/** A real NATS server for tests (see needs.ts), with the configurations of examples/nats/, on a port of its own. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitFor } from '../support/wait-for.ts';

const EXAMPLES = fileURLToPath(new URL('../../examples/nats/', import.meta.url));
const READY_LIMIT_MS = 20_000;

export class NatsServer {
  /** Where its configuration is: paths in it are relative to this. */
  readonly folder = mkdtempSync(join(tmpdir(), 'gossipscope-nats-'));
  readonly #env: Readonly<Record<string, string>>;
  #port = 0;
  #child: ChildProcess | undefined;
  #log = '';

  private constructor(env: Readonly<Record<string, string>>) {
    this.#env = env;
  }

  /** @param example a file of examples/nats/ @param change what the test needs to be otherwise */
  static async start(
    example: string,
    env: Readonly<Record<string, string>> = {},
    change: (config: string) => string = (config) => config,
    prepare: (folder: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<NatsServer> {
    const server = new NatsServer(env);
    server.#port = await freePort();
    const config = readFileSync(join(EXAMPLES, example), 'utf8');
    const here = config.replace(/^listen: .*$/m, `listen: 127.0.0.1:${server.#port}`);
    writeFileSync(server.#config, change(here));
    await prepare(server.folder);
    await server.resume();
    return server;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.#port}`;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async resume(): Promise<void> {
    const child = spawn('nats-server', ['-c', this.#config], {
      cwd: this.folder,
      env: { ...process.env, ...this.#env },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (chunk: Buffer) => (this.#log += chunk.toString()));
    this.#child = child;
    await waitFor('the NATS server', () => canConnect(this.#port), READY_LIMIT_MS).catch((error: unknown) => {
      throw new Error(`nats-server did not start: ${this.#log}`, { cause: error });
    });
  }

  /** As a crash does it. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }

  /** Stops it without its connections being closed: nobody answers. */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #config(): string {
    return join(this.folder, 'server.conf');
  }
}

async function canConnect(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'data');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
