/** One replica: the store, what it knows of its peers, and what it tells them. Free of I/O; time comes in as `now`. */

import type { GossipBody, WireDots } from '../protocol/gossip.ts';
import type { JsonText, Key, NodeId, Origin } from '../protocol/names.ts';
import { Acceptance, type Writes } from './acceptance.ts';
import { Agenda } from './agenda.ts';
import type { Answered } from './answers.ts';
import type { Listener } from '../protocol/validate/hearing.ts';
import type { ReplicaConfig } from './config.ts';
import { Sweep } from './deletes/sweep.ts';
import type { Dissemination } from './dissemination/dissemination.ts';
import { acksDuty, dutiesOf, reachabilityDuty } from './duties.ts';
import { makeDissemination } from './dissemination/strategies.ts';
import type { Effects } from './effects.ts';
import type { Traceparent } from './events.ts';
import { Intake } from './intake.ts';
import type { Recalled } from './journal/replay.ts';
import { Levels } from './levels.ts';
import { ViewReads } from './measure/view-reads.ts';
import { Claims } from './repair/claims.ts';
import { Courier } from './repair/courier.ts';
import { Exchange } from './repair/exchange.ts';
import { OutgoingAcks } from './repair/outgoing-acks.ts';
import { RoundTrips } from './repair/round-trips.ts';
import { Rounds } from './repair/rounds.ts';
import { ReplicaState, type Refusal } from './state.ts';
import { makeOrigin, type Version } from './store/dot.ts';
import type { Entry } from './store/entry.ts';
import { Members } from './membership/members.ts';
import type { HyParView } from './membership/hyparview/hyparview.ts';
import { overlayOf } from './membership/hyparview/overlay.ts';
import { detectionOf, hearProbe, type Detection } from './membership/swim/detection.ts';
import type { KeyChange } from './store/store.ts';
import { unsaid } from './succession.ts';
import type { View } from './store/view.ts';
import { ReplicaStrategyHost } from './strategy-host.ts';

export class Replica {
  readonly #state: ReplicaState;
  readonly #outgoing: OutgoingAcks;
  readonly #courier: Courier;
  readonly #exchange: Exchange;
  readonly #intake: Intake;
  readonly #rounds: Rounds;
  readonly #claims: Claims;
  readonly #dissemination: Dissemination;
  readonly #agenda: Agenda;
  readonly #levels: Levels;
  /** Where members change while the cluster runs. */
  readonly #members: Members | undefined;
  /** Where the node gossips with a partial view. */
  readonly #overlay: HyParView | undefined;
  readonly #detection: Detection | undefined;
  readonly #acceptance: Acceptance;
  readonly #sweep: Sweep;

