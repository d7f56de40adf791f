/** Services over TLS whose members change, for tests. */

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CutLinks } from './cut-links.ts';
import { freePorts, ServeProcess } from './serve-process.ts';
import { temporaryDirectory } from './temporary-directory.ts';
import { waitFor } from './wait-for.ts';

const BIN = fileURLToPath(new URL('../../bin/gossipscope', import.meta.url));

interface Listed {
  readonly view: number;
  readonly members: readonly { readonly node: string; readonly life: string; readonly state: string }[];
  readonly serving: boolean;
  readonly reason?: string;
}

export class ChangingCluster {
  readonly services = new Map<string, ServeProcess>();
  readonly folder = temporaryDirectory();
  /** Where they are reached. */
  readonly #addresses = new Map<string, string>();
  /** Where they listen, if that is elsewhere. */
  readonly #listens = new Map<string, string>();
  readonly links = new CutLinks();
  readonly #args: readonly string[];
  /** For all nodes. */
  readonly #env: Readonly<Record<string, string>>;

  private constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.#args = args;
    this.#env = env;
    this.links.pids = () => new Map([...this.services].map(([name, { child }]) => [name, child.pid ?? 0]));
  }

  /**
   * Makes certificates and addresses; the first node founds the cluster, and so many are its first members.
   * @param canBeCut whether `links` can cut nodes off
   */
  static async start(
    names: readonly string[],
    members: number,
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
    canBeCut = false,
  ): Promise<ChangingCluster> {
    const cluster = new ChangingCluster(args, env);
    const made = spawnSync(process.execPath, [
      BIN,
      'certs',
      '--out',
      cluster.#certs,
      '--cluster',
      'demo',
      ...names,
    ]);
    if (made.status !== 0) throw new Error(made.stderr.toString());
    const ports = await freePorts(names.length);
    for (const [i, name] of names.entries()) {
      const port = ports[i] ?? 0;
      const at = `127.0.0.1:${port}`;
      cluster.#addresses.set(name, canBeCut ? await cluster.links.open(name, port) : at);
      if (canBeCut) cluster.#listens.set(name, at);
    }
    for (const name of names.slice(0, members)) {
      await cluster.startNode(name);
      await cluster.serves(name);
    }
    return cluster;
  }

  /** The first founds the cluster; the others ask all that came before them. */
  async startNode(name: string, args: readonly string[] = []): Promise<ServeProcess> {
    const [founder] = this.#addresses.keys();
    const seeds = [...this.#addresses]
      .filter(([other]) => other !== name)
      .map(([other, at]) => `${other}=${at}`);
    const begins = name === founder ? ['--bootstrap'] : ['--join', seeds.join(',')];
    const files = [
      '--ca',
      join(this.#certs, 'ca.crt'),
      '--cert',
      this.#file(name, 'crt'),
      '--key',
      this.#file(name, 'key'),
    ];
    const service = new ServeProcess({
      node: name,
      env: this.#env,
      args: [
        ...begins,
        '--cluster',
        'demo',
        ...files,
        '--address',
        this.addressOf(name),
        ...(this.#listens.has(name) ? ['--listen', this.#listens.get(name) ?? ''] : []),
        ...this.#args,
        ...args,
      ],
    });
    this.services.set(name, service);
    await service.ready();
    return service;
  }

  moves(name: string, address: string): void {
    this.#addresses.set(name, address);
  }

  addressOf(name: string): string {
    return this.#addresses.get(name) ?? '';
  }

  of(name: string): ServeProcess {
    const service = this.services.get(name);
    if (service === undefined) throw new Error(`${name} does not run`);
    return service;
  }

  async listedBy(name: string): Promise<Listed> {
    return JSON.parse((await this.of(name).ask('GET', '/v1/members')).text) as Listed;
  }

  async membersBy(name: string): Promise<string> {
    const { members } = await this.listedBy(name);
    return members.map(({ node, state }) => `${node} ${state}`).join(', ');
  }

  async serves(name: string): Promise<void> {
    await waitFor(`${name} to serve`, () => this.of(name).isReady(), 30_000);
  }

  /** At each of them. */
  async agree(names: readonly string[], members: string): Promise<void> {
    for (const name of names)
      await waitFor(`${members} at ${name}`, async () => (await this.membersBy(name)) === members, 30_000);
  }

  get #certs(): string {
    return join(this.folder, 'certs');
  }

  #file(name: string, extension: string): string {
    return join(this.#certs, `${name}.${extension}`);
  }
}
