/** Certificates for tests, made as `gossipscope certs` makes them: of any cluster, any name, any time. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issue, makeAuthority, type Issued } from '../../src/transport/tls/authority.ts';
import type { TlsFiles } from '../../src/transport/tls/credentials.ts';
import type { Identity } from '../../src/transport/tls/identity.ts';

const HOUR_MS = 3_600_000;

export interface Wanted extends Partial<Identity> {
  /** From now: negative is in the past. */
  readonly untilMs?: number;
  readonly fromMs?: number;
  /** Names and addresses that it is good for. */
  readonly hosts?: readonly string[];
}

/** An authority in a folder of its own. */
export class Authority {
  readonly #folder = mkdtempSync(join(tmpdir(), 'gossipscope-certs-'));
  readonly #issued: Promise<Issued>;
  readonly #cluster: string;
  #count = 0;

  constructor(cluster = 'test') {
    this.#cluster = cluster;
    const nowMs = Date.now();
    this.#issued = makeAuthority(cluster, { fromMs: nowMs - 2 * HOUR_MS, untilMs: nowMs + 2 * HOUR_MS });
  }

  async certificate(): Promise<string> {
    return (await this.#issued).cert;
  }

  async issue(
    name: string,
    { untilMs = HOUR_MS, fromMs = -HOUR_MS, hosts = ['localhost', '127.0.0.1'], ...identity }: Wanted = {},
  ): Promise<Issued> {
    const nowMs = Date.now();
    const validity = { fromMs: nowMs + fromMs, untilMs: nowMs + untilMs };
    const whose: Identity = { cluster: this.#cluster, role: 'node', name, ...identity };
    return issue(await this.#issued, whose, hosts, validity);
  }

  /** The files of a node. */
  async files(name: string, wanted: Wanted = {}): Promise<TlsFiles> {
    const base = join(this.#folder, `${name}-${this.#count++}`);
    const files = { ca: `${base}.ca`, cert: `${base}.crt`, key: `${base}.key` };
    const { cert, key } = await this.issue(name, wanted);
    writeFileSync(files.ca, await this.certificate());
    writeFileSync(files.cert, cert);
    writeFileSync(files.key, key);
    return files;
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** As Node's TLS takes them. @param ca in place of the files' own */
export function pemIn(files: TlsFiles, ca?: string): { ca: Buffer | string; cert: Buffer; key: Buffer } {
  return { ca: ca ?? readFileSync(files.ca), cert: readFileSync(files.cert), key: readFileSync(files.key) };
}
