/**
 * What comes in with a message's entries, beyond the values: an entry that is new here is logged for other peers,
 * acknowledged to its origin, shown to the open reads that missed it, and lets claims of completeness hold.
 */

import type { GossipBody, WireDots } from '../protocol/gossip.ts';
import type { NodeId } from '../protocol/names.ts';
import { mergeEntries, type Merged } from './merge.ts';
import type { OutgoingAcks } from './repair/outgoing-acks.ts';
import type { ReplicaState } from './state.ts';
import type { Dot } from './store/dot.ts';
import type { Entry } from './store/entry.ts';

const NO_RANGES: readonly WireDots[] = [];

export class Intake {
  readonly #state: ReplicaState;
  readonly #outgoing: OutgoingAcks;

  constructor(state: ReplicaState, outgoing: OutgoingAcks) {
    this.#state = state;
    this.#outgoing = outgoing;
  }

  /** Entries first: a run of overwritten writes may be claimed only where their successors have been merged. */
  takeIn(body: GossipBody, from: NodeId, now: number): Merged {
    const { seen, out } = this.#state;
    const news = body.ranges?.filter(([origin, , last]) => last > seen.through(origin)) ?? NO_RANGES;
    const merged = mergeEntries(body, from, now, this.#state, out.events);
    for (const entry of merged.fresh) this.#arrived(entry, now);
    for (const range of news) this.#covered(range, merged.left);
    return merged;
  }

  /** Keeps an entry for peers that may lack it; the oldest make room. */
  log(entry: Entry): void {
    const { log, convergence, origin } = this.#state;
    this.#state.activeAtMs = Math.max(this.#state.activeAtMs, entry.heldAtMs);
    const dropped = log.add(entry);
    if (dropped === undefined) return;
    this.#state.dropped('log_entries', 1);
    if (dropped.origin !== origin) return;
    convergence.abandon(dropped.seq);
    this.#state.dropped('pending_writes', 1);
  }

  #arrived(entry: Entry, now: number): void {
    const { reads, completeness, config, out } = this.#state;
    this.log(entry);
    this.#outgoing.add(entry.origin, entry.seq, entry.heldAtMs, now + config.ackDelayMs);
    reads.arrived(entry, out.events);
    completeness.advanced(entry.origin);
  }

  /** What was not sent of a run has been overwritten; an entry of it that could not be taken in has to come again. */
  #covered([origin, first, last]: WireDots, left: readonly Dot[]): void {
    const { seen, log, completeness } = this.#state;
    const gaps = left.filter((dot) => dot.origin === origin && dot.seq >= first && dot.seq <= last);
    gaps.sort((a, b) => a.seq - b.seq);
    let from = first;
    for (const { seq } of gaps) {
      if (seq > from) seen.addRun(origin, from, seq - 1);
      from = seq + 1;
    }
    if (from <= last) seen.addRun(origin, from, last);
    // A peer that asks for the run here gets the same answer.
    const end = (gaps[0]?.seq ?? last + 1) - 1;
    let logged = first;
    while (logged <= end && log.get(origin, logged) !== undefined) logged++;
    if (logged <= end) log.prune(origin, end);
    completeness.advanced(origin);
  }
}
