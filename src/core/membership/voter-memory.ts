/**
 * What a node must not forget as long as its life lasts: a voter that took back what it promised, or voted twice with one ballot, could
 * help two views of the same number come about. Each change of it is journaled like the data, and so is on disk before the vote leaves.
 */

import type { WireBallot, WireProposal, WireView } from '../../protocol/membership.ts';

/** A vote that was cast. */
export interface Accepted {
  readonly ballot: WireBallot;
  readonly proposal: WireProposal;
}

/** What has to be kept of it. */
export type MembershipChange =
  /** Another view took effect; the node serves clients once its clock has passed that time. What was voted on before is settled. */
  | { readonly type: 'view'; readonly view: WireView; readonly servesAfterMs: number }
  /** A round of a ballot was used: no other one is to have it. */
  | { readonly type: 'round'; readonly round: number }
  /** As a voter, the node takes part in no older ballot. */
  | { readonly type: 'promised'; readonly ballot: WireBallot }
  /** As a voter, it has accepted a change. */
  | ({ readonly type: 'accepted' } & Accepted);

export class VoterMemory {
  readonly #keep: (change: MembershipChange) => void;
  #round = 0;
  #promised: WireBallot | undefined;
  #accepted: Accepted | undefined;
  /** What is accepted here has to be dated after this: see members.ts. It is kept with the view that follows. */
  servesAfterMs = -Infinity;

  constructor(keep: (change: MembershipChange) => void) {
    this.#keep = keep;
  }

  /** The highest that this node has used in a ballot of its own. */
  get round(): number {
    return this.#round;
  }

  /** It takes part in no older ballot about what follows the present view. */
  get promised(): WireBallot | undefined {
    return this.#promised;
  }

  /** What it voted for last. */
  get accepted(): Accepted | undefined {
    return this.#accepted;
  }

  useRound(round: number): void {
    this.#round = Math.max(this.#round, round);
    this.#keep({ type: 'round', round });
  }

  promise(ballot: WireBallot): void {
    this.#promised = ballot;
    this.#keep({ type: 'promised', ballot });
  }

  /** It is a promise, too. */
  accept(ballot: WireBallot, proposal: WireProposal): void {
    this.#promised = ballot;
    this.#accepted = { ballot, proposal };
    this.#keep({ type: 'accepted', ballot, proposal });
  }

  /** Another view took effect: what was voted on was about the one before. */
  began(view: WireView): void {
    this.#promised = undefined;
    this.#accepted = undefined;
    this.#keep({ type: 'view', view, servesAfterMs: this.servesAfterMs });
  }

  /** As the fewest changes that make it again. @param view the present one */
  *contents(view: WireView | undefined): Generator<MembershipChange> {
    if (view !== undefined) yield { type: 'view', view, servesAfterMs: this.servesAfterMs };
    if (this.#round > 0) yield { type: 'round', round: this.#round };
    if (this.#accepted !== undefined) yield { type: 'accepted', ...this.#accepted };
    if (this.#promised !== undefined && this.#promised !== this.#accepted?.ballot)
      yield { type: 'promised', ballot: this.#promised };
  }
}
