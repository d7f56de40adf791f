/** Sends node-to-node messages: each says how far its sender is, and takes along the acknowledgements that go its way. */

import type { NodeId } from '../../protocol/names.ts';
import type { GossipBody, GossipKind } from '../../protocol/gossip.ts';
import { parcelsOf, type Parcel } from './delta.ts';
import type { Entry } from '../store/entry.ts';
import type { OwedAcks } from './outgoing-acks.ts';
import type { ReplicaState } from '../state.ts';

export type Sections = Partial<Pick<GossipBody, 'entries' | 'ranges' | 'seen' | 'roll' | 'dots' | 'wanted'>>;

export class Courier {
  readonly #state: ReplicaState;
  readonly #owed: OwedAcks;
  /** Of the last entries sent: many peers get the same in turn. */
  #parcels:
    | { readonly of: readonly Entry[]; readonly arrivals: number; readonly list: readonly Parcel[] }
    | undefined;

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
    const [first, ...rest] = this.#parcelsOf(entries);
    if (first !== undefined || sections.seen !== undefined)
      this.post(dest, kind, { ...sections, ...first }, now);
    for (const parcel of rest) this.post(dest, kind, parcel, now);
  }

  /** The step is over: nobody else gets the same. */
  rest(): void {
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
