/**
 * One node's part in who counts: it keeps the present view, votes on what follows it, proposes changes, and joins and leaves. Free
 * of I/O, as the replica: what it wants done goes out through its effects, and time comes in as `now`.
 *
 * Begin here. `view.ts` is what is agreed on, `ballots.ts` and `voting.ts` how; `members.ts` makes a view take effect in the replica, and says what
 * a joining node has to wait for. The rules, and why figures stay exact while views change, are in docs/membership.md.
 */

import type { MemberState, WireChange, WireMembership, WireViewId } from '../../protocol/membership.ts';
import type { NodeId, Origin } from '../../protocol/names.ts';
import { nodeOf } from '../store/dot.ts';
import { proposalOf } from './ballots.ts';
import { isReached, isSame, UNTRIED, whyGivenUp, type Wanted } from './changes.ts';
import { foundedBy, Founding } from './founding.ts';
import { View } from './view.ts';
import { Voting, type Ballot, type VotingConfig } from './voting.ts';

/** Views between two that may follow each other unseen: one at the end of all numbers would leave none for later views. */
const NUMBERS_AHEAD = 2 ** 32;

export interface ViewsConfig extends VotingConfig {
  /** The first members of a new cluster; empty: this node asks to join one. */
  readonly founders: readonly Origin[];
  /** Whom it asks to let it in. */
  readonly seeds: readonly NodeId[];
  /** It founds the cluster if none of the `seeds` knows of one. */
  readonly mayFound?: boolean | undefined;
  /** There is a cluster, even where it has no view yet. */
  readonly knowsOfCluster?: boolean | undefined;
  /** Where it listens for the others; undefined: nobody needs to be told. */
  readonly address?: string | undefined;
  /** The view that it had when its process ended; undefined: it had none. */
  readonly kept?: View | undefined;
  /** After how long a change that finds no majority is given up; each new view gives it that time again. */
  readonly giveUpMs: number;
}

/** Whether a change took effect. Without a majority it did not, unless it was under way already: then it may still. */
export type Outcome = 'done' | 'refused' | 'unknown';

export interface ViewsEffects {
  tell(dest: NodeId, message: WireMembership): void;
  /** The view is another one now. @param before undefined: this node had none */
  viewChanged(before: View | undefined, view: View, now: number): void;
  /** The view took effect, and this node is the first that knows. */
  decided(view: View, change: WireChange, now: number): void;
  /** What became of a change that this node was asked to make. @param text why it was not made, and what to do */
  ended(change: WireChange, outcome: Outcome, text: string): void;
  /** Somebody has another view of the same number: two halves went on without each other. */
  split(theirs: WireViewId): void;
}

export class Views {
  view: View | undefined;
  readonly #config: ViewsConfig;
  readonly #out: ViewsEffects;
  readonly #voting: Voting;
  readonly #founding: Founding;
  #wanted: Wanted[] = [];
  #joinAtMs = Infinity;
  readonly #toldAtMs = new Map<NodeId, number>();

