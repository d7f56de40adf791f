/** A write as the replica holds it, from its acceptance until nobody needs to be told of it any more. */

import type { Key, NodeId, Origin } from '../../protocol/names.ts';
import type { Dot, Version } from './dot.ts';
import type { Traceparent } from '../events.ts';

/** Values are not here but in the store: an overwritten entry keeps its stamp only. */
export interface Entry extends Dot, Version {
  readonly origin: Origin;
  readonly seq: number;
  readonly clockUs: number;
  /** When its origin accepted it, ms since the epoch. */
  readonly acceptedAtMs: number;
  /** Node-to-node hops from the origin to this replica. */
  readonly hops: number;
  /** More than one for a transaction: they apply together. */
  readonly keys: readonly Key[];
  /** The span of this replica for it, where it is sampled. */
  readonly traceparent: Traceparent | undefined;
  /** The peer it came from; undefined for a local write. */
  readonly from: NodeId | undefined;
  /** From when on this replica has held it, or a later version of each of its keys. */
  readonly heldAtMs: number;
  /** Its place in the order in which this replica took entries in: it tells what was first where times tie. */
  readonly arrival: number;
}
