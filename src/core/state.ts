/** The parts of a replica, made once and shared by what acts on them. */

import type { NodeId, Origin } from '../protocol/names.ts';
import type { Listener } from '../protocol/validate/hearing.ts';
import { Answers, type Answered } from './answers.ts';
import { HybridClock } from './store/clock.ts';
import { boundsWith, type Bounds } from './bounds.ts';
import type { Completeness } from './measure/completeness.ts';
import { CompletenessTable } from './measure/completeness-table.ts';
import type { ReplicaConfig } from './config.ts';
import { ClockOffsets } from './measure/clock-offsets.ts';
import { Convergence } from './measure/convergence.ts';
import { makeOrigin } from './store/dot.ts';
import type { Droppable, TraceIds } from './events.ts';
import { Log } from './store/log.ts';
import type { WireViewId } from '../protocol/membership.ts';
import type { View } from './membership/view.ts';
import { VoterMemory } from './membership/voter-memory.ts';
import { membershipOf, type Membership, type Peers } from './membership.ts';
import type { Effects } from './effects.ts';
import { CompletenessRoll } from './measure/completeness-roll.ts';
import { Reachability } from './reachability.ts';
import { ReadLog } from './measure/read-log.ts';
import { SetAside } from './repair/set-aside.ts';
import type { Entry } from './store/entry.ts';
import { Store } from './store/store.ts';
import { VersionVector } from './store/version-vector.ts';
import type { ViewReads } from './measure/view-reads.ts';

/** Why a node refuses writes. */
export type Refusal = 'clock_wrong' | 'disk_full';

export class ReplicaState implements Listener {
  readonly config: ReplicaConfig;
  readonly bounds: Bounds;
  readonly out: Effects;
  readonly origin: Origin;
  /** Sorted, without this node. */
  peers: Peers;
  /** Those of the peers that a given topology puts beside this node, or HyParView, sorted; all of them otherwise. */
  neighbours: Peers;
  /** Whether a client gave this node its neighbours: entries are then passed on to them, however many they are. */
  isTopologyGiven = false;
  /** Whether `neighbours` is the active view of HyParView. */
  readonly hasPartialView: boolean;
  readonly store: Store;
  readonly seen: VersionVector;
  readonly log: Log;
  readonly clock = new HybridClock();
  readonly reads: ReadLog;
  /** Where the workload has a view. */
  viewReads: ViewReads | undefined;
  readonly completeness: Completeness;
  readonly convergence: Convergence;
  readonly reachability: Reachability;
  /** How far the peers' clocks are from this node's. */
  readonly offsets: ClockOffsets;
  /** Whose writes are from the future. */
  readonly setAside: SetAside;
  readonly traceIds: TraceIds | undefined;
  /** What is accepted or taken in could not be kept. */
  isDiskFull = false;
  /** To requests that may come again. */
  readonly answers: Answers;
  /** When something was last read here or taken in. */
  activeAtMs = -Infinity;
  /** The first place of the feed from which on there may be values that the version vector does not claim. */
  unclaimedFrom = Infinity;
  /** The last sequence number given to a local write. */
  lastSeq = 0;
  #membership: Membership;
  /** Where members change: who counts, once this node knows. */
  view: View | undefined;
  /** What this node has promised as a voter on the next view. */
  readonly votes: VoterMemory;

