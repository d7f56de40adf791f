/** What the replica does for its dissemination strategy. */

import type { NodeId } from '../protocol/names.ts';
import type { GossipKind, WireDots, WireRun, WireWanted } from '../protocol/gossip.ts';
import type { Prng } from '../base/prng.ts';
import type { Bounds } from './bounds.ts';
import type { Courier } from './repair/courier.ts';
import type { StrategyHost, StrategySections } from './dissemination/dissemination.ts';
import type { Dot } from './store/dot.ts';
import type { Entry } from './store/entry.ts';
import type { Droppable } from './events.ts';
import type { Exchange } from './repair/exchange.ts';
import type { Peers } from './membership.ts';
import type { OutgoingAcks } from './repair/outgoing-acks.ts';
import type { ReplicaState } from './state.ts';

const NONE: readonly Entry[] = [];

export class ReplicaStrategyHost implements StrategyHost {
  readonly rng: Prng;
  readonly #state: ReplicaState;
  readonly #courier: Courier;
  readonly #exchange: Exchange;
  readonly #outgoing: OutgoingAcks;

  constructor(state: ReplicaState, courier: Courier, exchange: Exchange, outgoing: OutgoingAcks) {
    this.rng = state.config.rng.fork('dissemination');
    this.#state = state;
    this.#courier = courier;
    this.#exchange = exchange;
    this.#outgoing = outgoing;
  }

  get bounds(): Bounds {
    return this.#state.bounds;
  }

  get me(): NodeId {
    return this.#state.config.node;
  }

  get peers(): Peers {
    return this.#state.peers;
  }

  isPeer(name: string): name is NodeId {
    return this.#state.isPeer(name);
  }

  get neighbours(): Peers {
    return this.#state.neighbours;
  }

  get isTopologyGiven(): boolean {
    return this.#state.isTopologyGiven || this.#state.hasPartialView;
  }

  send(dest: NodeId, kind: GossipKind, entries: readonly Entry[], now: number): void {
    this.#courier.sendEntries(dest, kind, entries, now);
  }

  answer(dest: NodeId, kind: GossipKind, entries: readonly Entry[], now: number): void {
    this.#courier.answerEntries(dest, kind, entries, now);
  }

  tell(dest: NodeId, kind: GossipKind, sections: StrategySections, now: number): void {
    this.#courier.sendMessage(dest, kind, sections, now);
  }

  sendWithSeen(
    dest: NodeId,
    kind: GossipKind,
    entries: readonly Entry[],
    now: number,
    sections: StrategySections = {},
  ): void {
    this.#courier.sendEntries(dest, kind, entries, now, { ...sections, ...this.#exchange.seenSections(now) });
  }

  ask(peer: NodeId, now: number): void {
    this.#exchange.ask(peer, now);
  }

  isSuspected(peer: NodeId): boolean {
    return this.#state.reachability.isSuspected(peer);
  }

  isAvoided(peer: NodeId, now: number): boolean {
    return this.#state.reachability.isAvoided(peer, now);
  }

  expectAnswer(peer: NodeId, now: number): void {
    this.#state.reachability.asked(peer, now);
  }

  hasSeen({ origin, seq }: Dot): boolean {
    return this.#state.seen.has(origin, seq);
  }

  unseenIn([origin, from, to]: WireDots): readonly WireRun[] {
    return this.#state.seen.of(origin)?.missingIn(from, to) ?? [[from, to]];
  }

  entriesIn([origin, first, last]: WireDots): Iterable<Entry> {
    const log = this.#state.seen.of(origin)?.log;
    if (log === undefined) return NONE;
    if (first < last) return log.entriesIn(first, last);
    // Feedback names mostly single writes.
    const entry = log.get(first);
    return entry === undefined ? NONE : [entry];
  }

  entryOf({ origin, seq }: Dot): Entry | undefined {
    return this.#state.log.get(origin, seq);
  }

  isLive(entry: Entry): boolean {
    return this.#state.store.isLive(entry);
  }

  pendingWrites(): readonly Entry[] {
    const { convergence, bounds } = this.#state;
    const { pushedEntries } = bounds;
    return convergence.pending > pushedEntries ? [] : convergence.pendingWrites(pushedEntries);
  }

  wantedAcks(): readonly WireWanted[] {
    const { convergence, origin } = this.#state;
    return convergence.pending > 0 ? [[origin, convergence.stable + 1]] : [];
  }

  dropped(what: Droppable): void {
    this.#state.dropped(what, 1);
  }

  acknowledgeAgain(now: number): void {
    const { seen, origin: mine, config } = this.#state;
    for (const { origin, log } of seen.all()) {
      if (origin === mine) continue;
      for (let seq = log.first; seq < log.end; seq++) {
        const entry = log.get(seq);
        if (entry !== undefined) this.#outgoing.add(origin, seq, entry.heldAtMs, now + config.ackDelayMs);
      }
    }
  }
}
