/**
 * Clients of the cluster, one for each node as in Maelstrom: they send requests, match replies to them by `in_reply_to`, and know
 * what is still unanswered. Each has an address of its own and counts its `msg_id`s from 1.
 */

import type { Body } from '../../protocol/envelope.ts';
import { repliesTo } from '../../protocol/passing.ts';
import type { RequestBody } from '../../load/workload.ts';

/** Maelstrom's limit for every request but `init`. */
export const REQUEST_TIMEOUT_MS = 5_000;

/** Requests remembered, unanswered ones that timed out included; the oldest fall off. */
export const MAX_REMEMBERED = 200_000;

/** Answered requests remembered, to name the one that is answered again. */
const MAX_ANSWERED = 10_000;

/** What became of a request. After `timeout`, an `answer` may still come, late. */
export type Outcome =
  | {
      readonly type: 'answer';
      readonly body: Body;
      readonly atMs: number;
      /** The node that answered, where that is known: it need not be the one that was asked. */
      readonly from?: string | undefined;
    }
  | { readonly type: 'timeout' };

/** What a message to a client was, beside `answer`: a second reply, a reply to nothing, or one whose `in_reply_to` is no whole number. */
export type Receipt =
  | { readonly type: 'answer' }
  | { readonly type: 'again' | 'no_number'; readonly request: RequestBody | undefined }
  /** The node that was asked answers, and another one had done so before. */
  | {
      readonly type: 'forestalled';
      readonly by: string;
      readonly answer: Body;
      readonly request: RequestBody;
    }
  | { readonly type: 'unasked' };

/** A request that was sent. */
export interface Sent {
  readonly address: string;
  readonly id: number;
  readonly body: RequestBody;
  readonly sentAtMs: number;
}

interface Answered {
  readonly body: RequestBody;
  /** Set where it was not answered by the node that was asked. */
  readonly byAnother?: { readonly asked: string; readonly by: string; readonly answer: Body };
}

interface Waiting extends Sent {
  readonly node: string;
  readonly deadlineMs: number;
  readonly done: (outcome: Outcome) => void;
  timedOut: boolean;
  /** It did not reach its node, or went down with it: nobody waits for an answer but its client. */
  isLost: boolean;
}

export class RequestClient {
  /** By node. */
  readonly #addresses: ReadonlyMap<string, string>;
  /** By address: the latest `msg_id`. */
  readonly #lastIds: Map<string, number>;
  readonly #send: (node: string, line: string) => boolean;
  readonly #now: () => number;
  /** In the order of sending. */
  readonly #waiting = new Map<string, Waiting>();
  readonly #answered = new Map<string, Answered>();
  #unanswered = 0;

  /**
   * @param addresses of the clients, by the node that each asks
   * @param send returns false where the run itself has the node down
   */
  constructor(
    addresses: ReadonlyMap<string, string>,
    send: (node: string, line: string) => boolean,
    now: () => number,
  ) {
    this.#addresses = addresses;
    this.#lastIds = new Map([...addresses.values()].map((address) => [address, 0]));
    this.#send = send;
    this.#now = now;
  }

  /** Whether one of them has this address. */
  has(address: string): boolean {
    return this.#lastIds.has(address);
  }

  /** Requests that neither were answered nor timed out, and may still be answered. */
  get unanswered(): number {
    return this.#unanswered;
  }

  /** Returns when the request left. `done` is called once with an answer, or with a timeout and then perhaps an answer. */
  send(
    node: string,
    body: RequestBody,
    done: (outcome: Outcome) => void,
    timeoutMs = REQUEST_TIMEOUT_MS,
  ): number {
    const address = this.#addresses.get(node) ?? '';
    const id = (this.#lastIds.get(address) ?? 0) + 1;
    this.#lastIds.set(address, id);
    const sentAtMs = this.#now();
    const deadlineMs = sentAtMs + timeoutMs;
    const waiting = { node, address, id, body, sentAtMs, deadlineMs, done, timedOut: false, isLost: false };
    this.#waiting.set(nameOf(address, id), waiting);
    this.#unanswered++;
    if (this.#waiting.size > MAX_REMEMBERED) this.#forgetOldest();
    const line = JSON.stringify({ src: address, dest: node, body: { ...body, msg_id: id } });
    if (!this.#send(node, line)) this.#lose(waiting);
    return sentAtMs;
  }

  /** Whether the client with this address waits for an answer. O(requests that were not answered). */
  isWaiting(address: string): boolean {
    return [...this.#waiting.values()].some((one) => one.address === address && !one.timedOut);
  }

  /** The answer's body, or undefined when none came in time. */
  ask(node: string, body: RequestBody, timeoutMs = REQUEST_TIMEOUT_MS): Promise<Body | undefined> {
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

  /** A message for one of them arrived. @param from whichever node: it need not be the one that was asked */
  receive(address: string, body: Body, atMs: number, from?: string): Receipt {
    const id = repliesTo(body);
    const name = nameOf(address, Number(id));
    const waiting = this.#waiting.get(name);
    if (id === null) return { type: 'unasked' };
    if (typeof id === 'string')
      return { type: 'no_number', request: waiting?.body ?? this.#answered.get(name)?.body };
    if (waiting === undefined) {
      const isAgain = id >= 1 && id <= (this.#lastIds.get(address) ?? 0);
      return isAgain ? againTo(this.#answered.get(name), from) : { type: 'unasked' };
    }
    this.#waiting.delete(name);
    this.#remember(name, {
      body: waiting.body,
      ...(from === undefined || from === waiting.node
        ? {}
        : { byAnother: { asked: waiting.node, by: from, answer: body } }),
    });
    if (!waiting.timedOut && !waiting.isLost) this.#unanswered--;
    waiting.done({ type: 'answer', body, atMs, from });
    return { type: 'answer' };
  }

  #remember(name: string, answered: Answered): void {
    this.#answered.set(name, answered);
    if (this.#answered.size <= MAX_ANSWERED) return;
    const [oldest] = this.#answered.keys();
    if (oldest !== undefined) this.#answered.delete(oldest);
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
   * The oldest request that this node has not answered, timed out or not; undefined: there is none.
   * @param sinceMs earlier ones do not count
   */
  oldestUnanswered(node: string, sinceMs: number): Sent | undefined {
    for (const waiting of this.#waiting.values())
      if (waiting.node === node && waiting.sentAtMs >= sinceMs) return waiting;
    return undefined;
  }

  #forgetOldest(): void {
    const oldest = this.#waiting.entries().next().value;
    if (oldest === undefined) return;
    const [name, waiting] = oldest;
    this.#waiting.delete(name);
    if (waiting.timedOut) return;
    if (!waiting.isLost) this.#unanswered--;
    waiting.done({ type: 'timeout' });
  }
}

/** Whoever was asked may answer: where somebody else had done so before, that one did it wrongly. */
function againTo(answered: Answered | undefined, from: string | undefined): Receipt {
  const { body: request, byAnother } = answered ?? {};
  return request !== undefined && byAnother !== undefined && byAnother.asked === from
    ? { type: 'forestalled', by: byAnother.by, answer: byAnother.answer, request }
    : { type: 'again', request };
}

function nameOf(address: string, id: number): string {
  return `${address} ${id}`;
}
