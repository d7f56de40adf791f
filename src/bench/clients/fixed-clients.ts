/**
 * As many clients as `--concurrency` says, of any workload, each with one request under way at a time: Maelstrom's workers. Client i asks
 * node i mod N. What is due while all of them wait does not start: the load is a closed one then.
 */

import type { Prng } from '../../base/prng.ts';
import type { Session } from '../../load/workload.ts';
import type { Client } from './sessions.ts';

export class FixedClients {
  readonly #open: () => Session;
  readonly #rng: Prng;
  readonly #free: Client[];
  #lastId = 0;

  /** @param open how a client begins: with what it has been answered so far, which is nothing */
  constructor(count: number, nodes: readonly string[], open: () => Session, rng: Prng) {
    this.#open = open;
    this.#rng = rng;
    this.#free = Array.from({ length: count }, (_, i) => this.#begin(nodes[i % nodes.length] ?? ''));
  }

  /** One of those that do not wait, drawn at random; undefined: all do. */
  take(): Client | undefined {
    const { length } = this.#free;
    return length === 0 ? undefined : this.#free.splice(this.#rng.below(length), 1)[0];
  }

  giveBack(client: Client): void {
    this.#free.push(client);
  }

  /** It does not know what became of its request: one that knows nothing takes its place, as in Jepsen. */
  giveUp({ node }: Client): void {
    this.#free.push(this.#begin(node));
  }

  nextId(): number {
    return ++this.#lastId;
  }

  #begin(node: string): Client {
    return { id: this.nextId(), node, session: this.#open() };
  }
}

/** @param text `10`, or `4n`: so many for each node */
export function clientsIn(text: string, nodes: number): number {
  return Number.parseInt(text, 10) * (text.endsWith('n') ? nodes : 1);
}
