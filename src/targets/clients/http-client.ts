/** Requests to a server that is asked over HTTP, for adapters that need no client of the store's own. */

import { ANSWER_LIMIT_MS, StoreError } from '../store.ts';
import { reasonOf } from './reason.ts';

/** A value of the bench has a megabyte at most; one of somebody else's may have more. */
const ANSWER_LIMIT_BYTES = 64 * 2 ** 20;

export interface HttpAnswer {
  readonly status: number;
  /** The version of what was asked for, where the server says it. */
  readonly etag: string | undefined;
  /** Parsed from JSON; undefined: it is none. */
  readonly body: unknown;
}

export interface HttpRequest {
  readonly method?: string;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export class HttpClient {
  readonly #origin: string;
  /** Requests that were not answered yet. Held here: a combination of signals that nobody holds is collected, and its time limit with it. */
  readonly #underWay = new Set<AbortController>();
  #isClosed = false;

  /** @param origin such as `http://127.0.0.1:2379` */
  constructor(origin: string) {
    this.#origin = origin;
  }

  /** Whatever the status. @throws {StoreError} where nothing answers, or not in time */
  async ask(path: string, { method = 'GET', json, headers = {} }: HttpRequest = {}): Promise<HttpAnswer> {
    if (this.#isClosed) throw new StoreError('unreachable', 'not connected', true);
    const request = new AbortController();
    this.#underWay.add(request);
    const timer = setTimeout(
      () => request.abort(new StoreError('timeout', 'no answer in time')),
      ANSWER_LIMIT_MS,
    );
    try {
      const response = await fetch(`${this.#origin}${path}`, {
        ...{ method, redirect: 'error', signal: request.signal },
        headers: { ...(json === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
      const etag = response.headers.get('etag') ?? undefined;
      return { status: response.status, etag, body: parsed(await textOf(response)) };
    } catch (error) {
      throw error instanceof StoreError ? error : unreachable(error as Error);
    } finally {
      clearTimeout(timer);
      this.#underWay.delete(request);
    }
  }

  close(): void {
    this.#isClosed = true;
    for (const request of this.#underWay) request.abort(new StoreError('unreachable', 'not connected'));
  }
}

/** @throws {StoreError} where it does not end */
async function textOf({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > ANSWER_LIMIT_BYTES) throw new StoreError('too_long', 'it answers with more than 64 MB');
  }
  return Buffer.concat(chunks).toString();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** `fetch` hides the reason in `cause`. */
function unreachable({ message, cause }: Error): StoreError {
  const { code, message: reason } = (cause ?? {}) as { code?: string; message?: string };
  return new StoreError('unreachable', reasonOf(reason || (code ?? message)), code === 'ECONNREFUSED');
}
