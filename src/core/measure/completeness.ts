/**
 * Until when a replica knows everything that was accepted anywhere. It closes the books on a read: only when every
 * node is complete through the read's time is it known how stale the read was.
 */

import type { NodeId, Origin } from '../../protocol/names.ts';

export interface Completeness {
  /** Everything accepted anywhere before this is known here. Infinity without peers. */
  readonly throughMs: number;
  /** "All that the node accepted before `atMs` has sequence numbers through `seq`." Ignored for nodes that are no peers. */
  claim(node: NodeId, origin: Origin, seq: number, atMs: number): void;
  /** Something of this origin was seen: what waited for it may hold now. */
  advanced(origin: Origin): void;
}
