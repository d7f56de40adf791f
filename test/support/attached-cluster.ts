/** Three services over TLS, with tokens, which a bench can be attached to. */

import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { CommandProcess } from './bench-process.ts';
import { freePorts, ServeProcess } from './serve-process.ts';
import { temporaryDirectory } from './temporary-directory.ts';

const BIN = fileURLToPath(new URL('../../bin/gossipscope', import.meta.url));
const NAMES = ['n1', 'n2', 'n3'] as const;
type Name = (typeof NAMES)[number];

const TOKENS = {
  bench: { roles: ['read', 'write', 'faults'], token: 'bench-0123456789abcdef0123456789' },
  plain: { roles: ['read', 'write'], token: 'plain-0123456789abcdef0123456789' },
  wrong: { roles: [], token: 'wrong-0123456789abcdef0123456789' },
} as const;
export type TokenName = keyof typeof TOKENS;

export class AttachableCluster {
  readonly folder = temporaryDirectory();
  readonly #services = new Map<Name, ServeProcess>();
  #ports: readonly number[] = [];

  static async start(): Promise<AttachableCluster> {
    const cluster = new AttachableCluster();
    const made = spawnSync(process.execPath, [
      ...[BIN, 'certs', '--out', cluster.#file('certs'), '--cluster', 'demo', ...NAMES],
    ]);
    if (made.status !== 0) throw new Error(made.stderr.toString());
    const valid = Object.entries(TOKENS).filter(([, { roles }]) => roles.length > 0);
    const tokens = valid.map(([name, token]) => ({ name, ...token }));
    writeFileSync(cluster.#file('tokens'), JSON.stringify({ tokens }), { mode: 0o600 });
    for (const [name, { token }] of Object.entries(TOKENS)) writeFileSync(cluster.#file(name), token);
    cluster.#ports = await freePorts(NAMES.length);
    await Promise.all(NAMES.map((name) => cluster.startNode(name)));
    return cluster;
  }

  async startNode(name: Name, args: readonly string[] = ['--allow-faults']): Promise<void> {
    const peers = NAMES.map((peer, i) => `${peer}=127.0.0.1:${this.#ports[i] ?? 0}`).join(',');
    const service = await ServeProcess.start({
      node: name,
      peers,
      args: [
        // What makes the harness choose TLS: both files are those of --certs.
        ...['--cluster', 'demo', '--certs', this.#file('certs'), '--transport', 'tls'],
        ...['--tokens', this.#file('tokens'), ...args],
      ],
    });
    this.#services.set(name, service);
  }

  stopNode(name: Name): Promise<number | null> {
    return this.of(name).stop();
  }

  of(name: Name): ServeProcess {
    const service = this.#services.get(name);
    if (service === undefined) throw new Error(`${name} was not started`);
    return service;
  }

  /** A bench that measures it. */
  bench(token: TokenName, ...args: string[]): CommandProcess {
    const apis = NAMES.map((name) => this.of(name).url).join(',');
    return new CommandProcess([
      ...['bench', '--attach', apis, '--ca', this.#file('certs/ca.crt'), '--token-file', this.#file(token)],
      ...['--metrics-port', '0', ...args],
    ]);
  }

  /** As the bench would ask. */
  async ask(
    name: Name,
    method: string,
    path: string,
    json?: string,
  ): Promise<{ status: number; text: string }> {
    const headers = { authorization: `Bearer ${TOKENS.bench.token}`, 'content-type': 'application/json' };
    const ca = readFileSync(this.#file('certs/ca.crt'));
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = https.request(`${this.of(name).url}${path}`, { method, headers, ca }, resolve);
      request.on('error', reject);
      request.end(json);
    });
    return { status: response.statusCode ?? 0, text: await text(response) };
  }

  /** What the node lets be broken now; null: nothing. */
  async faultsAt(name: Name): Promise<{ readonly to: Record<string, { readonly cut: boolean }> } | null> {
    const { text: said } = await this.ask(name, 'GET', '/v1/faults');
    return (JSON.parse(said) as { faults: { to: Record<string, { cut: boolean }> } | null }).faults;
  }

  /** Peers that nothing is sent to. */
  async cutAt(name: Name): Promise<string[]> {
    const { to = {} } = (await this.faultsAt(name)) ?? {};
    return Object.keys(to).filter((peer) => to[peer]?.cut === true);
  }

  /** How many keys it holds. */
  async keysAt(name: Name): Promise<number> {
    return (JSON.parse((await this.ask(name, 'GET', '/v1/kv')).text) as { keys: unknown[] }).keys.length;
  }

  #file(name: string): string {
    return join(this.folder, name);
  }
}
