/** One replica: the store, what it knows of its peers, and what it tells them. Free of I/O; time comes in as `now`. */

import type { JsonText, Key, NodeId, Origin } from '../protocol/names.ts';
import type { GossipBody, WireAck, WireDots, WireSeen } from '../protocol/gossip.ts';
import { AntiEntropy } from './repair/anti-entropy.ts';
import { Arrears } from './repair/missing-writes.ts';
import type { ReplicaConfig } from './config.ts';
import { Courier } from './repair/courier.ts';
import type { Dissemination } from './dissemination/dissemination.ts';
import { makeDissemination } from './dissemination/strategies.ts';
import { nodeOf, type Dot, type Version } from './store/dot.ts';
import type { Entry } from './store/entry.ts';
import type { Droppable, Traceparent } from './events.ts';
import { Exchange } from './repair/exchange.ts';
import { ReplicaMailer } from './strategy-host.ts';
import { mergeEntries } from './merge.ts';
import type { Effects } from './outbox.ts';
import { OverdueAcks } from './repair/awaited-acks.ts';
import { OwedAcks } from './repair/outgoing-acks.ts';
import { RollCall } from './measure/completeness-roll.ts';
import { ReplicaState } from './state.ts';
import type { View } from './store/view.ts';
import { ViewReads } from './measure/view-reads.ts';

/** Writes of one transaction, or a single one. */
export type Writes = readonly (readonly [key: Key, value: JsonText])[];

const NOBODY: readonly NodeId[] = [];
const NO_RANGES: readonly WireDots[] = [];

export class Replica {
  readonly #state: ReplicaState;
  readonly #owed: OwedAcks;
  readonly #courier: Courier;
  readonly #antiEntropy: AntiEntropy;
  readonly #exchange: Exchange;
  readonly #arrears: Arrears;
  readonly #overdue: OverdueAcks;
  readonly #dissemination: Dissemination;
  /** Levels as they were last reported. */
  #keys = -1;
  #pending = -1;
  #lagMax = -1;

