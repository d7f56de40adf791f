/** An operation of the bench's clients: with what the counters of a run are made of. */

import type { OpenOperation } from '../../load/operation.ts';
import type { Request } from '../../load/workload.ts';

/** Reads and writes, as our nodes count them when they serve a request. */
export interface Served {
  readonly reads: number;
  readonly writes: number;
}

export const NOTHING: Served = { reads: 0, writes: 0 };

export function servedBy({ reads, writes }: Request): Served {
  return { reads: reads === 'all' ? 1 : reads.length, writes: writes === undefined ? 0 : 1 };
}

export interface LiveOperation extends OpenOperation {
  /** No answer came in time. One that comes later completes the operation, which has failed for its client all the same. */
  timedOut: boolean;
  /** What our nodes count when they serve it. */
  readonly counts: Served;
}
