/** An operation of the bench's clients: with what the counters of a run are made of. */

import type { OpenOperation } from '../../load/operation.ts';
import type { Request } from '../../load/workload.ts';

/** Reads and writes, as our nodes count them when they serve a request. */
export interface Served {
  readonly reads: number;
  readonly writes: number;
}

export const NOTHING: Served = { reads: 0, writes: 0 };

const READ: Served = { reads: 1, writes: 0 };
const WRITE: Served = { reads: 0, writes: 1 };

export function servedBy({ reads, writes }: Request): Served {
  const count = reads === 'all' ? 1 : reads.length;
  if (writes === undefined) return count === 1 ? READ : { reads: count, writes: 0 };
  return count === 0 ? WRITE : { reads: count, writes: 1 };
}

/** A class, as a run keeps hundreds of thousands: an object that is spread from another takes three times the room. */
export class LiveOperation implements OpenOperation {
  readonly id: number;
  readonly node: string;
  readonly client: number | undefined;
  readonly kind: 'read' | 'write';
  readonly type: string | undefined;
  readonly isConditional: boolean;
  readonly key: string | number;
  value: string | undefined;
  readonly scheduledAtMs: number;
  invokedAtMs: number;
  completedAtMs: number | undefined;
  error: string | undefined;
  /** No answer came in time. One that comes later completes the operation, which has failed for its client all the same. */
  timedOut = false;
  /** What our nodes count when they serve it. */
  readonly counts: Served;

  constructor(begun: OpenOperation, counts: Served) {
    this.id = begun.id;
    this.node = begun.node;
    this.client = begun.client;
    this.kind = begun.kind;
    this.type = begun.type;
    this.isConditional = begun.isConditional ?? false;
    this.key = begun.key;
    this.value = begun.value;
    this.scheduledAtMs = begun.scheduledAtMs;
    this.invokedAtMs = begun.invokedAtMs;
    this.completedAtMs = begun.completedAtMs;
    this.error = begun.error;
    this.counts = counts;
  }
}
