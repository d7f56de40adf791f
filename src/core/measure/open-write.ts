/** A write that some replica may lack, as its origin follows it, and what the origin reports once none does. */

import type { NodeEvent } from '../events.ts';
import type { Entry } from '../store/entry.ts';
import type { Audience } from './audience.ts';
import type { OpenRun } from './open-runs.ts';

export interface OpenWrite {
  readonly entry: Entry;
  /** Peers that have not acknowledged it. */
  awaiting: number;
  /** Whose acknowledgements it waits for: the peers that counted when it was accepted, less those that were removed since. */
  audience: Audience;
  /** Somebody was removed who had not acknowledged it. */
  isAmongRest: boolean;
  /** The latest time from which a replica has held it, so far. */
  lastHeldMs: number;
  /** Some replica only knows since when it has held it at the latest. */
  isAtMost: boolean;
}

/** Every replica of its audience has it. */
export function reportConverged(
  { entry, lastHeldMs, isAtMost, isAmongRest }: OpenWrite,
  now: number,
  events: NodeEvent[],
): void {
  const { seq, acceptedAtMs, traceparent } = entry;
  if (isAmongRest) {
    events.push({ type: 'converged_among_rest', from: seq, to: seq, count: 1, atMs: now, traceparent });
    return;
  }
  // No acknowledgement can be later than its arrival: a clock that is ahead dated it.
  const convergenceMs = Math.min(lastHeldMs, now) - acceptedAtMs;
  if (isAtMost) events.push({ type: 'dropped', what: 'apply_times', count: 1 });
  const confirmedMs = now - acceptedAtMs;
  events.push({ type: 'converged', dot: entry, acceptedAtMs, convergenceMs, confirmedMs, traceparent });
}

/** Every replica of its audience has all writes of the run. */
export function reportRun(
  { from, to, count, firstAcceptedMs, lastHeldMs, isAmongRest }: OpenRun,
  now: number,
  events: NodeEvent[],
): void {
  if (isAmongRest) {
    events.push({ type: 'converged_among_rest', from, to, count, atMs: now, traceparent: undefined });
    return;
  }
  events.push({ type: 'dropped', what: 'apply_times', count });
  const convergenceMs = Math.min(lastHeldMs, now) - firstAcceptedMs;
  const confirmedMs = now - firstAcceptedMs;
  events.push({ type: 'run_converged', from, to, count, convergenceMs, confirmedMs });
}
