/**
 * The open loop: operations start when the schedule says so, whether or not the cluster keeps up. A closed loop would
 * wait for a slow cluster and so hide how slow it is ("coordinated omission").
 */

import type { Timetable } from '../cluster/timetable.ts';

export interface LoadOptions {
  readonly timetable: Timetable;
  /** On the timetable's clock. */
  readonly startMs: number;
  readonly ratePerSec: number;
  readonly durationMs: number;
  /** Starts the operation that was due at this time. */
  readonly start: (scheduledAtMs: number) => void;
  /** Ends the load early. */
  readonly signal: AbortSignal;
}

/** Resolves when the duration is over, or the signal came. Operations are evenly spaced. */
export function driveLoad(options: LoadOptions): Promise<void> {
  const { timetable, startMs, ratePerSec, durationMs, start, signal } = options;
  const total = Math.floor((ratePerSec * durationMs) / 1000);
  const dueMs = (index: number): number => startMs + (index * 1000) / ratePerSec;
  return new Promise((resolve) => {
    // The signal outlives the run, and must not hold on to what the run kept.
    const stop = (): void => {
      signal.removeEventListener('abort', stop);
      resolve();
    };
    signal.addEventListener('abort', stop);
    const next = (index: number): void => {
      if (signal.aborted) return;
      start(dueMs(index));
      if (index + 1 < total) timetable.at(dueMs(index + 1), () => next(index + 1));
    };
    timetable.at(dueMs(0), () => next(0));
    timetable.at(startMs + durationMs, stop);
    if (signal.aborted) stop();
  });
}
