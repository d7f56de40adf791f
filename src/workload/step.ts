/**
 * What goes into a node and what comes out of it: the whole boundary between the logic and its hosts.
 *
 * Begin here, then read `server.ts`: one input in (or some requests that came together), everything to do out. `workload.ts` says what
 * a workload is, and each has a file of its own; `workloads.ts` lists them. `outbox.ts` collects what leaves.
 */

import type { Outbound, ParsedLine } from '../protocol/envelope.ts';
import type { JsonText, Key, NodeId } from '../protocol/names.ts';
import type { GossipBody } from '../protocol/gossip.ts';
import type { NodeEvent } from '../core/events.ts';
import type { Change } from '../core/journal/change.ts';
import type { Replica } from '../core/replica.ts';

export type Input =
  | { readonly type: 'line'; readonly parsed: ParsedLine }
  /** A peer's message from within the same process: it was never text, and nobody changes it. */
  | { readonly type: 'gossip'; readonly from: NodeId; readonly body: GossipBody }
  | { readonly type: 'wake' };

/** What a checker that sees every replica looks at. */
export type CheckedReplica = Pick<
  Replica,
  'origin' | 'changes' | 'claims' | 'versionOf' | 'peek' | 'members' | 'valuesOf'
>;

/** Everything a host has to do after a step (as `Ready` in etcd's raft). */
export interface Step {
  /** In this order. */
  readonly sends: readonly Outbound[];
  readonly events: readonly NodeEvent[];
  /** What has to be kept to make the node again, where it keeps its data: before anything of `sends` leaves. */
  readonly changes: readonly Change[] | undefined;
  /** When to call `step({type: 'wake'})` next, in ms since the epoch; undefined: not before the next message. */
  readonly wakeAt: number | undefined;
  /** Where somebody watches (`Server.watches`): keys that have taken up another version, in order. */
  readonly watched?: readonly WatchedChange[];
}

/** A key was written or deleted, here or elsewhere. */
export interface WatchedChange {
  readonly key: Key;
  /** As text. */
  readonly version: string;
  /** Undefined: it was deleted. */
  readonly value: JsonText | undefined;
}
