/** Servers of other people, as processes in directories of their own that go with them. */

import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const running = new Set<ServerProcess>();

/** For a hook after all tests of a file. */
export async function stopServers(): Promise<void> {
  await Promise.all([...running].map((one) => one.stop()));
}

export class ServerProcess {
  readonly child: ChildProcess;
  readonly #directory: string | undefined;
  readonly #ended: Promise<unknown>;
  /** What it printed. */
  log = '';

  /** @param directory removed when it ends */
  constructor(command: string, args: readonly string[], options: SpawnOptions = {}, directory?: string) {
    this.#directory = directory;
    this.child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#ended = once(this.child, 'close');
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
    running.add(this);
  }

  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    running.delete(this);
    this.child.kill('SIGCONT');
    this.child.kill(signal);
    await this.#ended;
    if (this.#directory !== undefined) rmSync(this.#directory, { recursive: true, force: true });
  }
}

export function serverDirectory(): string {
  return mkdtempSync(join(tmpdir(), 'gossipscope-server-'));
}
