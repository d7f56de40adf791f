/** How nodes agree on who counts: views, and the ballots by which one view follows another, as they travel. */

import type { Origin } from './names.ts';

/** A view's number, and the mark of the proposal that made it: two halves that went on by themselves have different marks. */
export type WireViewId = readonly [number: number, mark: string];

export const CHANGE_KINDS = ['join', 'activate', 'leave', 'left', 'remove', 'replace'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** A change of the members. Where one life takes another's place, `successor` is who comes. */
export type WireChange = readonly [kind: ChangeKind, life: Origin, successor?: Origin];

/**
 * A change that somebody proposes: the mark is that of the view that it would make. Where somebody comes, `address` is where it
 * listens for the others, as its transport writes it; absent where nobody needs to be told.
 */
export type WireProposal = readonly [mark: string, change: WireChange, address?: string];

/**
 * How far a member is on its way in or out.
 * - `joining`: it takes in what there is; it serves nobody and counts for no write.
 * - `active`: it serves clients, has a vote, and each write waits for it.
 * - `leaving`: it serves nobody any more, and brings what it accepted to the others.
 */
export const MEMBER_STATES = ['joining', 'active', 'leaving'] as const;
export type MemberState = (typeof MEMBER_STATES)[number];

export type WireView = readonly [
  id: WireViewId,
  members: readonly (readonly [life: Origin, state: MemberState, address?: string])[],
  /** Lives that were members once. */
  gone: readonly Origin[],
  /** The marks of the views before, the latest first. */
  history: readonly string[],
];

/** A later ballot has a higher round, or the same one and a later proposer. */
export type WireBallot = readonly [round: number, proposer: Origin];

/**
 * What a message of kind `view` is about.
 * - `ask`: "send me the view that you have".
 * - `have`: "I have the view that this message bears", once the sender was told of it.
 * - `join`: "let me in, I listen at this address"; the receiver proposes it.
 * - `found`: "do you know of a cluster? If nobody does, I found one". Who has a view answers with it.
 * - `none`: the answer of who knows of none, to the life that asked.
 * - `view`: the answer, and what is told to whoever is behind.
 * - `prepare`, `promise`, `accept`, `accepted`, `refuse`: a ballot about what follows the view that it names.
 */
export type WireMembership =
  | readonly ['ask']
  | readonly ['have']
  | readonly ['join', address?: string]
  | readonly ['found']
  | readonly ['none', asked: Origin]
  | readonly ['view', WireView]
  | readonly ['prepare', WireViewId, WireBallot]
  | readonly ['promise', WireViewId, WireBallot, ballot?: WireBallot, accepted?: WireProposal]
  | readonly ['accept', WireViewId, WireBallot, WireProposal]
  | readonly ['accepted', WireViewId, WireBallot]
  | readonly ['refuse', WireViewId, WireBallot, promised: WireBallot];
