/** A node's certificate, its key and the authorities that it trusts, read from files and checked before they are used. */

import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, type SecureContext } from 'node:tls';
import { TransportError } from '../transport.ts';
import { identityOf } from './identity.ts';

/** Paths of PEM files. */
export interface TlsFiles {
  /** Certificates of the authorities whose nodes are let in: during a change both the old one and the new one. */
  readonly ca: string;
  /** The node's own, followed by those between it and the authority. */
  readonly cert: string;
  readonly key: string;
}

export interface Credentials {
  /** For connections that this node makes. */
  readonly clientContext: SecureContext;
  /** PEM, for the server. */
  readonly pem: { readonly ca: string; readonly cert: string; readonly key: string };
  readonly authorities: readonly X509Certificate[];
}

/** Both ends are gossipscope: nothing older is needed. */
export const TLS_VERSION = 'TLSv1.3';

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const RENEW = 'renew it with gossipscope certs --renew';

/** @throws {TransportError} which names the file and never what is in it */
export async function readCredentials(
  files: TlsFiles,
  who: { readonly cluster: string; readonly node: string },
): Promise<Credentials> {
  const [ca, cert, key] = await Promise.all([
    read('certificate authority', files.ca),
    read('certificate', files.cert),
    read('key', files.key),
  ]);
  const authorities = certificatesIn(files.ca, ca);
  const own = certificatesIn(files.cert, cert)[0] as X509Certificate;
  checkOwn(own, files.cert, who);
  if (!own.checkPrivateKey(keyIn(files.key, key)))
    throw new TransportError(
      `${files.key} is not the key of ${files.cert}: give the two that were made together`,
    );
  try {
    const clientContext = createSecureContext({ ca, cert, key, minVersion: TLS_VERSION });
    return { clientContext, pem: { ca, cert, key }, authorities };
  } catch (error) {
    throw new TransportError(`${files.cert} cannot be used: ${(error as Error).message}`);
  }
}

/** Whether one of them has issued the certificate itself. */
export function isIssuedBy(certificate: X509Certificate, authorities: readonly X509Certificate[]): boolean {
  return authorities.some((one) => certificate.checkIssued(one) && certificate.verify(one.publicKey));
}

function checkOwn(
  own: X509Certificate,
  path: string,
  { cluster, node }: { readonly cluster: string; readonly node: string },
): void {
  const identity = identityOf(own);
  const named = identity && `${identity.role} ${identity.name} of cluster ${identity.cluster}`;
  if (identity?.role !== 'node' || identity.name !== node || identity.cluster !== cluster)
    throw new TransportError(
      `${path} is the certificate of ${named ?? 'no node'}, and this is node ${node} of cluster ${cluster}: give this node's own`,
    );
  const nowMs = Date.now();
  if (Date.parse(own.validTo) < nowMs)
    throw new TransportError(`${path} was valid until ${own.validTo}: ${RENEW}`);
  if (Date.parse(own.validFrom) > nowMs)
    throw new TransportError(`${path} is valid from ${own.validFrom} on: check the clock of this machine`);
}

async function read(what: string, path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why =
      code === 'ENOENT' ? 'there is no such file' : code === 'EACCES' ? 'it must not be read' : message;
    throw new TransportError(`the ${what} ${path}: ${why}; gossipscope certs makes one`);
  }
}

function certificatesIn(path: string, text: string): X509Certificate[] {
  const found = text.match(PEM_CERTIFICATE) ?? [];
  if (found.length === 0)
    throw new TransportError(`${path} holds no certificate: it must be PEM, as gossipscope certs writes it`);
  try {
    return found.map((pem) => new X509Certificate(pem));
  } catch {
    throw new TransportError(
      `${path} holds a certificate that cannot be read: make it anew with gossipscope certs`,
    );
  }
}

function keyIn(path: string, text: string): KeyObject {
  try {
    return createPrivateKey(text);
  } catch {
    throw new TransportError(
      `${path} holds no private key that can be read: it must be PEM, without a password`,
    );
  }
}

/** Whether the files say something else than before. */
export function isSame(a: Credentials, b: Credentials): boolean {
  return a.pem.ca === b.pem.ca && a.pem.cert === b.pem.cert && a.pem.key === b.pem.key;
}
