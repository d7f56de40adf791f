/**
 * What follows a view: one decree of Paxos among its active members, as CASPaxos (Rystsov 2018) has a register whose next value is
 * made of the present one. Two pure parts. The acceptor is each voter's memory: it promises to take part in no older ballot, and
 * keeps what it accepted last. The proposer asks a majority for promises; if one of them has accepted something it goes on with
 * that, because it may be decided already, and only else with its own change; what a majority accepts is decided.
 *
 * The next view begins with new acceptors, which know nothing of this ballot: nobody needs to, since a view names the one before.
 */

import { compareText } from '../../base/order.ts';
import type { WireBallot, WireChange, WireMembership, WireProposal } from '../../protocol/membership.ts';
import type { Origin } from '../../protocol/names.ts';
import type { View } from './view.ts';
import type { VoterMemory } from './voter-memory.ts';

export function compareBallots(a: WireBallot, b: WireBallot): number {
  return a[0] - b[0] || compareText(a[1], b[1]);
}

/** What somebody wants to have changed. */
export interface Proposed {
  readonly change: WireChange;
  /** Where somebody comes: where it listens for the others. */
  readonly address?: string | undefined;
}

export function proposalOf(mark: string, { change, address }: Proposed): WireProposal {
  return address === undefined ? [mark, change] : [mark, change, address];
}

export class Acceptor {
  readonly #view: View;
  readonly #memory: VoterMemory;

  constructor(view: View, memory: VoterMemory) {
    this.#view = view;
    this.#memory = memory;
  }

  /** A change that this voter has accepted: it may be decided, and whoever wants to may complete it. */
  get open(): WireProposal | undefined {
    return this.#memory.accepted?.proposal;
  }

  prepare(ballot: WireBallot): WireMembership {
    const { id } = this.#view;
    const { promised, accepted } = this.#memory;
    const order = promised === undefined ? 1 : compareBallots(ballot, promised);
    if (promised !== undefined && order < 0) return ['refuse', id, ballot, promised];
    // What is asked again is no news.
    if (order > 0) this.#memory.promise(ballot);
    return accepted === undefined
      ? ['promise', id, ballot]
      : ['promise', id, ballot, accepted.ballot, accepted.proposal];
  }

  accept(ballot: WireBallot, proposal: WireProposal): WireMembership {
    const { id } = this.#view;
    const { promised, accepted } = this.#memory;
    if (promised !== undefined && compareBallots(ballot, promised) < 0)
      return ['refuse', id, ballot, promised];
    if (accepted === undefined || compareBallots(ballot, accepted.ballot) !== 0)
      this.#memory.accept(ballot, proposal);
    return ['accepted', id, ballot];
  }
}

export class Proposer {
  readonly view: View;
  readonly ballot: WireBallot;
  readonly #voters: ReadonlySet<Origin>;
  readonly #own: WireProposal | undefined;
  readonly #promised = new Set<Origin>();
  readonly #accepted = new Set<Origin>();
  #latest: WireBallot | undefined;
  #proposal: WireProposal | undefined;
  /** A later ballot than this one is under way. */
  outbidBy: WireBallot | undefined;

  /** @param own what to propose where nothing is open; undefined: only what is open is to be completed */
  constructor(view: View, ballot: WireBallot, own: Proposed | undefined) {
    this.view = view;
    this.ballot = ballot;
    this.#voters = new Set(view.voters);
    this.#own = own && proposalOf(`${ballot[1]}/${ballot[0]}`, own);
  }

  /** What is to be decided: its own change, or another one that was open. */
  get proposal(): WireProposal | undefined {
    return this.#proposal;
  }

  get hasMajority(): boolean {
    return this.#promised.size >= this.view.majority;
  }

  get isDecided(): boolean {
    return this.#accepted.size >= this.view.majority;
  }

  /** Voters that have said that they take part. */
  get answered(): number {
    return this.#promised.size;
  }

  /** What to ask, and the voters that have not answered it yet. */
  question(): { readonly message: WireMembership; readonly voters: Origin[] } | undefined {
    const { id } = this.view;
    if (!this.hasMajority)
      return { message: ['prepare', id, this.ballot], voters: this.#without(this.#promised) };
    if (this.#proposal === undefined || this.isDecided) return undefined;
    return { message: ['accept', id, this.ballot, this.#proposal], voters: this.#without(this.#accepted) };
  }

  /**
   * What cannot follow the view was never decided, whoever accepted it: gone on with, it would stand in the way of everything else for ever.
   * @returns whether the majority was reached by it: then there is something else to ask
   */
  promised(by: Origin, ballot: WireBallot, latest?: WireBallot, accepted?: WireProposal): boolean {
    if (compareBallots(ballot, this.ballot) !== 0 || !this.#voters.has(by) || this.hasMajority) return false;
    this.#promised.add(by);
    const isPossible = accepted !== undefined && this.view.problemWith(accepted[1]) === undefined;
    if (
      isPossible &&
      latest !== undefined &&
      (this.#latest === undefined || compareBallots(latest, this.#latest) > 0)
    ) {
      this.#latest = latest;
      this.#proposal = accepted;
    }
    if (this.#promised.size < this.view.majority) return false;
    this.#proposal ??= this.#own;
    return true;
  }

  /** @returns whether it is decided by that */
  accepted(by: Origin, ballot: WireBallot): boolean {
    if (compareBallots(ballot, this.ballot) !== 0 || !this.#voters.has(by) || this.isDecided) return false;
    this.#accepted.add(by);
    return this.isDecided;
  }

  refused(ballot: WireBallot, promised: WireBallot): void {
    if (compareBallots(ballot, this.ballot) !== 0) return;
    if (this.outbidBy === undefined || compareBallots(promised, this.outbidBy) > 0) this.outbidBy = promised;
  }

  #without(answered: ReadonlySet<Origin>): Origin[] {
    return [...this.#voters].filter((voter) => !answered.has(voter));
  }
}