  constructor(config: ReplicaConfig, out: Effects) {
    this.config = config;
    this.out = out;
    this.votes = new VoterMemory((change) => out.changes?.push(change));
    this.origin = makeOrigin(config.node, config.incarnation);
    this.#membership = membershipOf(config.nodes);
    this.peers = this.#membership.without(config.node);
    this.hasPartialView = config.topology === 'hyparview';
    this.neighbours = this.hasPartialView ? [] : this.peers;
    const bounds = boundsWith(config.bounds);
    this.bounds = bounds;
    this.answers = new Answers(bounds);
    this.seen = new VersionVector(bounds.gapRuns);
    this.log = new Log(this.seen, bounds);
    this.reads = new ReadLog(bounds.keyReads);
    this.store = new Store(
      this.peers.length > 0 || config.views !== undefined ? Math.max(1, bounds.keyHistory) : 0,
    );
    this.completeness =
      config.nodes.length < bounds.rollCallNodes || config.views !== undefined
        ? new CompletenessTable(
            this.origin,
            this.peers.length,
            (node) => this.isPeer(node),
            this.seen,
            bounds.waitingClaims,
          )
        : new CompletenessRoll(this.#membership, config.node, this.seen, bounds.waitingRolls);
    this.convergence = new Convergence(this.peers.length, (node) => this.isPeer(node), bounds);
    this.reachability = new Reachability(this.peers.length, config.suspectAfterMs);
    this.offsets = new ClockOffsets(this.peers.length, config.maxClockAheadMs);
    this.setAside = new SetAside(bounds.setAsideOrigins);
    this.traceIds = config.traceIds;
  }

  get node(): NodeId {
    return this.config.node;
  }

  /** Through which of its own writes all replicas have them. */
  get stable(): number {
    return this.convergence.stable;
  }

  isMember(name: string): boolean {
    return this.#membership.has(name) || this.view?.wasMember(name) === true;
  }

  /** Undefined where members are fixed. */
  get hasView(): ((id: unknown) => boolean) | undefined {
    if (this.config.views === undefined) return undefined;
    return (id) =>
      this.view?.isSame(id as WireViewId) === true || this.view?.isAfter(id as WireViewId) === true;
  }

  /** Whether somebody is left who follows what this origin has written. */
  isFollowed(origin: Origin): boolean {
    return this.config.views === undefined || this.view?.stateOf(origin) !== undefined;
  }

  /** There are other members: all but this node are its peers. */
  setMembers(view: View, nodes: readonly NodeId[]): void {
    this.view = view;
    this.#membership = membershipOf(nodes);
    this.peers = this.#membership.without(this.node);
    if (!this.hasPartialView) this.neighbours = this.peers;
  }

  knows(origin: Origin): boolean {
    return this.seen.of(origin) !== undefined;
  }

  /** Its own present life has a place, also before it has written. */
  livesOf(node: NodeId): number {
    const isUnwritten = node === this.config.node && !this.knows(this.origin);
    return this.seen.livesOf(node) + (isUnwritten ? 1 : 0);
  }

  isPeer(name: string): name is NodeId {
    return name !== this.config.node && this.#membership.has(name);
  }

  /** By how much the time that this life is given differs from what the node's clock shows. */
  get correctionMs(): number {
    return this.config.correctionMs ?? 0;
  }

  /** The node's clock is far from those of most of its peers: what it would accept now might be lost to what was accepted before. */
  get isClockWrong(): boolean {
    return this.offsets.isFar || this.correctionMs !== 0;
  }

  /** Why no write is to be accepted. */
  get refusal(): Refusal | undefined {
    if (this.isClockWrong) return 'clock_wrong';
    return this.isDiskFull ? 'disk_full' : undefined;
  }

  /**
   * Neighbours are followed where the settings say so.
   * @param names others than peers are ignored; without any that is one the node keeps all peers
   * @returns whether they are followed from now on
   */
  follow(names: Iterable<string>): boolean {
    const named = new Set(names);
    const neighbours = this.peers.filter((peer) => named.has(peer));
    if (this.config.topology !== 'given' || neighbours.length === 0) return false;
    this.isTopologyGiven = true;
    this.neighbours = neighbours;
    this.out.changes?.push({ type: 'neighbours', nodes: neighbours });
    return true;
  }

  /** No version later than this is taken in yet. */
  clockLimitUs(now: number): number {
    return (now + this.config.maxClockAheadMs) * 1000;
  }

  /** A message that took longer brings no new keys: what deleted them may be forgotten. */
  get messageAgeLimitMs(): number {
    return this.config.maxClockAheadMs + this.bounds.messageAgeMs;
  }

  /** The origin says that all replicas have its writes through `seq`: nobody needs to be told of them any more. */
  stabilised(origin: Origin, seq: number): void {
    if (seq <= (this.seen.of(origin)?.stable ?? 0)) return;
    this.out.changes?.push({ type: 'stable', origin, seq });
    this.seen.ensure(origin).stable = seq;
    this.log.prune(origin, seq);
  }

  /** What is complete by now closes the books on reads; what converged by now is stable. */
  closeReads(): void {
    const { completeness, convergence, reads, viewReads, origin, out } = this;
    reads.settle(completeness.throughMs, out.events);
    viewReads?.settle(completeness.throughMs, out.events);
    this.stabilised(origin, convergence.stable);
  }

  /** A run of an origin's writes is held from now on. */
  remember(origin: Origin, from: number, to: number): void {
    this.out.changes?.push({ type: 'run', origin, from, to });
    const forgotten = this.seen.addRun(origin, from, to);
    if (forgotten > 0) this.unclaimedFrom = 0;
    this.dropped('gap_entries', forgotten);
  }

  /** Writes are held whose stamps were never seen: an open read of a key that has changed since may have missed one of them. */
  readsUndecided(): void {
    const count = this.reads.undecided(this.store) + (this.viewReads?.undecided(this.store) ?? 0);
    this.dropped('undecided_reads', count);
  }

  /** An entry that takes its place here now. @param isClaimed whether its write counts as seen */
  keepEntry(entry: Entry, isClaimed: boolean): void {
    if (!isClaimed) this.unclaimedFrom = Math.min(this.unclaimedFrom, entry.arrival);
    const { changes } = this.out;
    if (changes === undefined) return;
    const values = entry.keys.map((key) => this.store.liveValue(entry, key) ?? null);
    changes.push({ type: 'entry', entry, values, isClaimed });
  }

  /** A client is answered, and may ask again. Where there is no room to keep it, it is known for as long as the process lasts. */
  answered(answered: Answered): void {
    this.answers.add(answered);
    if (!this.isDiskFull) this.out.changes?.push({ type: 'answered', ...answered });
  }

  /** Something fell off a bound. */
  dropped(what: Droppable, count: number): void {
    if (count > 0) this.out.events.push({ type: 'dropped', what, count });
  }

  /** No write accepted anywhere before this can still arrive. */
  completeThroughMs(): number {
    return this.completeness.throughMs;
  }
}
