/** Sends node-to-node messages: each says how far its sender is, and takes along the acknowledgements that go its way. */

import type { NodeId } from '../protocol/envelope.ts';
import type { GossipBody, GossipKind } from '../protocol/gossip.ts';
import { parcelsOf } from './delta.ts';
import type { Entry } from './entry.ts';
import type { OwedAcks } from './owed-acks.ts';
import type { ReplicaState } from './state.ts';

export type Sections = Partial<Pick<GossipBody, 'entries' | 'ranges' | 'seen' | 'dots' | 'wanted'>>;

export class Courier {
  readonly #state: ReplicaState;
  readonly #owed: OwedAcks;

  constructor(state: ReplicaState, owed: OwedAcks) {
    this.#state = state;
    this.#owed = owed;
  }

  /** In as many messages as the size of the entries demands; `sections` go with the first. */
  send(
    dest: NodeId,
    kind: GossipKind,
    entries: readonly Entry[],
    now: number,
    sections: Sections = {},
  ): void {
    const [first, ...rest] = parcelsOf(entries, this.#state.store);
    if (first !== undefined || sections.seen !== undefined)
      this.post(dest, kind, { ...sections, ...first }, now);
    for (const parcel of rest) this.post(dest, kind, parcel, now);
  }

  post(dest: NodeId, kind: GossipKind, sections: Sections, now: number): void {
    const { origin, lastSeq, convergence, out } = this.#state;
    const acks = this.#owed.take(dest);
    out.gossip(dest, {
      type: kind,
      origin,
      at: now,
      seq: lastSeq,
      stable: convergence.stable,
      ...sections,
      ...(acks.length > 0 && { acks }),
    });
  }
}
