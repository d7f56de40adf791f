/**
 * One node's part in deciding what follows the present view: it answers as a voter, and runs ballots of its own. What is lost is
 * asked again; where two propose at once, the one that is outbid steps back for a while; and a voter that has accepted something
 * completes it, if nobody else does.
 */

import type { Prng } from '../../base/prng.ts';
import type { WireBallot, WireChange, WireMembership } from '../../protocol/membership.ts';
import type { NodeId, Origin } from '../../protocol/names.ts';
import { nodeOf } from '../store/dot.ts';
import { Acceptor, Proposer, type Proposed } from './ballots.ts';
import { View } from './view.ts';
import type { VoterMemory } from './voter-memory.ts';

/** Of the pause after a ballot that was outbid. */
const MOST_DOUBLINGS = 6;

/**
 * Rounds beyond all that are known here which a ballot may have. A vote is never owed to anybody, and one round at the end of all numbers would
 * leave none for later ballots.
 */
const ROUNDS_AHEAD = 2 ** 32;

/** Messages of a ballot. */
export type Ballot = Extract<
  WireMembership,
  readonly ['prepare' | 'promise' | 'accept' | 'accepted' | 'refuse', ...unknown[]]
>;

export interface VotingEffects {
  tell(dest: NodeId, message: WireMembership): void;
  decided(next: View, change: WireChange, now: number): void;
  /** So many voters take part in the ballot under way. */
  answered(voters: number): void;
  /** Somebody else's ballot was in the way. */
  outbid(): void;
  /** From now on nobody can say that the change will not take effect. */
  isPut(change: WireChange): void;
}

export interface VotingConfig {
  /** This life of this node. */
  readonly me: Origin;
  /** After how long what was not answered is asked again. */
  readonly retryMs: number;
  readonly rng: Prng;
  readonly memory: VoterMemory;
}

export class Voting {
  readonly #me: Origin;
  readonly #retryMs: number;
  readonly #rng: Prng;
  readonly #memory: VoterMemory;
  readonly #out: VotingEffects;
  #view: View | undefined;
  #acceptor: Acceptor | undefined;
  #proposer: Proposer | undefined;
  #round = 0;
  /** How often this node was outbid since the view began. */
  #outbid = 0;
  /** When the next ballot may begin; another one was in the way. */
  nextBallotMs = -Infinity;
  #resendAtMs = Infinity;
  /** When this voter completes what is open here, because nobody has. */
  #completeAtMs = Infinity;

  constructor({ me, retryMs, rng, memory }: VotingConfig, out: VotingEffects) {
    this.#me = me;
    this.#retryMs = retryMs;
    this.#rng = rng;
    this.#memory = memory;
    this.#round = memory.round;
    this.#out = out;
  }

  /** Another view: all that was under way was about the one before. */
  began(view: View, now: number): void {
    this.#view = view;
    this.#acceptor = new Acceptor(view, this.#memory);
    this.stop();
    this.#completeAtMs = Infinity;
    this.nextBallotMs = now;
    this.#outbid = 0;
  }

