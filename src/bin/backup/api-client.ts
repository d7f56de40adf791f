/** Asks the API of a service. A token goes into a header, and appears in no message. */

import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { text } from 'node:stream/consumers';
import { RunFailed } from '../terminal/run-failed.ts';

export interface ApiClientOptions {
  readonly api: string;
  readonly tokenFile?: string;
  /** A PEM file. */
  readonly ca?: string;
}

/** Requests at once. */
const CONNECTIONS = 32;
/** An answer that does not begin within this time does not come. */
const PATIENCE_MS = 60_000;
/** Refusals that say: later. */
const LATER: ReadonlySet<number> = new Set([429, 503]);
const TRIES = 60;
const AGAIN_MS = 1000;

export class ApiClient {
  readonly url: string;
  readonly connections = CONNECTIONS;
  readonly #ask: typeof https.request;
  readonly #options: https.RequestOptions;
  readonly #headers: Readonly<Record<string, string>>;

  /** @throws {RunFailed} where a file cannot be read */
  constructor({ api, tokenFile, ca }: ApiClientOptions) {
    const url = new URL(api);
    this.url = url.origin;
    const { request, Agent } = url.protocol === 'https:' ? https : http;
    this.#ask = request;
    const token = tokenFile === undefined ? undefined : contentOf(tokenFile).trim();
    this.#options = {
      agent: new Agent({ keepAlive: true, maxSockets: CONNECTIONS }),
      ...(ca !== undefined && { ca: contentOf(ca) }),
    };
    this.#headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  /** A successful answer, as it comes. @throws {RunFailed} with what the service said */
  async get(path: string): Promise<IncomingMessage> {
    return successful(await this.#send('GET', path), `GET ${path}`);
  }

  /** Tries again where the service asks for that. @throws {RunFailed} */
  async put(key: string, json: string): Promise<void> {
    const path = `/v1/kv/${encodeURIComponent(key)}`;
    for (let tries = 1; ; tries++) {
      const answer = await this.#send('PUT', path, json);
      if (LATER.has(answer.statusCode ?? 0) && tries < TRIES) {
        answer.resume();
        await pause(AGAIN_MS);
      } else {
        (await successful(answer, `key ${JSON.stringify(key)}`)).resume();
        return;
      }
    }
  }

  #send(method: string, path: string, json?: string): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const fail = (why: string): void => reject(new RunFailed(`${this.url} does not answer: ${why}`));
      const headers = { ...this.#headers, ...(json !== undefined && JSON_HEADERS) };
      const request = this.#ask(`${this.url}${path}`, { ...this.#options, method, headers }, resolve);
      request.setTimeout(PATIENCE_MS, () => request.destroy(new Error(`nothing came for ${PATIENCE_MS} ms`)));
      request.on('error', ({ message }) => fail(message));
      request.end(json);
    });
  }
}

const JSON_HEADERS = { 'content-type': 'application/json' };

async function successful(answer: IncomingMessage, what: string): Promise<IncomingMessage> {
  const { statusCode = 0 } = answer;
  if (statusCode >= 200 && statusCode < 300) return answer;
  const said = await text(answer);
  throw new RunFailed(`${what}: ${statusCode}, ${detailIn(said)}`);
}

function detailIn(body: string): string {
  try {
    return String((JSON.parse(body) as { detail?: unknown }).detail);
  } catch {
    return 'this is no service of gossipscope';
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new RunFailed(`${path} cannot be read: ${(error as Error).message}`);
  }
}
