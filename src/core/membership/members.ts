/**
 * Makes a view take effect in the replica: whom it gossips with, whom a write waits for, whose words close the books on reads. And
 * holds a joining node back until it may serve: when each active member has said that it has this very view, and this node holds all
 * that the member held then. What it has not got by then has it among those that it waits for.
 */

import type { GossipBody, WireDots, WireSeen } from '../../protocol/gossip.ts';
import type { MemberState, WireChange, WireMembership, WireViewId } from '../../protocol/membership.ts';
import type { NodeId, Origin } from '../../protocol/names.ts';
import { WIRE_LIMITS } from '../../protocol/validate/limits.ts';
import { vectorCovers } from '../deletes/covering.ts';
import type { Dissemination } from '../dissemination/dissemination.ts';
import type { Exchange } from '../repair/exchange.ts';
import type { OutgoingAcks } from '../repair/outgoing-acks.ts';
import type { Rounds } from '../repair/rounds.ts';
import type { ReplicaState } from '../state.ts';
import { nodeOf } from '../store/dot.ts';
import { lackedBy } from '../store/lacked.ts';
import type { ViewsSettings } from '../config.ts';
import type { HyParView } from './hyparview/hyparview.ts';
import type { Detection } from './swim/detection.ts';
import { applyView } from './apply-view.ts';
import { Spread } from './spread.ts';
import type { View } from './view.ts';
import { Views, type Outcome, type ViewsEffects } from './views.ts';

/** A change that has found no majority for so long is given up, in rounds of asking. */
const GIVE_UP_ROUNDS = 20;

/** What a view changes beside the state. */
export interface Parts {
  readonly state: ReplicaState;
  readonly outgoing: OutgoingAcks;
  readonly exchange: Exchange;
  readonly rounds: Rounds;
  readonly dissemination: Dissemination;
  readonly overlay: HyParView | undefined;
  readonly detection: Detection | undefined;
}

export class Members implements ViewsEffects {
  readonly #parts: Parts;
  readonly #state: ReplicaState;
  readonly #views: Views;
  /** The members that had this view when this node held all that they held. */
  readonly #caughtUp = new Set<Origin>();
  readonly #spread: Spread;
  #askAtMs = Infinity;
  /** When to look whether anybody still answers. */
  #lookAtMs: number;
  #now: number;
  /** What the one that tells this node of a view held. */
  #tellersSeen: readonly WireSeen[] = [];

  constructor(parts: Parts, settings: ViewsSettings, now: number) {
    const { founders, foundsAlone, seeds, address, knowsOfCluster } = settings;
    this.#parts = parts;
    this.#state = parts.state;
    this.#now = now;
    this.#lookAtMs = now + parts.state.config.antiEntropyIdleMs;
    const { origin, config } = parts.state;
    const retryMs = config.antiEntropyIntervalMs;
    const rng = config.rng.fork('membership');
    const { view: kept, votes: memory, out } = parts.state;
    this.#spread = new Spread(origin, out);
    const times = { retryMs, giveUpMs: GIVE_UP_ROUNDS * retryMs };
    const first = foundsAlone === true && seeds.length === 0 ? [origin] : founders;
    const mayFound = foundsAlone === true && seeds.length > 0;
    const joins = { founders: first, seeds, mayFound, knowsOfCluster, address };
    const views = { me: origin, ...joins, rng, memory, kept, ...times };
    this.#views = new Views(views, this, now);
    if (kept !== undefined) this.#goOn(kept);
  }

  /** The one that may be a member. */
  get life(): Origin {
    return this.#state.origin;
  }

  /** Whether this life was a member and is none any more. */
  get isGone(): boolean {
    return this.#views.isGone;
  }

  get view(): View | undefined {
    return this.#views.view;
  }

  /** Which nodes have still to say that they know of no cluster, before this one founds it. */
  awaits(now: number): NodeId[] {
    return this.#views.awaits(now);
  }

  isServing(now: number): boolean {
    return this.#views.state === 'active' && now > this.#state.votes.servesAfterMs;
  }

