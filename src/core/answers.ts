/**
 * What requests that may come again were answered: so many of them, and for so long. They are part of what a node keeps, because a
 * client that got no answer before the node was killed asks again afterwards, and the write is there.
 */

import type { ReplyBody } from '../protocol/envelope.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { Bounds } from './bounds.ts';

export interface Answered {
  /** By which the client knows the request. */
  readonly key: string;
  /** Of what was asked: with the same key, something else is another request. */
  readonly hash: number;
  readonly atMs: number;
  readonly answer: ReplyBody | Refused;
}

/** A refusal that is the answer to the request. */
export interface Refused {
  readonly refusal: ErrorName;
  readonly text: string;
}

export class Answers {
  readonly #limits: Pick<Bounds, 'idempotencyKeys' | 'idempotencyMs'>;
  /** The oldest first. */
  readonly #byKey = new Map<string, Answered>();

  constructor(limits: Pick<Bounds, 'idempotencyKeys' | 'idempotencyMs'>) {
    this.#limits = limits;
  }

  all(): Iterable<Answered> {
    return this.#byKey.values();
  }

  to(key: string, now: number): Answered | undefined {
    this.#forget(now);
    return this.#byKey.get(key);
  }

  add({ key, hash, atMs, answer }: Answered): void {
    this.#byKey.delete(key);
    this.#byKey.set(key, { key, hash, atMs, answer });
    this.#forget(atMs);
  }

  /** What is over a limit. */
  #forget(now: number): void {
    const { idempotencyKeys, idempotencyMs } = this.#limits;
    for (const [key, { atMs }] of this.#byKey) {
      if (this.#byKey.size <= idempotencyKeys && now - atMs <= idempotencyMs) return;
      this.#byKey.delete(key);
    }
  }
}
