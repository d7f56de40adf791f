/**
 * Through what time a replica knows everything that was accepted anywhere. It closes the books on a read: only when every
 * node is complete through the read's time is it known how stale the read was. A small cluster keeps a table of its nodes
 * (completeness-table.ts), a large one calls the roll (completeness-roll.ts).
 */

import type { GossipBody, WireRoll, WireSeen } from '../../protocol/gossip.ts';
import type { NodeId, Origin } from '../../protocol/names.ts';

/** The sections of a message that say how far its sender is. */
export type SeenSections = Pick<GossipBody, 'seen' | 'roll'>;

export interface Completeness {
  /** Everything accepted anywhere before this is known here. Infinity without peers. */
  readonly throughMs: number;
  /** Whether it is told in the rows of the version vector: then only a whole vector tells it of all nodes. */
  readonly saysInRows: boolean;
  /** Whether the nodes are being asked how far they are: then rounds of anti-entropy must not wait. */
  readonly isAsking: boolean;
  /**
   * "All that the node accepted before `atMs` has sequence numbers through `seq`." Ignored for nodes that are no peers.
   * @param isOwn the node says so itself: then this is its present life, whatever its clock showed in an earlier one
   */
  claim(node: NodeId, origin: Origin, seq: number, atMs: number, isOwn?: boolean): void;
  /** Something of this origin was seen: claims that waited for it may hold now. */
  advanced(origin: Origin): void;
  /** Another view: these are all others from now on, each with its life. Asked of small clusters only. */
  membersChanged(lives: ReadonlyMap<NodeId, Origin>, now: number): void;
  /**
   * What to tell a peer.
   * @param activeAtMs when something was last read or taken in here
   */
  seenSections(now: number, activeAtMs: number): SeenSections;
  /**
   * What a peer knows of the whole cluster.
   * @param lacking what the peer had seen and is missing here
   */
  heard(roll: WireRoll, lacking: readonly WireSeen[]): void;
}
