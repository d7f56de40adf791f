/** All clients of a cluster: fresh ones for `init`, for the topology and for the load, as Maelstrom has them, and ours for the rest. */

import type { Body } from '../../protocol/envelope.ts';
import { clientAddresses, PURPOSES, type Purpose } from './addresses.ts';
import { RequestClient, type Receipt } from './request-client.ts';

type Send = (node: string, line: string) => boolean;

/** What becomes of the client that the message was for. */
export interface Receiver {
  /** Its client waits for another answer, and passes over what is none: the others are gone, as those of Maelstrom are. */
  readonly goesOn?: boolean;
}

export class ClientSet {
  readonly #clients: ReadonlyMap<Purpose, RequestClient>;

  /** @param sends how each kind of client sends; see `RequestClient` */
  constructor(nodes: readonly string[], sends: (purpose: Purpose) => Send, now: () => number) {
    this.#clients = new Map(
      PURPOSES.map((purpose) => [
        purpose,
        new RequestClient(clientAddresses(nodes, purpose), sends(purpose), now),
      ]),
    );
  }

  for(purpose: Purpose): RequestClient {
    const client = this.#clients.get(purpose);
    if (client === undefined) throw new Error(`no client is there for ${purpose}`);
    return client;
  }

  has(address: string): boolean {
    return [...this.#clients.values()].some((client) => client.has(address));
  }

  /** A message for one of them arrived. */
  receive(address: string, body: Body, atMs: number, from?: string): Receipt & Receiver {
    for (const [purpose, client] of this.#clients) {
      if (!client.has(address)) continue;
      const receipt = client.receive(address, body, atMs, from);
      const goesOn = purpose === 'load' || (receipt.type === 'unasked' && client.isWaiting(address));
      return { ...receipt, goesOn };
    }
    return { type: 'unasked' };
  }

  /** Declares timed out what has waited for too long. Call it now and then. */
  sweep(): void {
    for (const client of this.#clients.values()) client.sweep();
  }
}
