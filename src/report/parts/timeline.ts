/** How a run went over time: its operations, and the convergence of its writes, counted into steps of equal length. */

import { isServed, type Operation } from '../../check/history.ts';
import type { ClientOperation } from './client-parts.ts';
import { quantile } from '../../base/summary.ts';
import { COURSE_LIMITS, type Timeline } from '../schema/course-schema.ts';

/** Shorter steps hold too few operations to say anything. */
const MIN_STEP_MS = 100;

/** When writes were accepted, and how long each took until every replica held it: two lists of one order. */
export interface ConvergedTimes {
  readonly acceptedAtMs: readonly number[];
  readonly convergenceMs: readonly number[];
}

export interface TimelineInput {
  /** When the load began, and for how long it lasted. All times are on the clock of the operations. */
  readonly startMs: number;
  readonly loadMs: number;
  readonly operations: readonly ClientOperation[];
  /** Stale reads among the operations; undefined: nobody judged them. */
  readonly staleReads: readonly Operation[] | undefined;
  /** Undefined: nobody saw when writes converged. */
  readonly converged: ConvergedTimes | undefined;
  /** When the writes were accepted that some replica still lacks. */
  readonly pendingSinceMs: readonly number[];
}

type Step = Timeline['steps'][number];

/** The same of operations that were counted as they came, and not kept. */
export interface CountedInput extends Pick<TimelineInput, 'startMs' | 'loadMs' | 'pendingSinceMs'> {
  /** Counts of steps of this length, which divides every step of a timeline. */
  readonly countedEveryMs: number;
  readonly reads: readonly number[];
  readonly staleReads: readonly number[];
  readonly errors: readonly number[];
  readonly writesAtMs: readonly number[];
  readonly errorsAtMs: readonly number[];
  readonly converged: ConvergedTimes;
}

export function timelineOfCounts(input: CountedInput): Timeline {
  const { stepMs, steps, indexAt } = emptySteps(input, { judged: true, seen: true });
  const { startMs, countedEveryMs, converged } = input;
  const addCounts = (counts: readonly number[], field: 'reads' | 'staleReads' | 'errors'): void =>
    counts.forEach((count, index) => {
      const step = steps[indexAt(startMs + (index + 0.5) * countedEveryMs)];
      // What came after the load is no part of its course.
      if (step !== undefined && index * countedEveryMs < steps.length * stepMs)
        step[field] = (step[field] ?? 0) + count;
    });
  addCounts(input.reads, 'reads');
  addCounts(input.staleReads, 'staleReads');
  addCounts(input.errors, 'errors');
  for (const [times, field] of [
    [input.writesAtMs, 'writes'],
    [input.errorsAtMs, 'errors'],
  ] as const)
    for (const atMs of times) {
      const step = steps[indexAt(atMs)];
      if (step !== undefined) step[field]++;
    }
  addConvergence(steps, converged, indexAt);
  addPending(steps, input, stepMs);
  return { stepMs, steps };
}

interface EmptySteps {
  readonly stepMs: number;
  readonly steps: Step[];
  readonly indexAt: (atMs: number) => number;
}

function emptySteps(
  { startMs, loadMs }: Pick<TimelineInput, 'startMs' | 'loadMs'>,
  { judged, seen }: { readonly judged: boolean; readonly seen: boolean },
): EmptySteps {
  const stepMs = stepLength(loadMs);
  // The load ends a little after its last operation was due: that makes no step of its own.
  const length = Math.max(Math.ceil(Math.min(1, loadMs)), Math.round(loadMs / stepMs));
  const steps: Step[] = Array.from({ length }, () => ({
    ...{ writes: 0, reads: 0, errors: 0, staleReads: judged ? 0 : null },
    ...{ pending: seen ? 0 : null, converged: 0, p50Ms: null, maxMs: null },
  }));
  const last = steps.length - 1;
  // What began a little before the load, or ended with it, belongs to the step next to it.
  const indexAt = (atMs: number): number =>
    Math.min(last, Math.max(0, Math.floor((atMs - startMs) / stepMs)));
  return { stepMs, steps, indexAt };
}

export function timelineOf(input: TimelineInput): Timeline {
  const { staleReads, converged } = input;
  const { stepMs, steps, indexAt } = emptySteps(input, {
    judged: staleReads !== undefined,
    seen: converged !== undefined,
  });
  // A transaction can read several registers; it is one read, if it writes none.
  const stale = new Set(staleReads?.map(({ id }) => id));
  const at = (atMs: number): Step | undefined => steps[indexAt(atMs)];
  for (const op of input.operations) {
    const step = at(op.invokedAtMs);
    if (step === undefined) continue;
    if (op.timedOut === true || !isServed(op)) step.errors++;
    else if (op.kind === 'write') step.writes++;
    else {
      step.reads++;
      if (stale.has(op.id)) step.staleReads = (step.staleReads ?? 0) + 1;
    }
  }
  if (converged !== undefined) {
    addConvergence(steps, converged, indexAt);
    addPending(steps, input, stepMs);
  }
  return { stepMs, steps };
}

/** A round number, so that a run has at most `COURSE_LIMITS.steps` of them. */
function stepLength(loadMs: number): number {
  let stepMs = MIN_STEP_MS;
  for (let factors = [2, 2.5, 2]; loadMs / stepMs > COURSE_LIMITS.steps; factors = rotated(factors))
    stepMs *= factors[0] ?? 2;
  return stepMs;
}

function rotated([first = 2, ...rest]: number[]): number[] {
  return [...rest, first];
}

function addConvergence(
  steps: Step[],
  { acceptedAtMs, convergenceMs }: ConvergedTimes,
  indexAt: (ms: number) => number,
): void {
  const times: number[][] = steps.map(() => []);
  acceptedAtMs.forEach((atMs, index) => times[indexAt(atMs)]?.push(convergenceMs[index] ?? 0));
  steps.forEach((step, index) => {
    const sorted = Float64Array.from(times[index] ?? []).sort();
    if (sorted.length === 0) return;
    Object.assign(step, {
      converged: sorted.length,
      p50Ms: quantile(sorted, 0.5),
      maxMs: quantile(sorted, 1),
    });
  });
}

/** Accepted by the end of a step, less what had converged by then. */
function addPending(
  steps: Step[],
  { startMs, converged, pendingSinceMs }: Pick<TimelineInput, 'startMs' | 'converged' | 'pendingSinceMs'>,
  stepMs: number,
): void {
  const { acceptedAtMs = [], convergenceMs = [] } = converged ?? {};
  const change = new Array<number>(steps.length + 1).fill(0);
  const add = (atMs: number, by: number): void => {
    // The first step whose end is not before that moment.
    const index = Math.min(steps.length, Math.max(0, Math.ceil((atMs - startMs) / stepMs) - 1));
    change[index] = (change[index] ?? 0) + by;
  };
  for (const atMs of pendingSinceMs) add(atMs, 1);
  acceptedAtMs.forEach((atMs, index) => {
    add(atMs, 1);
    add(atMs + (convergenceMs[index] ?? 0), -1);
  });
  let pending = 0;
  steps.forEach((step, index) => {
    pending += change[index] ?? 0;
    step.pending = pending;
  });
}
