/** A write as the replica holds it, from its acceptance until nobody needs to be told of it any more. */

import type { Key, NodeId, Origin } from '../../protocol/names.ts';
import type { Dot, Version } from './dot.ts';
import type { Traceparent } from '../events.ts';

/** What of a write is the same wherever it is held. Values are not here but in the store: an overwritten entry keeps its stamp only. */
export interface Stamp extends Dot, Version {
  readonly origin: Origin;
  readonly seq: number;
  readonly clockUs: number;
  /** When its origin accepted it, ms since the epoch. */
  readonly acceptedAtMs: number;
  /** More than one for a transaction: they apply together. */
  readonly keys: readonly Key[];
}

/** How this replica came to hold it. */
export interface Holding {
  /** Node-to-node hops from the origin to this replica. */
  readonly hops: number;
  /** The span of this replica for it, where it is sampled. */
  readonly traceparent: Traceparent | undefined;
  /** The peer it came from; undefined for a local write. */
  readonly from: NodeId | undefined;
  /** From when on this replica has held it, or a later version of each of its keys. */
  readonly heldAtMs: number;
  /** Its place in the order in which this replica took entries in: it tells what was first where times tie. */
  readonly arrival: number;
}

/** It refers to its stamp: replicas of one process share those (stamps.ts), and each has a few numbers of its own. */
export class Entry implements Stamp, Holding {
  readonly stamp: Stamp;
  readonly hops: number;
  readonly traceparent: Traceparent | undefined;
  readonly from: NodeId | undefined;
  readonly heldAtMs: number;
  readonly arrival: number;

  constructor(stamp: Stamp, { hops, traceparent, from, heldAtMs, arrival }: Holding) {
    this.stamp = stamp;
    this.hops = hops;
    this.traceparent = traceparent;
    this.from = from;
    this.heldAtMs = heldAtMs;
    this.arrival = arrival;
  }

  get origin(): Origin {
    return this.stamp.origin;
  }

  get seq(): number {
    return this.stamp.seq;
  }

  get clockUs(): number {
    return this.stamp.clockUs;
  }

  get acceptedAtMs(): number {
    return this.stamp.acceptedAtMs;
  }

  get keys(): readonly Key[] {
    return this.stamp.keys;
  }
}
