/** Sends requests to the API of a service, for the commands that ask one, and says in one line why there is no answer. */

import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { IncomingMessage } from 'node:http';
import { RunFailed } from '../terminal/run-failed.ts';

/** Which service, and as whom. */
export interface ApiTarget {
  readonly api: URL;
  readonly tokenFile?: string | undefined;
  /** A PEM file; undefined: the authorities that the system trusts. */
  readonly ca?: string | undefined;
  /** That named the API. */
  readonly flag?: '--api' | '--attach';
}

/** Requests at once. */
export const CONNECTIONS = 32;

const TOKEN = /^[\x21-\x7e]+$/;
const JSON_HEADERS = { 'content-type': 'application/json' };

/** A token goes into a header, and appears in no message. */
export class ApiClient {
  readonly origin: string;
  readonly #request: typeof https.request;
  readonly #options: https.RequestOptions;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #patienceMs: number;
  readonly #flag: string;

  /** @param patienceMs an answer that does not come on within this time does not come @throws {RunFailed} where a file cannot be used */
  constructor({ api, tokenFile, ca, flag = '--api' }: ApiTarget, patienceMs: number) {
    this.origin = api.origin;
    this.#patienceMs = patienceMs;
    this.#flag = flag;
    const { request, Agent } = api.protocol === 'https:' ? https : http;
    this.#request = request;
    this.#options = {
      agent: new Agent({ keepAlive: true, maxSockets: CONNECTIONS }),
      ...(ca !== undefined && { ca: contentOf('--ca', ca) }),
    };
    this.#headers = tokenFile === undefined ? {} : { authorization: `Bearer ${tokenIn(tokenFile)}` };
  }

  /** The answer as it comes, whatever its status. @throws {RunFailed} with what to do, where there is none */
  send(method: string, path: string, json?: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const headers = { ...this.#headers, ...(json !== undefined && JSON_HEADERS) };
      const url = new URL(path, this.origin);
      const request = this.#request(url, { ...this.#options, method, headers }, resolve);
      request.setTimeout(this.#patienceMs, () =>
        request.destroy(new Error(`no answer within ${this.#patienceMs / 1000} s`)),
      );
      request.on('error', (error) => reject(new RunFailed(explained(this.origin, this.#flag, error))));
      request.end(json);
    });
  }
}

function explained(origin: string, flag: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EHOSTUNREACH')
    return `${origin} cannot be reached (${code}): is the node running, and is ${flag} right?`;
  if (code !== undefined && /CERT|SELF_SIGNED|ISSUER|SIGNATURE/.test(code))
    return `the certificate of ${origin} is not trusted (${code}): name its authority with --ca, as in --ca certs/ca.crt`;
  if (code === 'EPROTO' || code === 'HPE_INVALID_CONSTANT')
    return `${origin} does not answer as an API does (${code}): http or https, and is ${flag} right?`;
  if (code === 'ECONNRESET')
    return `${origin} closed the connection (${code}): is the node still running, and is ${flag} right, http or https?`;
  return `${origin} did not answer: ${message}`;
}

function tokenIn(path: string): string {
  const token = contentOf('--token-file', path).trim();
  if (TOKEN.test(token)) return token;
  throw new RunFailed(`--token-file ${path} holds no token: write it alone, on one line`);
}

function contentOf(flag: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new RunFailed(`${flag} ${path} cannot be read: ${(error as Error).message}`);
  }
}
