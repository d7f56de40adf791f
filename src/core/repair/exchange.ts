/** The conversation of anti-entropy: a digest asks, a delta answers with what the asker lacks and says what it has itself. */

import type { NodeId, Origin } from '../../protocol/names.ts';
import type { GossipBody, WireAck, WireWanted } from '../../protocol/gossip.ts';
import type { SeenSections } from '../measure/completeness.ts';
import type { Courier } from './courier.ts';
import { deltaFor, type Parcel } from './delta.ts';
import { nodeOf } from '../store/dot.ts';
import type { OutgoingAcks } from './outgoing-acks.ts';
import type { ReplicaState } from '../state.ts';

/** Acknowledgements repeated for one digest; the rest is asked for by the next. */
const REPEATED_ACKS_LIMIT = 10_000;

export class Exchange {
  readonly #state: ReplicaState;
  readonly #courier: Courier;
  readonly #outgoing: OutgoingAcks;

  constructor(state: ReplicaState, courier: Courier, outgoing: OutgoingAcks) {
    this.#state = state;
    this.#courier = courier;
    this.#outgoing = outgoing;
  }

  /** Opens a round of push-pull. */
  ask(peer: NodeId, now: number): void {
    const { convergence, origin, reachability } = this.#state;
    const from = convergence.missingFrom(peer);
    const sections = this.seenSections(now);
    this.#courier.sendMessage(
      peer,
      'digest',
      from === undefined ? sections : { ...sections, wanted: [[origin, from]] },
      now,
    );
    reachability.asked(peer, now);
  }

  /**
   * Answers a digest, or completes a round by pushing back what the answer showed to be missing there.
   * @returns whether the peer lacked anything
   */
  answer(body: GossipBody, from: NodeId, now: number): boolean {
    if (body.wanted !== undefined) this.#acknowledgeWanted(body.wanted, from, now);
    if (body.seen === undefined || (body.type !== 'digest' && body.type !== 'delta')) return false;
    const parcels = deltaFor(body.seen, this.#state, now - this.#state.config.repairAfterMs);
    if (body.type === 'digest') {
      const [first = {}, ...rest] = parcels;
      this.#courier.sendMessage(from, 'delta', { ...this.seenSections(now), ...first }, now);
      this.#push(rest, from, now);
    } else this.#push(parcels, from, now);
    return parcels.length > 0;
  }

  /** Acknowledgements of this replica's writes count; those of other nodes' writes are passed on. */
  takeAcks(acks: readonly WireAck[], now: number): void {
    const { convergence, config, out } = this.#state;
    for (const ack of acks) {
      const [origin, by, runs] = ack;
      if (origin === this.#state.origin) {
        for (const [from, to, heldAtMs] of runs)
          convergence.acknowledge(by, from, to, heldAtMs, now, out.events);
      } else if (nodeOf(origin) !== config.node) this.#outgoing.passOn(ack, now + config.ackDelayMs);
      // What is left was meant for an earlier life of this node.
    }
  }

  #acknowledgeWanted(wanted: readonly WireWanted[], from: NodeId, now: number): void {
    for (const [origin, wantedFrom] of wanted) {
      this.#repeatAcks(origin, wantedFrom, now);
      if (nodeOf(origin) === from) this.#outgoing.sendDirectly(origin);
    }
  }

  #push(parcels: readonly Parcel[], peer: NodeId, now: number): void {
    for (const parcel of parcels) this.#courier.sendMessage(peer, 'delta', parcel, now);
  }

  /** What this replica has seen of every origin, and through what time it knows everything. */
  seenSections(now: number): SeenSections {
    return this.#state.completeness.seenSections(now, this.#state.activeAtMs);
  }

  #repeatAcks(origin: Origin, asked: number, now: number): void {
    const { seen } = this.#state;
    const known = seen.of(origin);
    if (known === undefined) return;
    const { log, stable } = known;
    // An old question may arrive late: what is stable has been acknowledged since.
    const from = Math.max(asked, stable + 1);
    const undated = Math.min(log.first - 1, known.through);
    const end = Math.min(log.end, from + REPEATED_ACKS_LIMIT);
    for (let seq = from; seq <= undated && seq < from + REPEATED_ACKS_LIMIT; seq++) {
      this.#outgoing.add(origin, seq, now, now);
      this.#state.dropped('apply_times', 1);
    }
    for (let seq = Math.max(from, undated + 1); seq < end; seq++) {
      const entry = log.get(seq);
      if (entry !== undefined) this.#outgoing.add(origin, seq, entry.heldAtMs, now);
    }
  }
}
