/** A client of the cluster: sends requests, matches replies to them by `in_reply_to`, and knows what is still unanswered. */

import type { Body } from '../../protocol/envelope.ts';

/** Maelstrom's limit for every request but `init`. */
export const REQUEST_TIMEOUT_MS = 5_000;

/** Requests remembered, unanswered ones that timed out included; the oldest fall off. */
export const MAX_REMEMBERED = 200_000;

/** What became of a request. After `timeout`, an `answer` may still come, late. */
export type Outcome =
  { readonly type: 'answer'; readonly body: Body; readonly atMs: number } | { readonly type: 'timeout' };

interface Waiting {
  readonly node: string;
  readonly sentAtMs: number;
  readonly deadlineMs: number;
  readonly done: (outcome: Outcome) => void;
  timedOut: boolean;
  /** It did not reach its node, or went down with it: nobody waits for an answer but its client. */
  isLost: boolean;
}

export class RequestClient {
  /** The client's address on the network. */
  readonly address: string;
  /** Replies to nothing that was asked. */
  unexpected = 0;

  readonly #send: (node: string, line: string) => boolean;
  readonly #now: () => number;
  /** By msg_id; in the order of sending. */
  readonly #waiting = new Map<number, Waiting>();
  #nextId = 1;
  #unanswered = 0;

  /** @param send returns false where the run itself has the node down */
  constructor(address: string, send: (node: string, line: string) => boolean, now: () => number) {
    this.address = address;
    this.#send = send;
    this.#now = now;
  }

  /** Requests that neither were answered nor timed out, and may still be answered. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /** Returns when the request left. `done` is called once with an answer, or with a timeout and then perhaps an answer. */
  send(
    node: string,
    body: Readonly<Record<string, unknown>>,
    done: (outcome: Outcome) => void,
    timeoutMs = REQUEST_TIMEOUT_MS,
  ): number {
    const id = this.#nextId++;
    const sentAtMs = this.#now();
    const deadlineMs = sentAtMs + timeoutMs;
    const waiting = { node, sentAtMs, deadlineMs, done, timedOut: false, isLost: false };
    this.#waiting.set(id, waiting);
    this.#unanswered++;
    if (this.#waiting.size > MAX_REMEMBERED) this.#forgetOldest();
    const line = JSON.stringify({ src: this.address, dest: node, body: { ...body, msg_id: id } });
    if (!this.#send(node, line)) this.#lose(waiting);
    return sentAtMs;
  }

  /** The answer's body, or undefined when none came in time. */
  ask(
    node: string,
    body: Readonly<Record<string, unknown>>,
    timeoutMs = REQUEST_TIMEOUT_MS,
  ): Promise<Body | undefined> {
    return new Promise((resolve) => {
      this.send(
        node,
        body,
        (outcome) => resolve(outcome.type === 'answer' ? outcome.body : undefined),
        timeoutMs,
      );
    });
  }

  /** The node was killed, and with it what it had been asked. */
  lost(node: string): void {
    for (const waiting of this.#waiting.values()) if (waiting.node === node) this.#lose(waiting);
  }

  #lose(waiting: Waiting): void {
    if (!waiting.isLost && !waiting.timedOut) this.#unanswered--;
    waiting.isLost = true;
  }

  /** A message for this client arrived, from whichever node: it need not be the one that was asked. */
  receive(body: Body, atMs: number): void {
    const id = body['in_reply_to'] as number;
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) {
      this.unexpected++;
      return;
    }
    this.#waiting.delete(id);
    if (!waiting.timedOut && !waiting.isLost) this.#unanswered--;
    waiting.done({ type: 'answer', body, atMs });
  }

  /** Declares timed out what has waited for too long. Call it now and then. */
  sweep(): void {
    const now = this.#now();
    for (const waiting of this.#waiting.values()) {
      if (waiting.timedOut || waiting.deadlineMs > now) continue;
      waiting.timedOut = true;
      if (!waiting.isLost) this.#unanswered--;
      waiting.done({ type: 'timeout' });
    }
  }

  /**
   * When the oldest request that this node has not answered was sent, timed out or not; undefined: there is none.
   * @param sinceMs earlier ones do not count
   */
  oldestUnansweredMs(node: string, sinceMs: number): number | undefined {
    for (const waiting of this.#waiting.values())
      if (waiting.node === node && waiting.sentAtMs >= sinceMs) return waiting.sentAtMs;
    return undefined;
  }

  #forgetOldest(): void {
    const oldest = this.#waiting.entries().next().value;
    if (oldest === undefined) return;
    const [id, waiting] = oldest;
    this.#waiting.delete(id);
    if (waiting.timedOut) return;
    if (!waiting.isLost) this.#unanswered--;
    waiting.done({ type: 'timeout' });
  }
}
