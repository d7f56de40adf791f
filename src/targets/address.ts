/** Addresses of stores as they are typed, and as they may be shown: without credentials. */

import process from 'node:process';
import { StoreError, type Store } from './store.ts';

/** What a report may say of an address: no name, no password, no parameters, which can hold both. */
export function withoutCredentials(address: string): string {
  const url = new URL(address);
  return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
}

/**
 * What is wrong with an address, without a word of it: where a password has a character that ends it, any part of the address may
 * be a part of the password. Undefined: nothing.
 */
export function partsProblem(url: URL, { behindHost = /^\/?$/ }: Store): string | undefined {
  if (url.hostname === '') return 'it names no host';
  if (url.port === '0') return 'there is no port 0';
  if (url.hash !== '' || /@/.test(url.pathname + url.search)) return QUOTING;
  if (![url.username, url.password, url.pathname].every(isDecodable)) return QUOTING;
  return behindHost.test(url.pathname + url.search)
    ? undefined
    : `behind the host and the port stands what is not understood there`;
}

const QUOTING = 'in a name or a password, @ : / ? # % and , are written %40 %3A %2F %3F %23 %25 and %2C';

export const ADDRESS_RULES = `the port is a number up to 65535, and ${QUOTING}`;

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

export function portOf(url: URL, usual: number): number {
  return url.port === '' ? usual : Number(url.port);
}

/** As it is connected to: an IPv6 address without its brackets. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

/** `host:port` */
export function nameOf(url: URL, usualPort: number): string {
  return `${url.hostname}:${portOf(url, usualPort)}`;
}

/** The address of another server of the same store, with the same credentials. */
export function sibling(url: URL, host: string, port: number): string {
  const other = new URL(url);
  other.hostname = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  other.port = String(port);
  return other.href;
}

/** @param variable what the store's own clients read it from */
export function passwordOf(url: URL, variable: string): string | undefined {
  return url.password === '' ? process.env[variable] : decodeURIComponent(url.password);
}

/** What the client itself requires may be missing, too. */
const MISSING: ReadonlySet<string> = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/** Loads a client that only those install who need it. @throws {StoreError} with what to install */
export async function optionalClient<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!MISSING.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
    throw new StoreError(
      'no_client',
      `the client for this store is not installed, or not all of it: run "npm install ${name}" where gossipscope is installed ("npm install -g ${name}" if it was installed with -g)`,
    );
  }
}
