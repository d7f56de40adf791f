/** How a node reaches a NATS server, checked before it tries. Secrets come from files: a command line is read by every process. */

import { readFile } from 'node:fs/promises';
import { isLoopback } from '../address.ts';
import { TransportError } from '../transport.ts';

export interface NatsSettings {
  /** `host`, `host:port` or `nats://host:port`, without user and password. */
  readonly servers: readonly string[];
  readonly user?: string | undefined;
  readonly passwordFile?: string | undefined;
  /** As `nsc` writes it: in place of user and password. */
  readonly credsFile?: string | undefined;
  /** Paths of PEM files. Empty: the system's authorities, and no certificate of its own. */
  readonly tls?: { readonly ca?: string; readonly cert?: string; readonly key?: string } | undefined;
  /** In the clear beyond this machine. */
  readonly insecure: boolean;
}

/** What is read from the files, anew for each reload. */
export interface NatsSecrets {
  readonly password?: string;
  readonly creds?: Uint8Array;
}

/** @throws {TransportError} */
export function checkNatsSettings({
  servers,
  user,
  passwordFile,
  credsFile,
  tls,
  insecure,
}: NatsSettings): void {
  if (servers.length === 0)
    throw new TransportError('no NATS server is named: give one, as in nats://127.0.0.1:4222');
  for (const server of servers) {
    const url = urlOf(server);
    if (url.username !== '' || url.password !== '')
      throw new TransportError(
        'a user or a password stands in the address of the NATS server: give --nats-user and --nats-password-file, which no process list shows',
      );
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (tls === undefined && !insecure && host !== 'localhost' && !isLoopback(host))
      throw new TransportError(
        `NATS in the clear stays on this machine, and ${url.host} is not: use TLS (--ca), or --insecure in a network where everybody is trusted`,
      );
  }
  if ((user === undefined) !== (passwordFile === undefined))
    throw new TransportError('--nats-user and --nats-password-file go together: give both');
  if (credsFile !== undefined && user !== undefined)
    throw new TransportError('--nats-creds says who this is, and so does --nats-user: give one of them');
}

/** @throws {TransportError} which names the file and never what is in it */
export async function readNatsSecrets({ passwordFile, credsFile }: NatsSettings): Promise<NatsSecrets> {
  const [password, creds] = await Promise.all([read(passwordFile), read(credsFile)]);
  return {
    ...(password !== undefined && { password: password.toString('utf8').replace(/\r?\n$/, '') }),
    ...(creds !== undefined && { creds }),
  };
}

function urlOf(server: string): URL {
  try {
    return new URL(server.includes('://') ? server : `nats://${server}`);
  } catch {
    throw new TransportError('the address of the NATS server cannot be read: write it as nats://host:4222');
  }
}

async function read(path: string | undefined): Promise<Buffer | undefined> {
  if (path === undefined) return undefined;
  try {
    return await readFile(path);
  } catch (error) {
    throw new TransportError(
      `${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}): it holds what NATS asks for`,
    );
  }
}