  /** @param recalled what a process before this one knew; absent: this is the first */
  constructor(config: ReplicaConfig, out: Effects, now: number, recalled?: Recalled) {
    const state = recalled?.state ?? new ReplicaState(config, out);
    this.#state = state;
    this.#outgoing = new OutgoingAcks(
      config.node,
      (node) => this.#dissemination.ackVia(node),
      state.bounds.outgoingAckRuns,
      (origin) => state.isFollowed(origin),
    );
    this.#courier = new Courier(state, this.#outgoing);
    const roundTrips = new RoundTrips();
    this.#exchange = new Exchange(state, this.#courier, this.#outgoing, roundTrips);
    this.#intake = new Intake(state, this.#outgoing);
    this.#rounds = new Rounds(state, this.#exchange, roundTrips, () => this.#dissemination.hub);
    this.#claims = new Claims(state, this.#exchange, this.#rounds);
    const host = new ReplicaStrategyHost(state, this.#courier, this.#exchange, this.#outgoing);
    this.#dissemination = makeDissemination(config.strategy, host, config);
    this.#levels = new Levels(state);
    this.#rounds.start(now);
    if (state.isTopologyGiven) this.#dissemination.neighboursChanged();
    const overlay = overlayOf(state, this.#courier, () => this.#neighboursChanged(), now);
    const detection = detectionOf(state, this.#courier, now);
    const [rounds, dissemination] = [this.#rounds, this.#dissemination];
    const parts = { state, outgoing: this.#outgoing, exchange: this.#exchange, rounds, dissemination };
    const members = config.views && new Members({ ...parts, overlay, detection }, config.views, now);
    [this.#overlay, this.#detection, this.#members] = [overlay, detection, members];
    this.#acceptance = new Acceptance(state, this.#intake, dissemination, rounds, recalled?.rewritten);
    this.#sweep = new Sweep(state, (peer, at) => this.#exchange.ask(peer, at));
    this.#agenda = new Agenda([
      ...dutiesOf(members, detection),
      reachabilityDuty(state, this.#dissemination),
      ...dutiesOf(overlay),
      { part: this.#dissemination, run: (at) => this.#dissemination.flush(at) },
      ...this.#rounds.duties(),
      this.#exchange.duty,
      this.#sweep.duty,
      acksDuty(this.#outgoing, this.#courier),
    ]);
  }

  /** What peers' messages are checked against. */
  get listener(): Listener {
    return this.#state;
  }

  isPeer(node: string): node is NodeId {
    return this.#state.isPeer(node);
  }

  /**
   * A client gives this node its neighbours: entries spread from neighbour to neighbour, and rounds of anti-entropy are made with
   * them. Only who is known to lack something is asked directly: so nobody is cut off by a topology in pieces. (A relay makes a
   * star of its own, and takes them for anti-entropy only.)
   */
  follow(names: Iterable<string>): void {
    if (this.#state.follow(names)) this.#neighboursChanged();
  }

  #neighboursChanged(): void {
    this.#rounds.neighboursChanged();
    this.#dissemination.neighboursChanged();
  }

  /** Accepts a write: from now on it is this replica's answer, and on its way to the others. */
  write(writes: Writes, now: number, parent?: Traceparent): Entry {
    return this.#acceptance.write(writes, now, parent);
  }

  /** Who counts, where that changes. */
  get members(): Pick<Members, 'life' | 'view' | 'isGone' | 'isServing' | 'awaits' | 'want'> | undefined {
    return this.#members;
  }

  /** What a request that may come again was answered; undefined: it has not come, or too long ago. */
  answerTo(key: string, now: number): Answered | undefined {
    return this.#state.answers.to(key, now);
  }

  /** A request that may come again is answered. */
  answered(answered: Answered): void {
    this.#state.answered(answered);
  }

  /** Why it is not to accept writes; undefined: it may. */
  get refusal(): Refusal | undefined {
    return this.#state.refusal;
  }

  /** Whether there is room on disk for what it would accept. */
  setDiskFull(isFull: boolean): void {
    this.#state.isDiskFull = isFull;
  }

  /** By how much the node's clock has to be corrected, as far as is known: where that is news, another life has to begin. */
  get correctionMs(): number {
    // A member is one life: where members change, a node whose clock is wrong refuses writes until it is started again.
    if (this.#members !== undefined) return this.#state.correctionMs;
    return this.#state.offsets.correctionMs(this.#state.correctionMs);
  }

  /**
   * Goes on from an earlier life of this node, whose time was wrong.
   * @param shiftMs by how much the time of this life differs from the one before
   */
  succeed(earlier: Replica, shiftMs: number, now: number): void {
    const before = earlier.#state;
    this.#acceptance.succeed(earlier.#acceptance, shiftMs, now);
    this.#state.offsets.inherit(before.offsets);
    for (const answered of before.answers.all()) this.#state.answered(answered);
    if (before.isTopologyGiven) this.follow(before.neighbours);
    for (const [what, count] of unsaid(before)) this.#state.dropped(what, count);
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

  /** This process: of a node that keeps its data, many go on with one life. */
  get start(): string {
    const { startUs, node } = this.#state.config;
    return startUs === undefined ? this.origin : makeOrigin(node, startUs);
  }

  /** This life of this node: no other ever has the same. */
  get origin(): Origin {
    return this.#state.origin;
  }

  /** The value under a key, for a decision that is not a client's read. */
  peek(key: Key): JsonText | undefined {
    return this.#state.store.valueOf(key);
  }

  /** What still holds of these writes here, for people: with `DELETED` for a key that one of them deleted. */
  *valuesOf(dots: readonly WireDots[]): Generator<{ key: Key; value: JsonText; entry: Entry }> {
    const { store } = this.#state;
    for (const entry of store.feed.from(0)) {
      if (!dots.some(([origin, from, to]) => entry.origin === origin && entry.seq >= from && entry.seq <= to))
        continue;
      for (const key of entry.keys) {
        const value = store.liveValue(entry, key);
        if (value !== undefined) yield { key, value, entry };
      }
    }
  }

  /** The keys that hold a value here, in order, from this one on; undefined: all. For listing, that is no client's read. */
  keysFrom(key: Key | undefined): Iterable<Key> {
    return this.#state.store.keysFrom(key);
  }

  /** Calls back for each change of a key from now on; undefined: no more. */
  watch(watcher: ((change: KeyChange) => void) | undefined): void {
    this.#state.store.watcher = watcher;
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
   * @param entriesLeftOut of lives that it has no room to remember: they are not in the body any more
   */
  receive(body: GossipBody, from: NodeId, now: number, entriesLeftOut = 0): void {
    if (this.#members?.admits(body, from, now) === false) return;
    const { reachability, bounds, offsets, peers } = this.#state;
    reachability.heard(from);
    this.#overlay?.received(body, from, now);
    this.#acceptance.defend(body, now);
    const merged = this.#intake.takeIn(body, from, now);
    const { fresh, duplicates } = merged;
    this.#claims.learn(body, from, now);
    this.#state.closeReads();
    // Much that repair brought is not spread on: the others ask for it, too.
    const news = body.type === 'delta' && fresh.length > bounds.pushedEntries ? [] : fresh;
    this.#dissemination.arrived({ kind: body.type, from, body, fresh: news, duplicates }, now);
    const lacked = this.#exchange.answer(body, from, merged, now, entriesLeftOut);
    this.#sweep.answered(body, from, now);
    hearProbe(body, from, this.#detection, this.#courier, now);
    // Something from the future, and it is not known whose clock is wrong.
    const isUndecided = merged.early.length > 0 && offsets.undecided(peers).length > 0;
    if (lacked || fresh.length > 0 || isUndecided) this.#rounds.somethingNew(now);
    this.#members?.learned(body, now);
  }

  /** A peer of an earlier version does not know a kind of message. @returns whether that was a probe, the only new one */
  isStrangeTo(peer: string, now: number): boolean {
    if (!this.isPeer(peer)) return false;
    this.#detection?.abstains(peer, now);
    return this.#detection !== undefined;
  }

  /** When `tick` wants to be called; Infinity: not before the next message. */
  get wakeAtMs(): number {
    return this.#agenda.dueAtMs;
  }

  /** Does what is due, and reports levels that changed. Called at the end of every step. */
  tick(now: number): void {
    this.#sweep.look(now);
    this.#agenda.run(now);
    this.#state.dropped('key_history', this.#state.store.takeHistoryDropped());
    this.#state.dropped('owed_acks', this.#outgoing.takeDropped());
    this.#courier.forgetParcels();
    this.#levels.report();
  }
}
