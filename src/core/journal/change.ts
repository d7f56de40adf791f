/**
 * What a replica keeps of its past, as data: the changes of each step, in order. Whoever has them all can make the replica again
 * (replay.ts), and a replica that is at hand can be written as the fewest changes that make it (contents.ts). So a log of changes
 * is shortened by replaying it and writing down what came of it, and one way to restore serves both.
 *
 * What is found out again is not among them: cursors, round trips, who is suspected, what a strategy was about to send.
 */

import type { JsonText, Key, NodeId, Origin } from '../../protocol/names.ts';
import type { Answered } from '../answers.ts';
import type { MembershipChange } from '../membership/voter-memory.ts';
import type { KeptAudience } from '../measure/audience.ts';
import type { KeptRun } from '../measure/open-runs.ts';
import type { Version } from '../store/dot.ts';
import type { Entry } from '../store/entry.ts';
import type { RewrittenKeys } from '../rewritten.ts';

/** An entry took a place in the order of arrival. */
export interface EntryChange {
  readonly type: 'entry';
  readonly entry: Entry;
  /** For each of its keys the value that it put there; null: a later version was held. It has since been overwritten: true. */
  readonly values: readonly (JsonText | true | null)[];
  /** The write counts as seen, and is in the log as far as there is room; where it is the replica's own, it awaits acknowledgements. */
  readonly isClaimed: boolean;
}

/** The same of contents: what else holds the entry is said apart. */
export interface HeldEntryChange {
  readonly type: 'held';
  readonly entry: Entry;
  readonly values: EntryChange['values'];
  readonly isLogged: boolean;
  /** It is the replica's own and has not converged: since when it was held at the latest, and whether that is an upper bound. */
  readonly open: ({ readonly lastHeldMs: number; readonly isAtMost: boolean } & KeptAudience) | undefined;
}

export type Change =
  | EntryChange
  | HeldEntryChange
  /** Another life begins. It has nothing of the one before it, or all but its name. */
  | {
      readonly type: 'life';
      readonly incarnation: number;
      readonly correctionMs: number;
      readonly keepsData: boolean;
    }
  /** A process went on with the life, or began it: its start, in microseconds. */
  | { readonly type: 'started'; readonly startUs: number }
  /** Writes that never came are held. */
  | { readonly type: 'run'; readonly origin: Origin; readonly from: number; readonly to: number }
  /** All replicas have the origin's writes through this one. */
  | { readonly type: 'stable'; readonly origin: Origin; readonly seq: number }
  /** A peer acknowledged writes of the replica's own. */
  | {
      readonly type: 'acked';
      readonly by: NodeId;
      readonly from: number;
      readonly to: number;
      readonly heldAtMs: number;
      readonly isAtMost: boolean;
    }
  /** From this place of the feed on there may be values that the version vector does not claim. */
  | { readonly type: 'unclaimed'; readonly from: number }
  /** The tombstones of these keys are gone, with all else of the keys. Of those that ever went, none had a later version than this. */
  | { readonly type: 'dropped'; readonly keys: readonly Key[]; readonly latest: Version }
  /** A client may ask the same again: it is then answered as it was now. */
  | ({ readonly type: 'answered' } & Answered)
  /** A client gave the node its neighbours. */
  | { readonly type: 'neighbours'; readonly nodes: readonly NodeId[] }
  /** What was accepted again of a life that ended, by key, with the version that it had first: see succession.ts. */
  | ({ readonly type: 'rewritten' } & RewrittenKeys)
  /** Who counts, and what was promised about it. */
  | MembershipChange
  /** Of contents: what is known of an origin. */
  | {
      readonly type: 'seen';
      readonly origin: Origin;
      readonly runs: readonly (readonly [from: number, to: number])[];
      readonly stable: number;
      /** The first sequence number that the log can still have. */
      readonly loggedFrom: number;
    }
  /** Of contents: how far the replica's own writes are. */
  | {
      readonly type: 'own';
      readonly lastSeq: number;
      readonly stable: number;
      readonly convergedUs: number;
      readonly arrivals: number;
      readonly clockUs: number;
    }
  /** Of contents: what a peer has acknowledged so far. */
  | {
      readonly type: 'acked_before';
      readonly by: NodeId;
      readonly runs: readonly (readonly [number, number])[];
    }
  /** Of contents: writes that are followed as one. */
  | { readonly type: 'joined'; readonly run: KeptRun };
