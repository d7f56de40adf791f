/**
 * What comes in with a message's entries, beyond the values: an entry that is new here is logged for other peers,
 * acknowledged to its origin, shown to the open reads that missed it, and lets claims of completeness hold.
 */

import type { GossipBody, WireEntry } from '../protocol/gossip.ts';
import type { NodeId } from '../protocol/names.ts';
import { mergeEntries, type Merged } from './merge.ts';
import type { OutgoingAcks } from './repair/outgoing-acks.ts';
import type { ReplicaState } from './state.ts';
import type { Entry } from './store/entry.ts';

export class Intake {
  readonly #state: ReplicaState;
  readonly #outgoing: OutgoingAcks;

  constructor(state: ReplicaState, outgoing: OutgoingAcks) {
    this.#state = state;
    this.#outgoing = outgoing;
  }

  takeIn(body: GossipBody, from: NodeId, now: number): Merged {
    const merged = mergeEntries(body, from, now, this.#state, this.#state.out.events);
    for (const entry of merged.fresh) this.#arrived(entry, now);
    if (merged.early.length > 0) this.#setAside(merged.early, from, now);
    return merged;
  }

  /** Keeps an entry for peers that may lack it; the oldest make room. */
  log(entry: Entry): void {
    this.#state.activeAtMs = Math.max(this.#state.activeAtMs, entry.heldAtMs);
    this.#state.dropped('log_entries', this.#state.log.add(entry));
  }

  /** They stay with the peer, and are asked for again when the clock permits. */
  #setAside(early: readonly WireEntry[], from: NodeId, now: number): void {
    const { setAside, offsets, config, out } = this.#state;
    offsets.sawFuture();
    const latestUs = early.reduce((latest, [, , clockUs]) => Math.max(latest, clockUs), 0);
    out.events.push({ type: 'set_aside', from, count: early.length, aheadMs: latestUs / 1000 - now });
    for (const [origin, , clockUs] of early)
      setAside.add(origin, from, clockUs / 1000 - config.maxClockAheadMs, now);
  }

  #arrived(entry: Entry, now: number): void {
    const { reads, completeness, config, out } = this.#state;
    const { origin, seq } = entry.stamp;
    this.log(entry);
    this.#outgoing.add(origin, seq, entry.heldAtMs, now + config.ackDelayMs);
    reads.arrived(entry, out.events);
    completeness.advanced(origin);
  }
}