  get dueAtMs(): number {
    return Math.min(this.#views.dueAtMs, this.#askAtMs, this.#lookAtMs);
  }

  tick(now: number): void {
    this.#now = now;
    this.#views.tick(now);
    this.#advance(now);
    if (this.#askAtMs <= now) this.#askMembers(now);
    if (this.#lookAtMs > now) return;
    this.#lookAtMs = now + this.#state.config.antiEntropyIdleMs;
    // All that it knew may have gone while it was away: whom it was told to begin with may know who is left.
    if (this.#state.reachability.isAlone) this.#views.askAround();
  }

  /** @returns why it cannot be proposed */
  want(change: WireChange, now: number, isForced: boolean): string | undefined {
    this.#now = now;
    return isForced ? this.#views.force(change, now) : this.#views.want(change, now);
  }

  /**
   * A message came. @returns whether the replica may take it in: it is of a member, whose view is known here. What is sent in a later
   * view waits until this node has that view, and comes again.
   */
  admits(body: GossipBody, from: NodeId, now: number): boolean {
    this.#now = now;
    const { type, membership, view: theirs, origin } = body;
    if (theirs !== undefined) this.#spread.heard(origin, theirs, now);
    if (type === 'view') {
      this.#tellersSeen = body.seen ?? [];
      if (membership !== undefined) this.#views.receive(from, origin, membership, now);
      this.#advance(now);
      return false;
    }
    const isAdmitted = theirs !== undefined && this.#isOfMember(theirs, origin, from, now);
    if (!isAdmitted) {
      const text = `${type} from ${from}, whose view this node does not share`;
      this.#state.out.events.push({ type: 'rejected', reason: 'other_view', text });
    }
    return isAdmitted;
  }

  #isOfMember(theirs: WireViewId, life: Origin, from: NodeId, now: number): boolean {
    const order = this.#views.compare(theirs, from, now);
    if (order === 'later' || order === 'other') return false;
    const isMember = this.view?.stateOf(life) !== undefined;
    if (!isMember || order === 'older') this.#views.inform(from, now);
    return isMember && this.#views.state !== undefined;
  }

  /** The message was taken in. */
  learned({ view: theirs, seen, origin, at }: GossipBody, now: number): void {
    if (this.#views.state === 'leaving') this.#advance(now);
    if (this.#views.state !== 'joining' || seen === undefined || theirs === undefined) return;
    if (this.view?.isSame(theirs) !== true || !this.#holdsAll(seen)) return;
    this.#caughtUp.add(origin);
    // What is accepted here has to be dated after all that the members knew completely when this node joined.
    const { votes } = this.#state;
    votes.servesAfterMs = Math.max(votes.servesAfterMs, at);
    this.#advance(now);
  }

  tell(dest: NodeId, membership: WireMembership): void {
    const { origin, lastSeq: seq, convergence, out, view } = this.#state;
    const seen = membership[0] === 'view' ? this.#parts.exchange.seenSections(this.#now).seen : undefined;
    out.gossip(dest, {
      ...{ type: 'view', origin, at: this.#now, seq, stable: convergence.stable },
      ...(view !== undefined && { view: view.id }),
      membership,
      ...(seen !== undefined && { seen }),
    });
  }

  ended(change: WireChange, outcome: Outcome, text: string): void {
    this.#state.out.events.push({ type: 'change', change, outcome, text });
  }

  decided(view: View, change: WireChange, now: number): void {
    this.#spread.decided(view, change, now);
  }

  split(theirs: WireViewId): void {
    this.#state.out.events.push({ type: 'split', theirs });
  }

  viewChanged(before: View | undefined, view: View, now: number): void {
    const state = view.stateOf(this.#state.origin) ?? null;
    this.#caughtUp.clear();
    this.#askAtMs = state === 'joining' ? now : Infinity;
    applyView(this.#state, view, now);
    // No message would do it any more, where this node is left alone.
    if (state !== null) this.#state.closeReads();
    this.#otherPeers();
    if (state === null) this.#end(before);
    this.#tellView(view);
    this.#spread.viewChanged(view, now);
  }

  /** The process before this one had a view. What else it knew of the others is found out again. */
  #goOn(view: View): void {
    if (view.stateOf(this.#state.origin) === 'joining') this.#askAtMs = this.#now;
    this.#tellView(view);
  }

  #tellView(view: View): void {
    const { origin, out } = this.#state;
    const count = (one: MemberState): number => view.those(one).length;
    const members = { joining: count('joining'), active: count('active'), leaving: count('leaving') };
    out.events.push({ type: 'view', id: view.id, members, state: view.stateOf(origin) ?? null });
  }

  /** This life is over. What it accepted last may be nowhere else, and is not merged: what it would undo may be forgotten. */
  #end(before: View | undefined): void {
    const { state } = this.#parts;
    // Who left by itself had brought all to the others.
    if (before?.stateOf(state.origin) === 'leaving') return;
    const unmerged = lackedBy(this.#tellersSeen, state.seen).flatMap(({ state: { origin }, runs }) =>
      runs.map(([from, to]): WireDots => [origin, from, to]),
    );
    state.out.events.push({ type: 'fenced', unmerged });
  }

  #otherPeers(): void {
    const { state, outgoing, exchange, rounds, dissemination, overlay, detection } = this.#parts;
    const isPeer = (node: NodeId): boolean => state.isPeer(node);
    state.reachability.membersChanged(state.peers.length, isPeer);
    state.offsets.membersChanged(state.peers.length, isPeer);
    outgoing.membersChanged();
    exchange.membersChanged();
    overlay?.membersChanged(this.#now);
    detection?.membersChanged();
    rounds.membersChanged(this.#now);
    dissemination.membersChanged?.(this.#now);
  }

  /** Takes the next step in or out, once it may. */
  #advance(now: number): void {
    const { view } = this;
    const { origin: me, lastSeq, convergence } = this.#state;
    const { state } = this.#views;
    if (view === undefined) return;
    if (state === 'joining' && this.#missing().length === 0) this.#views.want(['activate', me], now);
    if (state === 'leaving' && convergence.stable === lastSeq) this.#views.want(['left', me], now);
  }

  /** The members that this node has still to catch up with. */
  #missing(): Origin[] {
    const { origin: me } = this.#state;
    const members = this.view?.those('active', 'leaving') ?? [];
    return members.filter((life) => life !== me && !this.#caughtUp.has(life));
  }

  #askMembers(now: number): void {
    const missing = this.#missing();
    this.#askAtMs = missing.length > 0 ? now + this.#state.config.antiEntropyIntervalMs : Infinity;
    for (const life of missing) this.#parts.exchange.ask(nodeOf(life), now);
  }

  #holdsAll(seen: readonly WireSeen[]): boolean {
    const runs = seen.reduce((sum, [, , , , beyond = []]) => sum + beyond.length, 0);
    // Of more than a message holds some are left out: then it does not say all that its sender holds.
    return 2 * runs < WIRE_LIMITS.seenRuns && vectorCovers(this.#state.seen, seen);
  }
}