  /** What this voter had accepted when its process ended may be decided: it is completed as any other. */
  resumed(view: View, now: number): void {
    this.began(view, now);
    if (this.#memory.accepted !== undefined) this.#completeLater(now);
  }

  get isIdle(): boolean {
    return this.#proposer === undefined;
  }

  get dueAtMs(): number {
    return Math.min(this.#resendAtMs, this.#completeAtMs);
  }

  /** Of ballots that nobody else has. */
  nextRound(): number {
    this.#memory.useRound(++this.#round);
    return this.#round;
  }

  tick(now: number): void {
    if (this.#completeAtMs <= now) this.begin(undefined, now);
    if (this.#resendAtMs <= now) this.#ask(now);
  }

  /** @param own undefined: what is open is to be completed */
  begin(own: Proposed | undefined, now: number): void {
    this.#completeAtMs = Infinity;
    if (this.#view === undefined || this.#proposer !== undefined || this.#view.gone.has(this.#me)) return;
    this.#proposer = new Proposer(this.#view, [this.nextRound(), this.#me], own);
    this.#ask(now);
  }

  stop(): void {
    this.#proposer = undefined;
    this.#resendAtMs = Infinity;
  }

  /** A message about the present view. */
  receive(from: NodeId, life: Origin, message: Ballot, now: number): void {
    const round = Math.max(...ballotsIn(message).map(([one]) => one));
    if (round > this.#round + ROUNDS_AHEAD) return;
    this.#round = Math.max(this.#round, message[2][0]);
    if (message[0] === 'prepare' || message[0] === 'accept') {
      const answer = this.#answer(message, now);
      if (answer !== undefined) this.#out.tell(from, answer);
    } else this.#heard(life, message, now);
  }

  /** As a voter. */
  #answer(
    message: Extract<Ballot, readonly ['prepare' | 'accept', ...unknown[]]>,
    now: number,
  ): WireMembership | undefined {
    if (this.#view?.stateOf(this.#me) !== 'active') return undefined;
    if (message[0] === 'prepare') return this.#acceptor?.prepare(message[2]);
    // No node that is right proposes what cannot follow the view.
    if (this.#view.problemWith(message[3][1]) !== undefined) return undefined;
    if (this.#completeAtMs === Infinity) this.#completeLater(now);
    return this.#acceptor?.accept(message[2], message[3]);
  }

  #completeLater(now: number): void {
    this.#completeAtMs = now + this.#retryMs * (4 + 4 * this.#rng.float());
  }

  /** As the proposer. */
  #heard(
    by: Origin,
    message: Extract<Ballot, readonly ['promise' | 'accepted' | 'refuse', ...unknown[]]>,
    now: number,
  ): void {
    const proposer = this.#proposer;
    if (proposer === undefined) return;
    if (message[0] === 'promise') {
      const isReached = proposer.promised(by, message[2], message[3], message[4]);
      this.#out.answered(proposer.answered);
      if (isReached) this.#put(proposer, now);
    } else if (message[0] === 'refuse') {
      proposer.refused(message[2], message[3]);
      if (proposer.outbidBy !== undefined) this.#stepBack(proposer.outbidBy, now);
    } else if (proposer.accepted(by, message[2])) this.#learnDecision(proposer, now);
  }

  #learnDecision({ view, proposal }: Proposer, now: number): void {
    const next = proposal === undefined ? undefined : view.after(proposal);
    if (proposal !== undefined && next instanceof View) this.#out.decided(next, proposal[1], now);
  }

  /** A majority takes part: what is open, or else the own change, is put to the vote. */
  #put({ proposal }: Proposer, now: number): void {
    if (proposal === undefined) {
      this.stop();
      return;
    }
    this.#out.isPut(proposal[1]);
    this.#ask(now);
  }

  /** Asks whoever has not answered; this node itself without a message. */
  #ask(now: number): void {
    this.#resendAtMs = Infinity;
    const question = this.#proposer?.question();
    if (question === undefined) return;
    this.#resendAtMs = now + this.#retryMs * (0.75 + 0.5 * this.#rng.float());
    const { message, voters } = question;
    for (const voter of voters) if (voter !== this.#me) this.#out.tell(nodeOf(voter), message);
    if (!voters.includes(this.#me) || (message[0] !== 'prepare' && message[0] !== 'accept')) return;
    const answer = this.#answer(message, now);
    if (answer?.[0] === 'promise' || answer?.[0] === 'accepted' || answer?.[0] === 'refuse')
      this.#heard(this.#me, answer, now);
  }

  /**
   * Somebody else's ballot is under way: it may well be done when this node tries again. It waits longer each time: where messages are
   * slower than that, proposers would outbid each other for ever.
   */
  #stepBack([round]: WireBallot, now: number): void {
    this.#round = Math.max(this.#round, round);
    const pauses = 2 ** Math.min(this.#outbid++, MOST_DOUBLINGS);
    this.nextBallotMs = now + this.#retryMs * pauses * (1 + this.#rng.float());
    this.stop();
    this.#out.outbid();
  }
}

function ballotsIn(message: Ballot): readonly WireBallot[] {
  if (message[0] === 'refuse') return [message[2], message[3]];
  const accepted = message[0] === 'promise' ? message[3] : undefined;
  return accepted === undefined ? [message[2]] : [message[2], accepted];
}
