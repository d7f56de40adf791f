/**
 * Everything that can happen in a node, as one union. The logic emits these; observe/ turns them into metrics and
 * spans, check/ compares them with the truth. No metric or span call stands in the core.
 */

import type { RejectReason } from '../protocol/envelope.ts';
import type { Health, WireDots } from '../protocol/gossip.ts';
import type { MemberState, WireChange, WireViewId } from '../protocol/membership.ts';
import type { Key, NodeId } from '../protocol/names.ts';
import type { ErrorName } from '../protocol/errors.ts';
import type { Outcome } from './membership/views.ts';
import type { Dot } from './store/dot.ts';

/** What can fall off a bound: the `what` label of `gossip_dropped_total`. */
export const DROPPABLE = [
  'log_entries',
  'pending_writes',
  'apply_times',
  'undecided_reads',
  'key_history',
  'read_log',
  'gap_entries',
  'outbox_entries',
  'owed_acks',
  'hot_rumors',
  'announcements',
  'spans',
] as const;
export type Droppable = (typeof DROPPABLE)[number];

/** W3C trace context (`traceparent`), only of sampled traces. */
export type Traceparent = string;

export type NodeEvent =
  /** A client's request was served. `op` is the request's type, or `unknown`. */
  | { readonly type: 'operation'; readonly op: string; readonly result: 'ok' | ErrorName }
  /** A write was accepted here. */
  | {
      readonly type: 'accepted';
      readonly dot: Dot;
      readonly acceptedAtMs: number;
      readonly traceparent: Traceparent | undefined;
    }
  /** A peer's acknowledgement of a traced write arrived: `by` held it from `heldAtMs` on. */
  | {
      readonly type: 'acknowledged';
      readonly dot: Dot;
      readonly by: NodeId;
      readonly heldAtMs: number;
      readonly traceparent: Traceparent;
    }
  /** The last replica holds a write accepted here, or a later version of its key. */
  | {
      readonly type: 'converged';
      readonly dot: Dot;
      readonly acceptedAtMs: number;
      /** Acceptance until the last replica held it. */
      readonly convergenceMs: number;
      /** Acceptance until the last acknowledgement arrived, on the origin's own clock. */
      readonly confirmedMs: number;
      readonly traceparent: Traceparent | undefined;
    }
  /** So many neighbouring writes accepted here have converged, of which only bounds are known: the first was accepted that long before. */
  | {
      readonly type: 'run_converged';
      readonly from: number;
      readonly to: number;
      readonly count: number;
      /** At most, each. */
      readonly convergenceMs: number;
      readonly confirmedMs: number;
    }
  /** So many writes accepted here are held by all that are left of those that they waited for: somebody was removed before. */
  | {
      readonly type: 'converged_among_rest';
      readonly from: number;
      readonly to: number;
      readonly count: number;
      readonly atMs: number;
      readonly traceparent: Traceparent | undefined;
    }
  /** Another view took effect here. */
  | {
      readonly type: 'view';
      readonly id: WireViewId;
      /** By state, this node's own among them. */
      readonly members: Readonly<Record<MemberState, number>>;
      /** How far this node is on its way in or out; null: it is no member any more. */
      readonly state: MemberState | null;
    }
  /** Each member of a view that this node decided has said that it has it, or a later one; the last so long after the decision. */
  | {
      readonly type: 'view_spread';
      readonly id: WireViewId;
      readonly change: WireChange;
      readonly decidedAtMs: number;
      readonly convergenceMs: number;
      /** When each of the others said so, after the decision. */
      readonly heard: readonly (readonly [node: NodeId, afterMs: number])[];
    }
  /** What became of a change of members that this node was asked for. */
  | {
      readonly type: 'change';
      readonly change: WireChange;
      readonly outcome: Outcome;
      readonly text: string;
    }
  /** Another view of the same number is about: two halves went on without each other. */
  | { readonly type: 'split'; readonly theirs: WireViewId }
  /** This life was removed. What it holds beyond what the others had, by the word of the one that said so, was not merged. */
  | { readonly type: 'fenced'; readonly unmerged: readonly WireDots[] }
  /** Another node's write took effect here. */
  | {
      readonly type: 'applied';
      readonly dot: Dot;
      readonly from: NodeId;
      readonly hops: number;
      /** Acceptance at the origin until its application here. */
      readonly propagationMs: number;
      readonly departedAtMs: number;
      readonly appliedAtMs: number;
      /** The span of this application, if the write is traced. */
      readonly traceparent: Traceparent | undefined;
    }
  /** So many entries arrived in one message that changed no value: overwritten by later versions held here, seen before, or too late. */
  | {
      readonly type: 'received';
      readonly outcome: 'superseded' | 'duplicate' | 'late';
      readonly count: number;
    }
  /** So many entries arrived in one message whose versions are from further ahead than the clock permits; the latest by so much. */
  | { readonly type: 'set_aside'; readonly from: NodeId; readonly count: number; readonly aheadMs: number }
  /** These keys were deleted, every replica knows it, and nothing older of them can come any more: their tombstones are dropped. */
  | { readonly type: 'forgotten'; readonly keys: readonly Key[] }
  /** A client's read reached this replica (of a missing key, too). */
  | { readonly type: 'read' }
  /** A write arrived that proves an earlier read stale; once a read. */
  | { readonly type: 'stale_read' }
  /** All that a stale read missed is known: how long before it the oldest missed write was acknowledged, and how many it missed. */
  | { readonly type: 'staleness'; readonly ageMs: number; readonly versions: number }
  /** Levels, when they change. */
  | { readonly type: 'keys'; readonly count: number }
  | { readonly type: 'tombstones'; readonly count: number }
  | { readonly type: 'pending'; readonly count: number; readonly lagMax: number }
  | { readonly type: 'peers'; readonly reachable: number; readonly suspected: number }
  /** What the failure detector believes of a peer is something else now. */
  | {
      readonly type: 'health';
      readonly node: NodeId;
      readonly health: Health;
      readonly was: Health;
      /** A probe of this node's own raised it; otherwise others told it, or its time was over. */
      readonly isOwnProbe: boolean;
    }
  /** Peers that it does not believe to be alive. */
  | { readonly type: 'unhealthy'; readonly suspected: number; readonly failed: number }
  /** How far the peer's clock is ahead that differs most, give or take the bound, and whether this node's own is taken for wrong. */
  | {
      readonly type: 'clock';
      readonly offsetMs: number;
      readonly boundMs: number;
      readonly isWrong: boolean;
    }
  /** The node has what processes before it kept. As the same life, or as a new one, and why. */
  | {
      readonly type: 'recalled';
      readonly keys: number;
      readonly pendingWrites: number;
      readonly newLifeBecause: string | undefined;
    }
  /** The clock was found wrong: a life ended, and another one began whose time is corrected by so much in all. */
  | { readonly type: 'corrected'; readonly correctionMs: number }
  /**
   * A write was accepted again, with another version: of the life that ended, or one that came with a version below that of
   * tombstones which are dropped.
   */
  | {
      readonly type: 'rewritten';
      readonly dot: Dot;
      readonly clockUs: number;
      readonly keys: readonly Key[];
      readonly acceptedAtMs: number;
    }
  | { readonly type: 'rejected'; readonly reason: RejectReason; readonly text: string }
  /** A broken invariant of ours, with its stack: logged, and answered with error 13 where there is a request. */
  | { readonly type: 'fault'; readonly text: string }
  | { readonly type: 'dropped'; readonly what: Droppable; readonly count: number };

/**
 * Gives writes their trace identity. Implemented by observe/tracing; absent when tracing is off. It only decides
 * ids and sampling: what is recorded follows from the events.
 */
export interface TraceIds {
  /** A new write: the trace context of its span, or undefined when it is not sampled. */
  forWrite(parent: Traceparent | undefined, acceptedAtMs: number): Traceparent | undefined;
  /** An application of a traced write: the context of a child of `parent` that began at `departedAtMs`. */
  forApply(parent: Traceparent, departedAtMs: number): Traceparent | undefined;
}
