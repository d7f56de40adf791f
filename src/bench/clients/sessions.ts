/**
 * The clients of workloads in which what is asked follows from earlier answers: each asks one node, one request at a time, as Maelstrom's do.
 * The load stays an open one: where all clients of a node wait for their answers, another one is opened.
 */

import type { Prng } from '../../base/prng.ts';
import type { Session, Workload } from '../../load/workload.ts';

/** Open at a node at least: Maelstrom's `--concurrency 2n`. */
const LEAST_OPEN = 2;
/** Of their requests: the last of its client, whose place a new one takes that knows nothing. */
const CRASH_RATIO = 1 / 256;

export interface Client {
  /** No other one of the run has it. */
  readonly id: number;
  readonly node: string;
  readonly session: Session;
}

export class Sessions {
  readonly #open: () => Session;
  readonly #rng: Prng;
  readonly #free = new Map<string, Client[]>();
  readonly #opened = new Map<string, number>();
  #lastId = 0;

  constructor(open: NonNullable<Workload['openSession']>, rng: Prng) {
    this.#open = open;
    this.#rng = rng;
  }

  /** One of the node's clients that has no request under way. */
  take(node: string): Client {
    const free = this.#free.get(node) ?? [];
    const opened = this.#opened.get(node) ?? 0;
    const [client] = opened < LEAST_OPEN ? [] : free.splice(this.#rng.below(Math.max(1, free.length)), 1);
    if (client !== undefined) return client;
    this.#opened.set(node, opened + 1);
    return { id: this.nextId(), node, session: this.#open() };
  }

  /** Its request has ended, and it knows how: one that does not is given up. */
  giveBack(client: Client): void {
    if (this.#rng.float() < CRASH_RATIO) {
      this.giveUp(client);
      return;
    }
    const free = this.#free.get(client.node);
    if (free === undefined) this.#free.set(client.node, [client]);
    else free.push(client);
  }

  giveUp({ node }: Client): void {
    this.#opened.set(node, (this.#opened.get(node) ?? 0) - 1);
  }

  nextId(): number {
    return ++this.#lastId;
  }
}