  constructor(config: ViewsConfig, out: ViewsEffects, now: number) {
    this.#config = config;
    this.#out = out;
    this.#voting = new Voting(config, {
      tell: (dest, message) => out.tell(dest, message),
      decided: (next, change, at) => this.#decided(next, change, at),
      answered: (voters) => this.#answered(voters),
      outbid: () => this.#outbid(),
      isPut: (change) => this.#isPut(change),
    });
    const { kept, founders, address, me, seeds, retryMs } = config;
    this.#founding = new Founding(nodeOf(me), seeds, retryMs, config.mayFound === true);
    if (kept !== undefined) {
      this.view = kept;
      this.#voting.resumed(kept, now);
    } else if (founders.length > 0) this.#adopt(foundedBy(founders, address), now);
    else this.#joinAtMs = now;
  }

  /** How far this node is on its way in or out; undefined: it is no member. */
  get state(): MemberState | undefined {
    return this.view?.stateOf(this.#config.me);
  }

  /** Whether this life was a member and is none any more: it must not take part, nor serve, ever again. */
  get isGone(): boolean {
    return this.view?.gone.has(this.#config.me) === true;
  }

  get dueAtMs(): number {
    const giveUpAtMs = Math.min(Infinity, ...this.#wanted.map((one) => one.giveUpAtMs));
    const ballotMs = this.#wanted.length > 0 && this.#voting.isIdle ? this.#voting.nextBallotMs : Infinity;
    return Math.min(this.#joinAtMs, this.#voting.dueAtMs, giveUpAtMs, ballotMs);
  }

  tick(now: number): void {
    if (this.#joinAtMs <= now) this.#askToJoin(now);
    for (const one of this.#wanted.filter(({ giveUpAtMs }) => giveUpAtMs <= now)) this.#giveUp(one);
    this.#voting.tick(now);
    const [first] = this.#wanted;
    if (first !== undefined && this.#voting.isIdle && this.#voting.nextBallotMs <= now)
      this.#voting.begin(first, now);
  }

  /** @returns why it cannot be proposed; undefined: it is on its way, and `ended` says what became of it */
  want(change: WireChange, now: number, address?: string): string | undefined {
    const { view } = this;
    if (view === undefined || this.isGone) return 'this node is no member: ask one';
    const problem = view.problemWith(change);
    if (problem !== undefined) return problem;
    if (this.#wanted.some((one) => isSame(one.change, change))) return undefined;
    const giveUpAtMs = now + this.#config.giveUpMs;
    this.#wanted.push({ change, address, giveUpAtMs, ...UNTRIED });
    return undefined;
  }

  /** Makes a change without asking anybody: where a majority is gone for good. If it is not, there are two halves from now on. */
  force(change: WireChange, now: number): string | undefined {
    const next = this.view?.after(proposalOf(this.#mark('forced'), { change })) ?? 'this node has no view';
    if (typeof next === 'string') return next;
    this.#decided(next, change, now);
    return undefined;
  }

  /** Tells a node whose view is older than this one's, but not again and again. */
  inform(node: NodeId, now: number): void {
    const { view } = this;
    if (view !== undefined) this.#tellNow(node, ['view', view.toWire()], now);
  }

  /** Unless the node was told something a moment ago. */
  #tellNow(node: NodeId, message: WireMembership, now: number): void {
    if ((this.#toldAtMs.get(node) ?? -Infinity) > now - this.#config.retryMs / 4) return;
    this.#toldAtMs.set(node, now);
    this.#out.tell(node, message);
  }

  /** What somebody said of a view. @returns whether its sender has the same one */
  compare(theirs: WireViewId, from: NodeId, now: number): 'same' | 'older' | 'later' | 'other' {
    const { view } = this;
    if (view?.isSame(theirs) === true) return 'same';
    if (view === undefined || theirs[0] > view.number) {
      this.#tellNow(from, ['ask'], now);
      return 'later';
    }
    if (view.isAfter(theirs)) return 'older';
    this.#out.split(theirs);
    return 'other';
  }

  /** Somebody who was never a peer may know a later view. */
  askAround(): void {
    const { seeds, rng } = this.#config;
    const seed = seeds[rng.below(Math.max(1, seeds.length))];
    if (seed !== undefined && !this.isGone) this.#out.tell(seed, ['ask']);
  }

  receive(from: NodeId, life: Origin, message: WireMembership, now: number): void {
    if (message[0] === 'ask') this.inform(from, now);
    else if (message[0] === 'join') this.#letIn(from, life, message[1], now);
    else if (message[0] === 'found') this.#sayWhetherNone(from, life, now);
    else if (message[0] === 'none') this.#heardNone(from, message[1], now);
    else if (message[0] === 'view') this.#hear(new View(message[1]), from, now);
    else if (message[0] !== 'have') this.#vote(from, life, message, now);
  }

  #vote(from: NodeId, life: Origin, message: Ballot, now: number): void {
    if (this.compare(message[1], from, now) === 'same') this.#voting.receive(from, life, message, now);
    else if (this.view !== undefined && message[1][0] < this.view.number) this.inform(from, now);
  }

  #decided(next: View, change: WireChange, now: number): void {
    const before = this.view;
    this.#adopt(next, now);
    this.#out.decided(next, change, now);
    const told = new Set([...(before?.members.keys() ?? []), ...next.members.keys()].map(nodeOf));
    told.delete(nodeOf(this.#config.me));
    for (const node of told) {
      this.#toldAtMs.set(node, now);
      this.#out.tell(node, ['view', next.toWire()]);
    }
  }

  #answered(voters: number): void {
    const [first] = this.#wanted;
    if (first !== undefined) first.answered = Math.max(first.answered, voters);
  }

  #outbid(): void {
    const [first] = this.#wanted;
    if (first !== undefined) first.wasOutbid = true;
  }

  #isPut(change: WireChange): void {
    for (const one of this.#wanted) if (isSame(one.change, change)) one.wasPut = true;
  }

  #giveUp(one: Wanted): void {
    this.#wanted = this.#wanted.filter((other) => other !== one);
    if (this.#wanted.length === 0) this.#voting.stop();
    this.#out.ended(one.change, one.wasPut ? 'unknown' : 'refused', whyGivenUp(one, this.view));
  }

  #letIn(node: NodeId, life: Origin, address: string | undefined, now: number): void {
    const { view } = this;
    if (view === undefined || this.state !== 'active' || nodeOf(life) !== node) return;
    if (view.stateOf(life) !== undefined || view.gone.has(life)) {
      this.inform(node, now);
      return;
    }
    const former = view.lifeOf(node);
    // The node itself says that its former life is over.
    this.want(former === undefined ? ['join', life] : ['replace', former, life], now, address);
  }

  /** Nothing is said where others may know more, or where this node is the first to found the cluster itself. */
  #sayWhetherNone(node: NodeId, life: Origin, now: number): void {
    if (this.view !== undefined) this.inform(node, now);
    else if (this.#config.knowsOfCluster !== true && this.#founding.givesWayTo(node))
      this.#out.tell(node, ['none', life]);
  }

  /** A node of an earlier version knows the first question alone, and answers it where it has a view. */
  #askWhether(node: NodeId): void {
    this.#out.tell(node, ['ask']);
    this.#out.tell(node, ['found']);
  }

  #heardNone(node: NodeId, asked: Origin, now: number): void {
    const { me, address } = this.#config;
    if (this.view === undefined && asked === me && this.#founding.saidNone(node, now))
      this.#adopt(foundedBy([me], address), now);
  }

  /** Whom it has still to hear before it founds the cluster; empty where it does not found one. */
  awaits(now: number): NodeId[] {
    return this.view === undefined && this.#founding.isOpen ? this.#founding.awaits(now) : [];
  }

  #askToJoin(now: number): void {
    const { seeds, rng, retryMs, address } = this.#config;
    const seed = seeds[rng.below(Math.max(1, seeds.length))];
    this.#joinAtMs = now + retryMs * (0.75 + 0.5 * rng.float());
    if (this.#founding.isOpen) for (const node of seeds) this.#askWhether(node);
    else if (seed !== undefined) this.#out.tell(seed, address === undefined ? ['join'] : ['join', address]);
  }

  #hear(next: View, from: NodeId, now: number): void {
    const { view } = this;
    const { me } = this.#config;
    if (view === undefined) {
      if (this.#founding.end()) this.#joinAtMs = now;
      if (next.stateOf(me) !== undefined) this.#take(next, from, now);
      return;
    }
    if (this.isGone || view.isSame(next.id)) return;
    const [early, late] = next.number > view.number ? [view, next] : [next, view];
    const gap = late.number - early.number;
    const isTooOld = gap > late.history.length && gap <= NUMBERS_AHEAD;
    if (!late.descendsFrom(early.id) && !isTooOld) this.#out.split(next.id);
    else if (late === next) this.#take(next, from, now);
  }

  /** Somebody told it: who waits until all have it hears so at once. */
  #take(next: View, from: NodeId, now: number): void {
    this.#adopt(next, now);
    this.#out.tell(from, ['have']);
  }

  #adopt(next: View, now: number): void {
    const before = this.view;
    this.view = next;
    this.#config.memory.began(next.toWire());
    this.#voting.began(next, now);
    this.#joinAtMs = Infinity;
    this.#out.viewChanged(before, next, now);
    const wanted = this.#wanted;
    this.#wanted = [];
    for (const one of wanted) {
      if (isReached(one.change, next)) this.#out.ended(one.change, 'done', '');
      // What had to hold in the view before has to hold anew.
      else if (one.change[0] === 'activate' || one.change[0] === 'left') continue;
      // In the view before it was not decided: something else was.
      else if (next.problemWith(one.change) === undefined && !this.isGone)
        this.#wanted.push({ ...one, ...UNTRIED, giveUpAtMs: now + this.#config.giveUpMs });
      else this.#out.ended(one.change, 'refused', next.problemWith(one.change) ?? 'this node is no member');
    }
  }

  #mark(why: string): string {
    return `${why} ${this.#config.me}/${this.#voting.nextRound()}`;
  }
}
