/**
 * Maelstrom's services (doc/services.md): nodes of the network that everybody may ask, such as a linearizable key-value store. The
 * exercises on counters, logs and transactions are built on them. Their messages have latency and can be lost, like those between
 * nodes; a partition divides the nodes, and every side reaches the services.
 *
 * Begin here. `services.ts` lists them; each consistency has a file of its own; `key-value.ts` is what the three stores have in common.
 */

import type { Body } from '../../protocol/envelope.ts';

/** A request to a service. */
export interface ServiceCall {
  /** The node that asks. */
  readonly client: string;
  readonly body: Body;
  /** The message as it came: numbers and texts are taken out of it as they are written. */
  readonly line: string;
}

export interface Service {
  /** @returns the members of the reply's body, as JSON without braces; undefined: it serves no such request, and stays silent */
  serve(call: ServiceCall): string | undefined;
}
