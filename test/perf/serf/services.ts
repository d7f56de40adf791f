/** Services of ours in namespaces, and what their logs say: when which of them came to believe what. */

import { spawn, type ChildProcess } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Speakers } from './speakers.ts';
import type { Namespaces } from './namespaces.ts';

const BIN = fileURLToPath(new URL('../../../bin/gossipscope', import.meta.url));
const PORT = 7400;

export class Services extends Speakers {
  readonly names: readonly string[];
  readonly #children: readonly ChildProcess[];

  private constructor(count: number, machines: Namespaces) {
    super();
    this.names = Array.from({ length: count }, (_, i) => `n${i}`);
    const peers = this.names.map((name, i) => `${name}=${machines.addressOf(i)}:${PORT}`).join(',');
    this.#children = this.names.map((name, i) => {
      const args = ['serve', '--node', name, '--peers', peers, '--transport', 'tcp', '--insecure'];
      const [program = '', ...words] = [...machines.prefixOf(i), process.execPath, BIN, ...args];
      const child = spawn(program, words, { stdio: ['ignore', 'ignore', 'pipe'] });
      this.listen(name, child.stderr);
      return child;
    });
  }

  static async start(count: number, machines: Namespaces): Promise<Services> {
    const services = new Services(count, machines);
    await services.heard(/"ready"/, services.names);
    return services;
  }

  stop(): void {
    for (const child of this.#children) child.kill('SIGKILL');
  }
}
