/** Collects what a step sends and reports, in order, and numbers the messages. */

import type { Address, NodeId, Outbound } from '../protocol/envelope.ts';
import type { GossipBody } from '../protocol/gossip.ts';
import type { NodeEvent } from './events.ts';

/** What the replica may do to the outside world. */
export interface Effects {
  readonly events: NodeEvent[];
  gossip(dest: NodeId, body: GossipBody): void;
}

export class Outbox<Extra = never> implements Effects {
  #nextMsgId = 0;
  #sends: (Outbound | Extra)[] = [];
  events: NodeEvent[] = [];

  /** Every message a node sends is numbered: 0 first, then one more each. */
  nextMsgId(): number {
    return this.#nextMsgId++;
  }

  send(message: Outbound | Extra): void {
    this.#sends.push(message);
  }

  gossip(dest: NodeId, body: GossipBody): void {
    const address: Address = dest;
    this.#sends.push({ dest: address, body: { ...body, msg_id: this.nextMsgId() }, gossip: true });
  }

  /** Everything since the last call. */
  take(): { sends: (Outbound | Extra)[]; events: NodeEvent[] } {
    const taken = { sends: this.#sends, events: this.events };
    this.#sends = [];
    this.events = [];
    return taken;
  }
}
