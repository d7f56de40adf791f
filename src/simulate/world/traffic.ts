/** Every message between nodes, counted where it leaves: the truth that the nodes' own counters have to match. */

import { addTo, countOf, noMessages, totalOf, type MessageCount } from '../../net/message-counts.ts';
import type { DropCause } from '../../net/network.ts';
import type { GossipKind } from '../../protocol/gossip.ts';

/** Why a message did not arrive; beyond the network's faults, `down`: the receiver had crashed. */
export type DroppedBy = DropCause | 'down';

export class Traffic {
  readonly byKind = new Map<GossipKind, MessageCount>();
  /** By the node's index. */
  readonly byNode: readonly MessageCount[];
  delivered = 0;
  /** Further copies that the network made. */
  duplicated = 0;
  readonly dropped: Record<DroppedBy, number> = { loss: 0, partition: 0, down: 0 };

  constructor(nodes: number) {
    this.byNode = Array.from({ length: nodes }, noMessages);
  }

  sent(node: number, kind: GossipKind, bytes: number): void {
    const message = { messages: 1, bytes };
    addTo(countOf(this.byKind, kind), message);
    const ofNode = this.byNode[node];
    if (ofNode !== undefined) addTo(ofNode, message);
  }

  total(): MessageCount {
    return totalOf(this.byKind);
  }
}
