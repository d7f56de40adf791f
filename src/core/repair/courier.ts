/** Sends node-to-node messages: each says how far its sender is, and takes along the acknowledgements that go its way. */

import type { GossipBody, GossipKind } from '../../protocol/gossip.ts';
import type { NodeId } from '../../protocol/names.ts';
import type { HyParViewSections } from '../membership/hyparview/hyparview-host.ts';
import type { ReplicaState } from '../state.ts';
import type { Entry } from '../store/entry.ts';
import type { OutgoingAcks } from './outgoing-acks.ts';
import { parcelsOf, type Parcel } from './parcels.ts';

export type Sections = Partial<
  Pick<
    GossipBody,
    | 'v'
    | 'entries'
    | 'seen'
    | 'roll'
    | 'after'
    | 'answer'
    | 'symbols'
    | 'difference'
    | 'echo'
    | 'dots'
    | 'wanted'
    | 'probe'
    | 'beliefs'
  >
> &
  HyParViewSections;

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
    if (first !== undefined || sections.seen !== undefined) this.sendParcel(dest, kind, first, sections, now);
    for (const parcel of rest) this.sendParcel(dest, kind, parcel, {}, now);
  }

  /** What a peer asked for: no more messages than an answer may take, however large values are. */
  answerEntries(dest: NodeId, kind: GossipKind, entries: readonly Entry[], now: number): void {
    const { store, bounds } = this.#state;
    for (const parcel of parcelsOf(entries, store, bounds, bounds.answerMessages))
      this.sendParcel(dest, kind, parcel, {}, now);
  }

  /** What fills a message by itself gets one without anything else. */
  sendParcel(
    dest: NodeId,
    kind: GossipKind,
    parcel: Parcel | undefined,
    sections: Sections,
    now: number,
  ): void {
    if (parcel === undefined) this.sendMessage(dest, kind, sections, now);
    else if (!parcel.isAlone) this.sendMessage(dest, kind, { ...sections, entries: parcel.entries }, now);
    else {
      const { answer, ...others } = sections;
      this.#send(dest, kind, { entries: parcel.entries, ...(answer !== undefined && { answer }) }, now);
      if (Object.keys(others).length > 0) this.sendMessage(dest, kind, others, now);
    }
  }

  /** Call at the end of a step: what is sent in the next one has to be made anew. */
  forgetParcels(): void {
    this.#parcels = undefined;
  }

  /** One message; acknowledgements that go this way ride on it. */
  sendMessage(dest: NodeId, kind: GossipKind, sections: Sections, now: number): void {
    const acks = this.#outgoing.take(dest);
    this.#send(dest, kind, acks.length > 0 ? { ...sections, acks } : sections, now);
  }

  #send(dest: NodeId, kind: GossipKind, sections: Sections & Pick<GossipBody, 'acks'>, now: number): void {
    const { origin, lastSeq, convergence, out, reachability, view } = this.#state;
    const { stable } = convergence;
    reachability.sent(dest, now);
    if (view !== undefined) {
      // Something may still be on its way to a node that has gone meanwhile.
      if (!this.#state.isPeer(dest)) return;
      out.gossip(dest, { type: kind, origin, at: now, seq: lastSeq, stable, view: view.id, ...sections });
    } else out.gossip(dest, { type: kind, origin, at: now, seq: lastSeq, stable, ...sections });
  }

  #parcelsOf(entries: readonly Entry[]): readonly Parcel[] {
    const { store, bounds } = this.#state;
    // What arrives may take a value's place.
    if (this.#parcels?.of !== entries || this.#parcels.arrivals !== store.arrivals) {
      const list = parcelsOf(entries, store, bounds);
      this.#parcels = { of: entries, arrivals: store.arrivals, list };
    }
    return this.#parcels.list;
  }
}
