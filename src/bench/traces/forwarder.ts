/** Passes exports on to the collector that the user has configured, beside the run: it never waits for it. */

import type { Collector } from './trace-plan.ts';

/** Exports that wait; further ones are lost, and counted. */
export const QUEUE_LIMIT_BYTES = 16 * 2 ** 20;
const IN_FLIGHT_LIMIT = 8;
const ATTEMPT_LIMIT_MS = 5_000;

interface Export {
  readonly body: Buffer;
  readonly spans: number;
}

export class Forwarder {
  /** Spans that the collector did not get. */
  lost = 0;
  readonly #collector: Collector;
  readonly #waiting: Export[] = [];
  readonly #inFlight = new Set<Promise<void>>();
  readonly #end = new AbortController();
  #waitingBytes = 0;
  #why = 'it is too slow';

  constructor(collector: Collector) {
    this.#collector = collector;
  }

  push(body: Buffer, spans: number): void {
    if (this.#waitingBytes + body.length > QUEUE_LIMIT_BYTES) {
      this.lost += spans;
      return;
    }
    this.#waiting.push({ body, spans });
    this.#waitingBytes += body.length;
    this.#next();
  }

  /** Resolves when everything has left, or after this time; what is left then is lost. */
  async finish(limitMs: number): Promise<void> {
    const timer = setTimeout(() => this.#end.abort(), limitMs);
    while (this.#inFlight.size > 0) await Promise.race(this.#inFlight);
    clearTimeout(timer);
    for (const { spans } of this.#waiting.splice(0)) this.lost += spans;
  }

  /** In a sentence; undefined: the collector has all. */
  get warning(): string | undefined {
    if (this.lost === 0) return undefined;
    const { origin, pathname } = new URL(this.#collector.url);
    return `${this.lost} spans did not get to the collector at ${origin}${pathname}: ${this.#why}`;
  }

  #next(): void {
    if (this.#inFlight.size >= IN_FLIGHT_LIMIT || this.#end.signal.aborted) return;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#waitingBytes -= next.body.length;
    const sent = this.#send(next).finally(() => {
      this.#inFlight.delete(sent);
      this.#next();
    });
    this.#inFlight.add(sent);
  }

  async #send({ body, spans }: Export): Promise<void> {
    const { url, headers } = this.#collector;
    const signal = AbortSignal.any([this.#end.signal, AbortSignal.timeout(ATTEMPT_LIMIT_MS)]);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body,
        signal,
      });
      await response.arrayBuffer();
      if (response.ok) return;
      this.#why = `it answered ${response.status}`;
    } catch (error) {
      this.#why = reasonOf(error);
    }
    this.lost += spans;
  }
}

/** `fetch` hides what went wrong in the cause. */
function reasonOf(error: unknown): string {
  const { cause, message, name } = error as Error & { cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError' || name === 'AbortError') return 'it does not answer in time';
  return cause?.code ?? cause?.message ?? message;
}
