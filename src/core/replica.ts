/** One replica: the store, what it knows of its peers, and what it tells them. Free of I/O; time comes in as `now`. */

import type { GossipBody, WireSeen } from '../protocol/gossip.ts';
import type { JsonText, Key, NodeId, Origin } from '../protocol/names.ts';
import { Agenda, type Duty } from './agenda.ts';
import type { Listener } from '../protocol/validate/hearing.ts';
import type { ReplicaConfig } from './config.ts';
import type { Dissemination } from './dissemination/dissemination.ts';
import { makeDissemination } from './dissemination/strategies.ts';
import type { Effects } from './effects.ts';
import type { Traceparent } from './events.ts';
import { Intake } from './intake.ts';
import { Levels } from './levels.ts';
import { ViewReads } from './measure/view-reads.ts';
import { Courier } from './repair/courier.ts';
import { Exchange } from './repair/exchange.ts';
import { OutgoingAcks } from './repair/outgoing-acks.ts';
import { RoundTrips } from './repair/round-trips.ts';
import { Rounds } from './repair/rounds.ts';
import { ReplicaState } from './state.ts';
import { nodeOf, type Version } from './store/dot.ts';
import type { Entry } from './store/entry.ts';
import type { View } from './store/view.ts';
import { ReplicaStrategyHost } from './strategy-host.ts';

/** Writes of one transaction, or a single one. */
export type Writes = readonly (readonly [key: Key, value: JsonText])[];

export class Replica {
  readonly #state: ReplicaState;
  readonly #outgoing: OutgoingAcks;
  readonly #courier: Courier;
  readonly #exchange: Exchange;
  readonly #intake: Intake;
  readonly #rounds: Rounds;
  readonly #dissemination: Dissemination;
  readonly #agenda: Agenda;
  readonly #levels: Levels;

  constructor(config: ReplicaConfig, out: Effects, now: number) {
    const state = new ReplicaState(config, out);
    this.#state = state;
    this.#outgoing = new OutgoingAcks(
      config.node,
      (node) => this.#dissemination.ackVia(node),
      state.bounds.outgoingAckRuns,
    );
    this.#courier = new Courier(state, this.#outgoing);
    const roundTrips = new RoundTrips();
    this.#exchange = new Exchange(state, this.#courier, this.#outgoing, roundTrips);
    this.#intake = new Intake(state, this.#outgoing);
    this.#rounds = new Rounds(state, this.#exchange, roundTrips, () => this.#dissemination.hub);
    const host = new ReplicaStrategyHost(state, this.#courier, this.#exchange, this.#outgoing);
    this.#dissemination = makeDissemination(config.strategy, host, config);
    this.#agenda = new Agenda(this.#duties());
    this.#levels = new Levels(state);
    this.#rounds.start(now);
  }

  /** What peers' messages are checked against. */
  get listener(): Listener {
    return this.#state;
  }

  isPeer(node: string): node is NodeId {
    return this.#state.isPeer(node);
  }

  /**
   * A client gives this node its neighbours. They are followed where the settings say so: entries spread from neighbour to
   * neighbour, and rounds of anti-entropy are made with them. Only who is known to lack something is asked directly: so
   * nobody is cut off by a topology in pieces. (A relay makes a star of its own, and takes them for anti-entropy only.)
   * @param names others than peers are ignored; without any that is one the node keeps all peers
   */
  follow(names: readonly string[]): void {
    const { peers, config } = this.#state;
    const neighbours = peers.filter((peer) => names.includes(peer));
    if (config.topology === 'full' || neighbours.length === 0) return;
    this.#state.neighbours = neighbours;
    this.#rounds.neighboursChanged();
    this.#dissemination.neighboursChanged();
  }

