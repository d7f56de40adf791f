/** Every message between nodes, counted where it leaves: the truth that the nodes' own counters have to match. */

import type { GossipKind } from '../../protocol/gossip.ts';

export interface KindCount {
  messages: number;
  bytes: number;
}

export class SentMessages {
  readonly byKind = new Map<GossipKind, KindCount>();
  readonly byNode: KindCount[];
  delivered = 0;
  /** Further copies that the network made. */
  duplicated = 0;
  /** By cause; `down`: the receiver had crashed. */
  readonly dropped = { loss: 0, partition: 0, down: 0 };

  constructor(nodes: number) {
    this.byNode = Array.from({ length: nodes }, () => ({ messages: 0, bytes: 0 }));
  }

  sent(node: number, kind: GossipKind, bytes: number): void {
    let count = this.byKind.get(kind);
    if (count === undefined) this.byKind.set(kind, (count = { messages: 0, bytes: 0 }));
    for (const counter of [count, this.byNode[node]]) {
      if (counter === undefined) continue;
      counter.messages++;
      counter.bytes += bytes;
    }
  }

  total(): KindCount {
    const sum = { messages: 0, bytes: 0 };
    for (const { messages, bytes } of this.byKind.values()) {
      sum.messages += messages;
      sum.bytes += bytes;
    }
    return sum;
  }
}
