/** One request to the API of a service, and what can go wrong before it answers. */

import { readFileSync } from 'node:fs';
import { request as askInClear, type IncomingMessage } from 'node:http';
import { request as askOverTls } from 'node:https';
import { text } from 'node:stream/consumers';
import { RunFailed } from '../terminal/run-failed.ts';

/** A change that finds no majority is given up long before. */
const ANSWER_LIMIT_MS = 120_000;

export interface Target {
  readonly api: URL;
  readonly tokenFile?: string | undefined;
  readonly ca?: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

/** @throws {RunFailed} one line that says what is wrong and what to do, without the token */
export async function ask({ api, tokenFile, ca }: Target, method: string, path: string): Promise<Answer> {
  const token = tokenFile === undefined ? undefined : contentOf('--token-file', tokenFile).trim();
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token))
    throw new RunFailed(`--token-file ${tokenFile ?? ''} holds no token: write it alone, on one line`);
  const options = {
    method,
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
    ...(ca !== undefined && { ca: contentOf('--ca', ca) }),
    timeout: ANSWER_LIMIT_MS,
    agent: false,
  } as const;
  const url = new URL(path, api);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const asked = (api.protocol === 'https:' ? askOverTls : askInClear)(url, options, resolve);
    asked.once('error', (error: NodeJS.ErrnoException) => reject(new RunFailed(explained(api, error))));
    asked.once('timeout', () => asked.destroy(new Error(`no answer within ${ANSWER_LIMIT_MS / 1000} s`)));
    asked.end();
  });
  return { status: response.statusCode ?? 0, body: objectIn(api, await text(response)) };
}

function explained({ origin }: URL, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'EHOSTUNREACH')
    return `${origin} cannot be reached (${code}): is the node running, and is --api right?`;
  if (code !== undefined && /CERT|SELF_SIGNED|ISSUER|SIGNATURE/.test(code))
    return `the certificate of ${origin} is not trusted (${code}): name its authority with --ca, as in --ca certs/ca.crt`;
  if (code === 'EPROTO' || code === 'HPE_INVALID_CONSTANT' || code === 'ECONNRESET')
    return `${origin} does not answer as an API does (${code}): http or https, and is --api right?`;
  return `${origin} did not answer: ${message}`;
}

function objectIn({ origin }: URL, body: string): Answer['body'] {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null) return parsed as Answer['body'];
  } catch {
    // Said below.
  }
  throw new RunFailed(`${origin} does not answer as a gossipscope service does: is --api right?`);
}

function contentOf(flag: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new RunFailed(`${flag} ${path} cannot be read: ${(error as Error).message}`);
  }
}