  constructor(config: ReplicaConfig, out: Effects, now: number) {
    this.#state = new ReplicaState(config, out);
    this.#owed = new OwedAcks(config.node, (node) => this.#dissemination.ackVia(node));
    this.#courier = new Courier(this.#state, this.#owed);
    this.#exchange = new Exchange(this.#state, this.#courier, this.#owed);
    this.#antiEntropy = new AntiEntropy(this.#state.peers, config.rng.fork('anti-entropy'), config);
    this.#arrears = new Arrears(this.#state.seen, config.repairAfterMs);
    const usualMs = config.repairAfterMs + config.ackDelayMs;
    this.#overdue = new OverdueAcks(this.#state.peers, this.#state.convergence, usualMs);
    const mailer = new ReplicaMailer(this.#state, this.#courier, this.#exchange, this.#owed);
    this.#dissemination = makeDissemination(config.strategy, mailer, config);
    this.#antiEntropy.start(now);
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
    this.#antiEntropy.among(neighbours);
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
    seen.add(origin, entry.seq);
    out.events.push({ type: 'accepted', dot: entry, acceptedAtMs: now, traceparent: entry.traceparent });
    convergence.accepted(entry, out.events);
    if (this.#state.peers.length === 0) return entry;
    this.#logged(entry);
    this.#dissemination.accepted(entry, now);
    this.#overdue.expect(now);
    this.#antiEntropy.stirred(now);
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
    const { store, seen } = this.#state;
    store.show(view, (origin) => seen.through(origin));
    this.#state.viewReads = new ViewReads(view);
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

  /** Which version a key holds here: for the same. */
  versionOf(key: Key): Version | undefined {
    return this.#state.store.entryOf(key);
  }

  /** Takes in a peer's message. */
  receive(body: GossipBody, from: NodeId, now: number): void {
    const { completeness, convergence, seen, reads, reachability, out } = this.#state;
    reachability.heard(from);
    const news = body.ranges?.filter(([origin, , last]) => last > seen.through(origin)) ?? NO_RANGES;
    const { fresh, duplicates, left } = mergeEntries(body, from, now, this.#state, out.events);
    for (const entry of fresh) this.#arrived(entry, now);
    for (const range of news) this.#covered(range, left);
    completeness.claim(from, body.origin, body.seq, body.at);
    this.#state.stabilised(body.origin, body.stable);
    if (body.acks !== undefined) for (const ack of body.acks) this.#acknowledged(ack, now);
    this.#arrears.told(from, body.origin, body.seq, now);
    if (body.seen !== undefined) this.#peerHasSeen(from, body.seen, body, now);
    reads.settle(completeness.throughMs, out.events);
    this.#state.viewReads?.settle(completeness.throughMs, out.events);
    this.#state.stabilised(this.#state.origin, convergence.stable);
    this.#dissemination.arrived({ kind: body.type, from, body, fresh, duplicates }, now);
    const lacked = this.#exchange.answer(body, from, now);
    if (lacked || fresh.length > 0) this.#antiEntropy.stirred(now);
  }

  /** When `tick` wants to be called; Infinity: not before the next message. */
  get wakeAtMs(): number {
    const { reachability } = this.#state;
    return Math.min(
      this.#dissemination.dueAtMs,
      this.#antiEntropy.dueAtMs,
      this.#owed.dueAtMs,
      this.#arrears.dueAtMs,
      this.#overdue.dueAtMs,
      reachability.dueAtMs,
    );
  }

  /** Does what is due, and reports levels that changed. Called at the end of every step. */
  tick(now: number): void {
    const { reachability, convergence, reads, store, out, peers } = this.#state;
    if (reachability.update(now, out.events)) this.#dissemination.reachabilityChanged(now);
    if (this.#dissemination.dueAtMs <= now) this.#dissemination.flush(now);
    if (this.#antiEntropy.dueAtMs <= now) {
      const lagging =
        convergence.pending === 0 ? [] : peers.filter((peer) => convergence.missingFrom(peer) !== undefined);
      const { completeness, viewReads } = this.#state;
      const isAwaiting = reads.hasOpenStale || viewReads?.hasOpenStale === true;
      const isCalling = completeness instanceof RollCall && completeness.isOpen;
      const drawn = this.#antiEntropy.nextPeer(now, lagging, isAwaiting || isCalling);
      const peer = isAwaiting ? (this.#dissemination.hub ?? drawn) : drawn;
      if (peer !== undefined) this.#exchange.ask(peer, now);
    }
    for (const peer of this.#debtors(now)) this.#exchange.ask(peer, now);
    if (this.#owed.dueAtMs <= now) {
      for (const node of this.#owed.due(now)) this.#courier.post(node, 'ack', {}, now);
    }
    this.#dropped('key_history', store.takeHistoryDropped());
    this.#dropped('owed_acks', this.#owed.takeDropped());
    this.#courier.rest();
    this.#reportLevels();
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
    // Who asks for the run here is told the same of it.
    const end = (gaps[0]?.seq ?? last + 1) - 1;
    let logged = first;
    while (logged <= end && log.get(origin, logged) !== undefined) logged++;
    if (logged <= end) log.prune(origin, end);
    completeness.advanced(origin);
  }

  /** Who has to be asked for writes or acknowledgements that are overdue. */
  #debtors(now: number): Iterable<NodeId> {
    const { reachability } = this.#state;
    const late = this.#arrears.dueAtMs <= now ? this.#arrears.overdue(now) : NOBODY;
    if (this.#overdue.dueAtMs > now) return late;
    const debtors = new Set(late);
    for (const peer of this.#overdue.debtors(now, (one) => reachability.isSuspected(one))) debtors.add(peer);
    return debtors;
  }

  #arrived(entry: Entry, now: number): void {
    const { reads, completeness, config, out } = this.#state;
    this.#logged(entry);
    this.#owed.add(entry.origin, entry.seq, entry.heldAtMs, now + config.ackDelayMs);
    reads.arrived(entry, out.events);
    completeness.advanced(entry.origin);
  }

  #logged(entry: Entry): void {
    const { log, convergence, origin } = this.#state;
    this.#state.activeAtMs = Math.max(this.#state.activeAtMs, entry.heldAtMs);
    const dropped = log.add(entry);
    this.#dropped('log_entries', dropped === undefined ? 0 : 1);
    if (dropped?.origin !== origin) return;
    convergence.abandon(dropped.seq);
    this.#dropped('pending_writes', 1);
  }

  #acknowledged(ack: WireAck, now: number): void {
    const { convergence, config, out } = this.#state;
    const [origin, by, runs] = ack;
    if (origin !== this.#state.origin) {
      // Meant for another node, or for an earlier life of this one.
      if (nodeOf(origin) !== config.node) this.#owed.passOn(ack, now + config.ackDelayMs);
      return;
    }
    for (const [from, to, heldAtMs] of runs) convergence.acknowledge(by, from, to, heldAtMs, now, out.events);
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
        this.#arrears.told(peer, origin, through, now);
      }
      if (stable > (known?.stable ?? 0)) this.#state.stabilised(origin, stable);
      if (completeAgeMs !== null) completeness.claim(nodeOf(origin), origin, through, at - completeAgeMs);
    });
    if (completeness instanceof RollCall && roll !== undefined) completeness.heard(roll, lacking);
  }

  #dropped(what: Droppable, count: number): void {
    if (count > 0) this.#state.out.events.push({ type: 'dropped', what, count });
  }

  #reportLevels(): void {
    const { store, convergence, out } = this.#state;
    if (store.size !== this.#keys) {
      this.#keys = store.size;
      out.events.push({ type: 'keys', count: store.size });
    }
    if (convergence.pending === this.#pending && convergence.lagMax === this.#lagMax) return;
    this.#pending = convergence.pending;
    this.#lagMax = convergence.lagMax;
    out.events.push({ type: 'pending', count: this.#pending, lagMax: this.#lagMax });
  }
}
