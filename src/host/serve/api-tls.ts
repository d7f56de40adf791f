/** The certificate of the API: read, and checked before it is used, so that a mistake is told in one line. */

import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { ServeError } from './serve-error.ts';

export interface ApiCertificate {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** @throws {ServeError} */
export function readCertificate(certPath: string, keyPath: string): ApiCertificate {
  const cert = contentOf(certPath);
  const key = contentOf(keyPath);
  let expires: Date;
  try {
    expires = new Date(new X509Certificate(cert).validTo);
  } catch {
    throw new ServeError(
      `${certPath} is no certificate: --api-cert takes a PEM file that begins with BEGIN CERTIFICATE`,
    );
  }
  try {
    createSecureContext({ cert, key });
  } catch {
    // The reason quotes nothing, but says nothing to people either.
    throw new ServeError(
      `${keyPath} is not the key of ${certPath}: --api-key takes its private key, as PEM, without a password`,
    );
  }
  if (expires.getTime() <= Date.now())
    throw new ServeError(
      `the certificate ${certPath} has expired on ${expires.toISOString()}: make a new one`,
    );
  return { cert, key };
}

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ServeError(`${path} cannot be read: ${(error as Error).message}`);
  }
}
