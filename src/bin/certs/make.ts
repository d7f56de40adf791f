/** Makes the certificates and writes them: all of them, or, where something is in the way, none. */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  authorityUri,
  issue,
  makeAuthority,
  type Issued,
  type Validity,
} from '../../transport/tls/authority.ts';
import { makeDirectory } from '../../durable/directory/make-directory.ts';
import { RunFailed } from '../terminal/run-failed.ts';
import type { Wanted } from './wanted.ts';

export interface Order {
  readonly out: string;
  /** Undefined: that of the authority. */
  readonly cluster: string | undefined;
  readonly wanted: readonly Wanted[];
  readonly days: number;
  readonly caDays: number;
  readonly renew: boolean;
}

interface Authority extends Issued {
  readonly cluster: string;
  readonly isNew: boolean;
}

const DAY_MS = 86_400_000;
/** Clocks of other machines may be behind this one. */
const BACKDATED_MS = 10 * 60_000;
const KEY_MODE = 0o600;
const CERT_MODE = 0o644;
const FOLDER_MODE = 0o700;
const CLUSTER_IN_URI = new RegExp(`URI:${authorityUri('([\\w-]+)')}(?:,|$)`);

/** @returns what was made, for people @throws {RunFailed} */
export async function makeCertificates(order: Order): Promise<string> {
  const { out, wanted, renew } = order;
  const inTheWay = wanted.flatMap((one) => pathsOf(out, one)).find((path) => existsSync(path));
  if (!renew && inTheWay !== undefined)
    throw new RunFailed(`${inTheWay} is there already: --renew replaces it, or choose another --out`);
  const authority = await authorityFor(order);
  const made: (Issued & { wanted: Wanted })[] = [];
  for (const one of wanted) {
    const identity = { cluster: authority.cluster, role: one.role, name: one.name };
    made.push({ wanted: one, ...(await issue(authority, identity, one.hosts, validityOf(order.days))) });
  }
  makeFolder(out);
  const caPath = join(out, 'ca.crt');
  if (authority.isNew)
    write([join(out, 'ca.key'), authority.key, KEY_MODE], [caPath, authority.cert, CERT_MODE]);
  for (const { wanted: one, cert, key } of made) {
    const [certPath, keyPath] = pathsOf(out, one);
    write([keyPath, key, KEY_MODE], [certPath, cert, CERT_MODE]);
  }
  return [
    line(caPath, `authority of cluster ${authority.cluster}`, authority.cert),
    ...made.map(({ wanted: one, cert }) => line(pathsOf(out, one)[0], says(one), cert)),
    '',
  ].join('\n');
}

function makeFolder(out: string): void {
  try {
    makeDirectory(out, FOLDER_MODE);
  } catch (error) {
    throw new RunFailed(`--out ${out}: cannot be made: ${(error as Error).message}`);
  }
}

async function authorityFor({ out, cluster, caDays }: Order): Promise<Authority> {
  const [certPath, keyPath] = [join(out, 'ca.crt'), join(out, 'ca.key')];
  if (existsSync(certPath) || existsSync(keyPath)) return readAuthority(certPath, keyPath, cluster);
  if (cluster === undefined)
    throw new RunFailed(`there is no authority in ${out} yet: name its cluster (--cluster demo)`);
  return { ...(await makeAuthority(cluster, validityOf(caDays))), cluster, isNew: true };
}

/** @throws {RunFailed} */
function readAuthority(certPath: string, keyPath: string, wanted: string | undefined): Authority {
  const [cert, key] = [read(certPath), read(keyPath)];
  const certificate = certificateIn(cert);
  const cluster = CLUSTER_IN_URI.exec(certificate?.subjectAltName ?? '')?.[1];
  if (certificate === undefined || cluster === undefined)
    throw new RunFailed(`${certPath} is no authority that gossipscope certs made: choose another --out`);
  if (wanted !== undefined && wanted !== cluster)
    throw new RunFailed(
      `the authority in ${certPath} is that of cluster ${cluster}, not ${wanted}: choose another --out`,
    );
  if (Date.parse(certificate.validTo) < Date.now())
    throw new RunFailed(
      `the authority in ${certPath} was valid until ${certificate.validTo}: make a new one in another --out`,
    );
  if (!isKeyOf(certificate, key))
    throw new RunFailed(
      `${keyPath} is not the key of ${certPath}: put the two together that were made together`,
    );
  return { cert, key, cluster, isNew: false };
}

function certificateIn(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function isKeyOf(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new RunFailed(
      code === 'ENOENT'
        ? `${path} is missing: an authority is ca.crt and ca.key; put both there, or choose another --out`
        : `${path} cannot be read (${code ?? 'unknown'})`,
    );
  }
}

function validityOf(days: number): Validity {
  const nowMs = Date.now();
  return { fromMs: nowMs - BACKDATED_MS, untilMs: nowMs + days * DAY_MS };
}

function pathsOf(out: string, { role, name }: Wanted): [cert: string, key: string] {
  const base = join(out, role === 'client' ? `${name}.client` : name);
  return [`${base}.crt`, `${base}.key`];
}

/** Each file is there as a whole, or not at all. A node that reads two that do not belong together tries again. */
function write(...files: readonly (readonly [path: string, text: string, mode: number])[]): void {
  const parts = files.map(([path, text, mode]) => {
    const part = `${path}.part`;
    rmSync(part, { force: true });
    writeFileSync(part, text, { mode, flag: 'wx' });
    return { part, path };
  });
  for (const { part, path } of parts) renameSync(part, path);
}

function says({ role, name, hosts }: Wanted): string {
  return role === 'node' ? `node ${name} (${hosts.join(', ')})` : `client ${name}`;
}

function line(path: string, what: string, cert: string): string {
  const until = new Date(certificateIn(cert)?.validTo ?? 0).toISOString().slice(0, 10);
  return `${path}: ${what}, valid until ${until}`;
}
