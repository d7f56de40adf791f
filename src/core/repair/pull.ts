/**
 * The asking side of repair: how far this replica has come in each peer's feed, from whom it is fetching more than one
 * message takes, and the one place where a run of writes is claimed that never came: at the head of a peer's feed.
 *
 * The claim is true: each write that the peer holds there has a live successor at or before the head, which came with the
 * feed, or was held here already. It is made only where all of the feed up to the head has come, by this life of the replica.
 */

import type { AnswerState, GossipBody, WireCursor, WireRun, WireSeen } from '../../protocol/gossip.ts';
import type { NodeId, Origin } from '../../protocol/names.ts';
import type { Merged } from '../merge.ts';
import type { ReplicaState } from '../state.ts';
import type { OutgoingAcks } from './outgoing-acks.ts';
import { Questions } from './questions.ts';
import type { RoundTrips } from './round-trips.ts';

interface Place {
  readonly feed: Origin;
  /** "What was live in this feed before this place, I hold", but for what there was no room for. */
  readonly before: number;
  /** Nothing of it was left out: what its owner claims at the head is held here, too. */
  readonly isWhole: boolean;
}

interface Session {
  readonly peer: NodeId;
  expiresAtMs: number;
}

export class Pull {
  readonly #state: ReplicaState;
  readonly #outgoing: OutgoingAcks;
  readonly #roundTrips: RoundTrips;
  readonly #places = new Map<NodeId, Place>();
  readonly #questions: Questions;
  /** One at a time: two peers would send the same. */
  #session: Session | undefined;

  constructor(state: ReplicaState, outgoing: OutgoingAcks, roundTrips: RoundTrips) {
    this.#state = state;
    this.#outgoing = outgoing;
    this.#roundTrips = roundTrips;
    this.#questions = new Questions(state, roundTrips);
  }

  /** When the peer that is sending many has to be asked again: a message of its answer, or the question, was lost. */
  get dueAtMs(): number {
    return this.#session?.expiresAtMs ?? Infinity;
  }

  /** Whether a peer is sending many. */
  isOpen(now: number): boolean {
    return this.#session !== undefined && this.#session.expiresAtMs > now;
  }

  /** Whether it is this one. */
  isOpenWith(peer: NodeId, now: number): boolean {
    return this.isOpen(now) && this.#session?.peer === peer;
  }

  /** Nothing more comes from a peer that is gone. */
  membersChanged(): void {
    if (this.#session !== undefined && !this.#state.isPeer(this.#session.peer)) this.#session = undefined;
  }

  /** @returns the peer to ask again; undefined where it is silent altogether, and another one may be asked */
  resume(now: number): NodeId | undefined {
    const peer = this.#session?.peer;
    if (peer === undefined || this.#state.reachability.isSuspected(peer)) {
      this.#session = undefined;
      return undefined;
    }
    this.#questions.forget(peer);
    this.#session = { peer, expiresAtMs: now + this.#roundTrips.timeoutMs(peer) };
    return peer;
  }

  /**
   * What a digest says of it: with it writes are asked for. Undefined while many are on their way already.
   * @param goesOn whether it asks for what follows the answer that has come
   */
  cursorFor(peer: NodeId, goesOn: boolean, now: number): WireCursor | undefined {
    const isOpen = this.isOpen(now);
    if ((isOpen || this.#questions.isAwaiting(now)) && !goesOn) return undefined;
    this.#questions.ask(peer, now);
    const place = this.#places.get(peer);
    const messages = isOpen ? this.#state.bounds.answerMessages : 1;
    return [place?.feed ?? null, place?.before ?? 0, messages];
  }

  /**
   * A message of an answer was merged.
   * @param merged what of it was new; where something was left out, what lies behind it is not held, and is not claimed
   * @param leftOut entries that will never be taken in: the rest of the feed is, and nothing of it is ever claimed as a whole
   * @returns whether the peer has to be asked for more at once: never without progress, so that a copy of a message asks nothing
   */
  took(
    { origin, answer, seen }: GossipBody,
    from: NodeId,
    { fresh, early, late }: Merged,
    now: number,
    leftOut = 0,
  ): boolean {
    if (answer === undefined) return false;
    const [asker, after, to, state] = answer;
    if (asker !== this.#state.origin) return false;
    this.#questions.answered(from);
    const known = this.#places.get(from);
    const before = known?.feed === origin ? known.before : 0;
    const isNext = after <= before && to >= before;
    const hadNews = fresh.length > 0;
    const isTaken = early.length === 0 && late === 0;
    if (isNext && isTaken) {
      const isWhole = leftOut === 0 && (known?.feed !== origin || known.isWhole);
      if (to > 0) this.#places.set(from, { feed: origin, before: to, isWhole });
      if (state === 'head' && seen !== undefined && isWhole) this.#adopt(seen, now);
    }
    return this.#followUp(from, state, now) && (hadNews || (isNext && isTaken && to > before));
  }

  #followUp(peer: NodeId, state: AnswerState, now: number): boolean {
    const isLast = state !== 'more' && this.#questions.ended(peer);
    if (this.isOpen(now) && this.#session?.peer !== peer) return false;
    if (state === 'more' || state === 'again') {
      this.#session = { peer, expiresAtMs: now + this.#roundTrips.timeoutMs(peer) };
      return state === 'again' && isLast;
    }
    this.#session = undefined;
    return false;
  }

  /** Makes the peer's claims this replica's own. */
  #adopt(theirs: readonly WireSeen[], now: number): void {
    let undated = 0;
    for (const [origin, through, , stable, beyond = []] of theirs) {
      const runs: WireRun[] = through > 0 ? [[1, through], ...beyond] : [...beyond];
      for (const run of runs) undated += this.#hold(origin, run, stable, now);
    }
    // What has converged everywhere was accepted before this life began; all else may have been missed by an open read.
    if (undated > 0) this.#state.readsUndecided();
  }

  /** @returns how many writes of the run are held from now on without a date, and have not converged yet */
  #hold(origin: Origin, [from, to]: WireRun, stable: number, now: number): number {
    const { seen, completeness, config } = this.#state;
    let undated = 0;
    for (const [first, last] of seen.ensure(origin).missingIn(from, to)) {
      this.#state.remember(origin, first, last);
      const open = Math.max(first, stable + 1);
      if (open > last) continue;
      undated += last - open + 1;
      this.#outgoing.addUndated(origin, open, last, now, now + config.ackDelayMs);
    }
    completeness.advanced(origin);
    return undated;
  }
}
