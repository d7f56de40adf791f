/**
 * A cluster's own certificate authority: makes its certificate, and those of nodes and clients. Loaded by `gossipscope certs` alone:
 * nodes only read what was made, here or elsewhere.
 */

// The library's dependency injection asks for it, and it has to come first.
import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
  type Extension,
  type JsonGeneralName,
} from '@peculiar/x509';
import { identityUri, type Identity } from './identity.ts';

/** PEM, both. */
export interface Issued {
  readonly cert: string;
  readonly key: string;
}

export interface Validity {
  readonly fromMs: number;
  readonly untilMs: number;
}

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const SERIAL_BYTES = 16;

cryptoProvider.set(webcrypto);

/** Signs for one cluster. Its certificate names the cluster, and no node. */
export async function makeAuthority(cluster: string, validity: Validity): Promise<Issued> {
  const keys = await keyPair();
  const cert = await X509CertificateGenerator.createSelfSigned({
    ...common(`CN=gossipscope authority of ${cluster}`, validity),
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      new SubjectAlternativeNameExtension([{ type: 'url', value: authorityUri(cluster) }]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return { cert: pem(cert), key: await keyPem(keys.privateKey) };
}

/** @param hosts names and IP addresses under which HTTPS clients reach it */
export async function issue(
  authority: Issued,
  identity: Identity,
  hosts: readonly string[],
  validity: Validity,
): Promise<Issued> {
  const issuer = new X509Certificate(authority.cert);
  const keys = await keyPair();
  const names: JsonGeneralName[] = [
    { type: 'url', value: identityUri(identity) },
    ...hosts.map((host): JsonGeneralName => ({ type: isIP(host) === 0 ? 'dns' : 'ip', value: host })),
  ];
  const usages = [
    ExtendedKeyUsage.clientAuth,
    ...(identity.role === 'node' ? [ExtendedKeyUsage.serverAuth] : []),
  ];
  const extensions: Extension[] = [
    new BasicConstraintsExtension(false, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
    new ExtendedKeyUsageExtension(usages),
    new SubjectAlternativeNameExtension(names),
    await SubjectKeyIdentifierExtension.create(keys.publicKey),
    await AuthorityKeyIdentifierExtension.create(issuer),
  ];
  const untilMs = Math.min(validity.untilMs, issuer.notAfter.getTime());
  const cert = await X509CertificateGenerator.create({
    ...common(`CN=${identity.name}, O=${identity.cluster}`, { ...validity, untilMs }),
    issuer: issuer.subject,
    signingKey: await signingKey(authority.key),
    publicKey: keys.publicKey,
    extensions,
  });
  return { cert: pem(cert), key: await keyPem(keys.privateKey) };
}

export function authorityUri(cluster: string): string {
  return `gossipscope://${cluster}/authority`;
}

function common(
  name: string,
  { fromMs, untilMs }: Validity,
): {
  serialNumber: string;
  subject: string;
  name: string;
  notBefore: Date;
  notAfter: Date;
  signingAlgorithm: typeof ALGORITHM;
} {
  // A serial number is positive, and begins with no zeros.
  const serial = randomBytes(SERIAL_BYTES);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return {
    serialNumber: serial.toString('hex'),
    subject: name,
    name,
    notBefore: new Date(fromMs),
    notAfter: new Date(untilMs),
    signingAlgorithm: ALGORITHM,
  };
}

async function keyPair(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

function pem(certificate: X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

async function keyPem(key: webcrypto.CryptoKey): Promise<string> {
  return `${PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY')}\n`;
}

async function signingKey(text: string): Promise<webcrypto.CryptoKey> {
  const [der] = PemConverter.decode(text);
  if (der === undefined) throw new RangeError('holds no private key');
  return webcrypto.subtle.importKey('pkcs8', der, ALGORITHM, false, ['sign']);
}
