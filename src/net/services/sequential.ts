/**
 * `seq-kv`: all operations appear in one order, and each client sees that order only go forward; but it may see a state of the past.
 * An operation that changes nothing there stays in the past: a read, and also a write of the value that the key held then. What would
 * change something takes effect on the latest state.
 *
 * A client who has to read the latest state writes something first: what it wrote it cannot fall behind of.
 */

import type { Prng } from '../../base/prng.ts';
import type { JsonText } from '../../protocol/names.ts';
import { answer, changes, keyValueCallOf } from './key-value.ts';
import type { Service, ServiceCall } from './service.ts';

/** How many states back a client may be sent, as in Maelstrom. */
const STATES = 32;

/** A key's value from one state on. */
interface Since {
  readonly state: number;
  readonly value: JsonText;
}

export class SequentialStore implements Service {
  readonly #rng: Prng;
  /** By key, in the order of the states; only the last of those that are `STATES` back or more. */
  readonly #histories = new Map<string, Since[]>();
  /** The latest state that each client has seen. */
  readonly #seenBy = new Map<string, number>();
  #latest = 0;

  constructor(rng: Prng) {
    this.#rng = rng;
  }

  serve(request: ServiceCall): string | undefined {
    const call = keyValueCallOf(request);
    if (call === undefined) return undefined;
    const { client } = request;
    const state = this.#draw(client);
    const past = this.#valueAt(state, call.key);
    const inThePast = answer(call, past, this.#histories.size);
    if (!changes(past, inThePast)) {
      this.#seenBy.set(client, state);
      return inThePast.reply;
    }
    const { reply, next } = answer(call, this.#valueAt(this.#latest, call.key), this.#histories.size);
    this.#latest++;
    this.#seenBy.set(client, this.#latest);
    if (next !== undefined) this.#hold(call.key, next);
    return reply;
  }

  /** One of the states that the client has not been past yet. */
  #draw(client: string): number {
    const first = Math.max(this.#seenBy.get(client) ?? 0, this.#latest - (STATES - 1));
    return first + this.#rng.below(this.#latest - first + 1);
  }

  #valueAt(state: number, key: string): JsonText | undefined {
    return this.#histories.get(key)?.findLast((since) => since.state <= state)?.value;
  }

  #hold(key: string, value: JsonText): void {
    const history = this.#histories.get(key) ?? [];
    const oldest = Math.max(
      0,
      history.findLastIndex(({ state }) => state <= this.#latest - (STATES - 1)),
    );
    this.#histories.set(key, [...history.slice(oldest), { state: this.#latest, value }]);
  }
}