  /** Accepts a write: from now on it is this replica's answer, and on its way to the others. */
  write(writes: Writes, now: number, parent?: Traceparent): Entry {
    const { store, seen, clock, convergence, out, origin, traceIds } = this.#state;
    const entry: Entry = {
      origin,
      seq: ++this.#state.lastSeq,
      clockUs: clock.tick(now),
      acceptedAtMs: now,
      hops: 0,
      keys: store.keysOf(writes),
      traceparent: traceIds?.forWrite(parent, now),
      from: undefined,
      heldAtMs: now,
      arrival: store.nextArrival(),
    };
    for (const [key, value] of writes) {
      store.put(key, entry, value, this.#state.completeness.throughMs);
    }
    store.applied(entry);
    seen.add(origin, entry.seq);
    out.events.push({ type: 'accepted', dot: entry, acceptedAtMs: now, traceparent: entry.traceparent });
    convergence.accepted(entry, out.events);
    if (this.#state.peers.length === 0) return entry;
    this.#intake.log(entry);
    this.#dissemination.accepted(entry, now);
    this.#rounds.accepted(now);
    return entry;
  }

  /** A client's read; undefined: no such key. Whether it was stale turns out later. */
  read(key: Key, now: number): JsonText | undefined {
    const { store, reads, out, peers } = this.#state;
    out.events.push({ type: 'read' });
    this.#state.activeAtMs = now;
    if (peers.length > 0) reads.record(key, store.entryOf(key), now, out.events);
    return store.valueOf(key);
  }

  /** Keeps the view up to date from now on. One a replica, before anything is written. */
  show(view: View): void {
    const { store, seen, bounds } = this.#state;
    store.show(view, (origin) => seen.through(origin));
    this.#state.viewReads = new ViewReads(view, bounds.viewReads);
  }

  /** A client's read of the whole view. Whether it was stale turns out later. */
  readView(now: number): void {
    const { store, viewReads, out, peers } = this.#state;
    out.events.push({ type: 'read' });
    this.#state.activeAtMs = now;
    if (peers.length > 0) viewReads?.record(store.arrivals, now, out.events);
  }

  /** This life of this node: no other ever has the same. */
  get origin(): Origin {
    return this.#state.origin;
  }

  /** The value under a key, for a decision that is not a client's read. */
  peek(key: Key): JsonText | undefined {
    return this.#state.store.valueOf(key);
  }

  /** How often a key has taken up another version here: for a checker that sees every replica. */
  get changes(): number {
    return this.#state.store.changes;
  }

  /** Whether this replica claims to hold a write, or a later version of each of its keys: for the same. */
  claims(origin: Origin, seq: number): boolean {
    return this.#state.seen.has(origin, seq);
  }

  /** Which version a key holds here: for the same. */
  versionOf(key: Key): Version | undefined {
    return this.#state.store.entryOf(key);
  }

  /**
   * Takes in a peer's message, in phases whose order matters:
   * 1. entries, so that what the message claims of them can hold;
   * 2. how far its sender is, and what it acknowledges: this dates writes and closes the books on reads;
   * 3. the strategy spreads what was new, and knows by then what is stable and needs no spreading;
   * 4. the answer comes last, so that it says what this replica has now.
   */
  receive(body: GossipBody, from: NodeId, now: number): void {
    const { reachability, bounds } = this.#state;
    reachability.heard(from);
    const { fresh, duplicates } = this.#intake.takeIn(body, from, now);
    this.#learn(body, from, now);
    this.#closeReads();
    // Much that repair brought is not spread on: the others ask for it, too.
    const news = body.type === 'delta' && fresh.length > bounds.pushedEntries ? [] : fresh;
    this.#dissemination.arrived({ kind: body.type, from, body, fresh: news, duplicates }, now);
    const lacked = this.#exchange.answer(body, from, fresh.length > 0, now);
    if (lacked || fresh.length > 0) this.#rounds.somethingNew(now);
  }

  /** When `tick` wants to be called; Infinity: not before the next message. */
  get wakeAtMs(): number {
    return this.#agenda.dueAtMs;
  }

  /** Does what is due, and reports levels that changed. Called at the end of every step. */
  tick(now: number): void {
    this.#agenda.run(now);
    this.#state.dropped('key_history', this.#state.store.takeHistoryDropped());
    this.#state.dropped('owed_acks', this.#outgoing.takeDropped());
    this.#courier.forgetParcels();
    this.#levels.report();
  }

  /** In this order: whom the strategy can reach, what it sends, what is asked for, and last the acknowledgements that found no ride. */
  #duties(): Duty[] {
    const { reachability, out } = this.#state;
    return [
      {
        part: reachability,
        run: (now) => {
          if (reachability.update(now, out.events)) this.#dissemination.reachabilityChanged(now);
        },
      },
      { part: this.#dissemination, run: (now) => this.#dissemination.flush(now) },
      ...this.#rounds.duties(),
      this.#exchange.duty,
      { part: this.#outgoing, run: (now) => this.#sendAcks(now) },
    ];
  }

  #sendAcks(now: number): void {
    for (const node of this.#outgoing.due(now)) this.#courier.sendMessage(node, 'ack', {}, now);
  }

  /** How far the sender and, by its word, the other nodes are. */
  #learn(body: GossipBody, from: NodeId, now: number): void {
    const { origin, seq, at, stable, acks, seen, wanted } = body;
    this.#state.completeness.claim(from, origin, seq, at);
    this.#state.stabilised(origin, stable);
    if (acks !== undefined) this.#exchange.takeAcks(acks, now);
    this.#rounds.told(from, origin, seq, now);
    for (const [of, first, ageMs] of wanted ?? []) this.#rounds.wanted(from, of, first, ageMs, now);
    if (seen !== undefined) this.#peerHasSeen(from, seen, body, now);
  }

  #peerHasSeen(peer: NodeId, seen: readonly WireSeen[], { at, roll }: GossipBody, now: number): void {
    const { completeness } = this.#state;
    const mine = this.#state.seen.beside(seen);
    const lacking: WireSeen[] = [];
    seen.forEach((theirs, i) => {
      const [origin, through, completeAgeMs, stable] = theirs;
      const known = mine[i];
      if (through > (known?.through ?? 0)) {
        lacking.push(theirs);
        this.#rounds.told(peer, origin, through, now);
      }
      if (stable > (known?.stable ?? 0)) this.#state.stabilised(origin, stable);
      if (completeAgeMs !== null) completeness.claim(nodeOf(origin), origin, through, at - completeAgeMs);
    });
    if (roll !== undefined) completeness.heard(roll, lacking);
  }

  /** What is complete by now closes the books on reads; what converged by now is stable. */
  #closeReads(): void {
    const { completeness, convergence, reads, viewReads, origin, out } = this.#state;
    reads.settle(completeness.throughMs, out.events);
    viewReads?.settle(completeness.throughMs, out.events);
    this.#state.stabilised(origin, convergence.stable);
  }
}
