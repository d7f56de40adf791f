/** Sends node-to-node messages: each says how far its sender is, and takes along the acknowledgements that go its way. */

import type { NodeId } from '../../protocol/names.ts';
import type { GossipBody, GossipKind } from '../../protocol/gossip.ts';
import { parcelsOf, type Parcel } from './delta.ts';
import type { Entry } from '../store/entry.ts';
import type { OutgoingAcks } from './outgoing-acks.ts';
import type { ReplicaState } from '../state.ts';

export type Sections = Partial<Pick<GossipBody, 'entries' | 'ranges' | 'seen' | 'roll' | 'dots' | 'wanted'>>;

export class Courier {
  readonly #state: ReplicaState;
  readonly #outgoing: OutgoingAcks;
  /** Of the last entries sent: many peers get the same in turn. */
  #parcels:
    | { readonly of: readonly Entry[]; readonly arrivals: number; readonly list: readonly Parcel[] }
    | undefined;

  constructor(state: ReplicaState, outgoing: OutgoingAcks) {
    this.#state = state;
    this.#outgoing = outgoing;
  }

  /** In as many messages as the size of the entries demands; `sections` go with the first. */
  sendEntries(
    dest: NodeId,
    kind: GossipKind,
    entries: readonly Entry[],
    now: number,
    sections: Sections = {},
  ): void {
    const [first, ...rest] = this.#parcelsOf(entries);
    if (first !== undefined || sections.seen !== undefined)
      this.sendMessage(dest, kind, { ...sections, ...first }, now);
    for (const parcel of rest) this.sendMessage(dest, kind, parcel, now);
  }

  /** Call at the end of a step: what is sent in the next one has to be made anew. */
  forgetParcels(): void {
    this.#parcels = undefined;
  }

  #parcelsOf(entries: readonly Entry[]): readonly Parcel[] {
    const { store } = this.#state;
    // What arrives may take a value's place.
    if (this.#parcels?.of !== entries || this.#parcels.arrivals !== store.arrivals) {
      this.#parcels = { of: entries, arrivals: store.arrivals, list: parcelsOf(entries, store) };
    }
    return this.#parcels.list;
  }

  /** One message; acknowledgements that go this way ride on it. */
  sendMessage(dest: NodeId, kind: GossipKind, sections: Sections, now: number): void {
    const { origin, lastSeq, convergence, out } = this.#state;
    const acks = this.#outgoing.take(dest);
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
