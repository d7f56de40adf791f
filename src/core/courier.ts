/** Sends node-to-node messages: each says how far its sender is, and takes along the acknowledgements owed to its receiver. */

import type { NodeId } from '../protocol/envelope.ts';
import type { GossipBody, GossipKind } from '../protocol/gossip.ts';
import type { Prng } from '../base/prng.ts';
import { parcelsOf } from './delta.ts';
import type { Mailer } from './dissemination/dissemination.ts';
import type { Entry } from './entry.ts';
import type { ReplicaState } from './state.ts';

export type Sections = Partial<Pick<GossipBody, 'entries' | 'ranges' | 'seen' | 'ackFrom'>>;

export class Courier implements Mailer {
  readonly #state: ReplicaState;
  readonly rng: Prng;

  constructor(state: ReplicaState) {
    this.#state = state;
    this.rng = state.config.rng.fork('dissemination');
  }

  get peers(): readonly NodeId[] {
    return this.#state.peers;
  }

  send(dest: NodeId, kind: GossipKind, entries: readonly Entry[], now: number): void {
    for (const parcel of parcelsOf(entries, this.#state.store)) this.post(dest, kind, parcel, now);
  }

  post(dest: NodeId, kind: GossipKind, sections: Sections, now: number): void {
    const { origin, lastSeq, convergence, owed, out } = this.#state;
    const acks = owed.take(dest);
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
