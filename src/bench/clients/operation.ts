/** One client operation as it unfolds: what `check/` judges later, and what the counters of the run are made of. */

import type { Operation } from '../../check/history.ts';

/** Reads and writes, as our nodes count them. */
export interface Served {
  readonly reads: number;
  readonly writes: number;
}

export const NOTHING: Served = { reads: 0, writes: 0 };
export const ONE: Readonly<Record<Operation['kind'], Served>> = {
  read: { reads: 1, writes: 0 },
  write: { reads: 0, writes: 1 },
};

/** An `Operation` that may still be answered. */
export interface LiveOperation extends Operation {
  value: string | undefined;
  invokedAtMs: number;
  completedAtMs: number | undefined;
  error: string | undefined;
  /** No answer came in time. One that comes later completes the operation, which has failed for its client all the same. */
  timedOut: boolean;
  /** What our nodes count when they serve it. */
  readonly counts: Served;
}
