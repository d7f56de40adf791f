/** The service that is backed up or restored: what it refuses ends the command, unless it says: later. */

import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiClient, type ApiTarget } from '../api/api-client.ts';
import { RunFailed } from '../terminal/run-failed.ts';

/** An answer that does not begin within this time does not come. */
const PATIENCE_MS = 60_000;
/** Refusals that say: later. */
const LATER: ReadonlySet<number> = new Set([429, 503]);
const TRIES = 60;
const AGAIN_MS = 1000;

export class Service {
  readonly #client: ApiClient;

  /** @throws {RunFailed} where a file cannot be used */
  constructor(target: ApiTarget) {
    this.#client = new ApiClient(target, PATIENCE_MS);
  }

  get url(): string {
    return this.#client.origin;
  }

  /** A successful answer, as it comes. @throws {RunFailed} with what the service said */
  async get(path: string): Promise<IncomingMessage> {
    return successful(await this.#client.send('GET', path), `GET ${path}`);
  }

  /** Tries again where the service asks for that. @throws {RunFailed} */
  async put(key: string, json: string): Promise<void> {
    const path = `/v1/kv/${encodeURIComponent(key)}`;
    for (let tries = 1; ; tries++) {
      const answer = await this.#client.send('PUT', path, json);
      if (LATER.has(answer.statusCode ?? 0) && tries < TRIES) {
        answer.resume();
        await pause(AGAIN_MS);
      } else {
        (await successful(answer, `key ${JSON.stringify(key)}`)).resume();
        return;
      }
    }
  }
}

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
