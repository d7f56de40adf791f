/** Passes exports on to the user's collector. It works beside the run, which never waits for it. */

import { setTimeout as pause } from 'node:timers/promises';
import type { Collector } from './trace-plan.ts';

/** Exports that may wait. Further ones are lost, and counted. */
export const QUEUE_LIMIT_BYTES = 16 * 2 ** 20;
const IN_FLIGHT_LIMIT = 8;
/** For all attempts at one export. */
const ATTEMPT_LIMIT_MS = 5_000;
/** Which answers mean "send again" in OTLP/HTTP, and after which pauses. */
const RETRIED: ReadonlySet<number> = new Set([429, 502, 503, 504]);
const RETRY_PAUSES_MS = [100, 300, 900];
const SLOW = 'it is too slow';

export interface Export {
  readonly body: Buffer;
  readonly contentType: string;
  readonly spans: number;
}

export class Forwarder {
  /** Spans that did not reach the collector. */
  lost = 0;
  readonly #collector: Collector;
  readonly #waiting: Export[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  /** One for each export in flight. Held here: where nobody holds it, a signal is collected, and its time limit with it. */
  readonly #attempts = new Set<AbortController>();
  #isOver = false;
  #waitingBytes = 0;
  #why = SLOW;

  constructor(collector: Collector) {
    this.#collector = collector;
  }

  push(next: Export): void {
    if (this.#waitingBytes + next.body.length > QUEUE_LIMIT_BYTES) {
      this.lost += next.spans;
      return;
    }
    this.#waiting.push(next);
    this.#waitingBytes += next.body.length;
    this.#next();
  }

  /** Resolves when everything has been sent, or after this time. What still waits then is lost. */
  async finish(limitMs: number): Promise<void> {
    const timer = setTimeout(() => {
      this.#isOver = true;
      for (const attempt of this.#attempts) attempt.abort();
    }, limitMs);
    while (this.#inFlight.size > 0) await Promise.race(this.#inFlight);
    clearTimeout(timer);
    for (const { spans } of this.#waiting.splice(0)) this.lost += spans;
  }

  /** One sentence. Undefined: the collector received everything. */
  get warning(): string | undefined {
    if (this.lost === 0) return undefined;
    const { origin, pathname } = new URL(this.#collector.url);
    return `${this.lost} spans did not get to the collector at ${origin}${pathname}: ${this.#why}`;
  }

  #next(): void {
    if (this.#inFlight.size >= IN_FLIGHT_LIMIT || this.#isOver) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#waitingBytes -= next.body.length;
    const sent = this.#send(next).finally(() => {
      this.#inFlight.delete(sent);
      this.#next();
    });
    this.#inFlight.add(sent);
  }

  async #send({ body, contentType, spans }: Export): Promise<void> {
    const attempt = new AbortController();
    const { signal } = attempt;
    this.#attempts.add(attempt);
    const timer = setTimeout(() => attempt.abort(), ATTEMPT_LIMIT_MS);
    try {
      for (const pauseMs of [...RETRY_PAUSES_MS, null]) {
        const status = await this.#post(body, contentType, signal);
        if (status >= 200 && status < 300) return;
        this.#why = `it answered ${status}`;
        if (pauseMs === null || !RETRIED.has(status)) break;
        await pause(pauseMs, undefined, { signal });
      }
    } catch (error) {
      if (!signal.aborted || this.#why === SLOW) this.#why = reasonOf(error);
    } finally {
      clearTimeout(timer);
      this.#attempts.delete(attempt);
    }
    this.lost += spans;
  }

  async #post(body: Buffer, contentType: string, signal: AbortSignal): Promise<number> {
    const { url, headers } = this.#collector;
    const all = { ...headers, 'content-type': contentType };
    const response = await fetch(url, { method: 'POST', headers: all, body, signal });
    await response.arrayBuffer();
    return response.status;
  }
}

/** `fetch` hides the reason in `cause`. Its own messages quote the address, which can contain secrets. */
function reasonOf(error: unknown): string {
  const { cause, name } = error as Error & { cause?: { code?: string } };
  if (name === 'AbortError') return 'it does not answer in time';
  return cause?.code ?? 'it cannot be reached';
}
