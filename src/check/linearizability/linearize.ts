/**
 * Whether a history of one register is linearizable: whether each operation can have taken effect at one moment between its
 * invocation and its answer, so that all answers come out (Herlihy and Wing 1990).
 *
 * The history is walked through in time. What is kept are all ways in which it can have gone so far; an operation is made to take
 * effect only when its answer demands it ("just in time", Lowe 2017, section 5, after Wing and Gong 1993). An operation without an
 * answer may take effect at any time, or never.
 *
 * Begin here. `register.ts` says what operations do, `configurations.ts` which ways are the same.
 */

import { Configurations, type Configuration } from './configurations.ts';
import { OpenSteps } from './open-steps.ts';
import { applied, IMPOSSIBLE, type Step, type Value } from './register.ts';

export type Linearization<T> =
  | { readonly type: 'linearizable' }
  /** Nothing that fits to all answers before lets this operation have its answer. */
  | { readonly type: 'impossible'; readonly op: T; readonly possible: readonly Value[] }
  /** The search was given up at this operation. */
  | { readonly type: 'unknown'; readonly op: T; readonly reason: string };

export interface LinearizeLimits {
  /** Ways in which it can have gone so far, kept at one time. */
  readonly configurations: number;
  /** Operations open at one time, and as many again that were never answered. At most 31. */
  readonly open: number;
}

export const DEFAULT_LIMITS: LinearizeLimits = { configurations: 20_000, open: 31 };

export function linearize<T>(
  steps: readonly Step<T>[],
  limits: LinearizeLimits = DEFAULT_LIMITS,
): Linearization<T> {
  const search = new Search<T>(limits);
  for (const { step, isAnswer } of eventsOf(steps)) {
    const found = isAnswer ? search.answer(step) : search.invoke(step);
    if (found !== undefined) return found;
  }
  return { type: 'linearizable' };
}

class Search<T> {
  readonly #limits: LinearizeLimits;
  readonly #open: OpenSteps<T>;
  /** Those without an answer. */
  readonly #loose: OpenSteps<T>;
  #possible: readonly Configuration[] = [{ value: undefined, done: 0, used: 0 }];

  constructor(limits: LinearizeLimits) {
    this.#limits = limits;
    this.#open = new OpenSteps(limits.open);
    this.#loose = new OpenSteps(limits.open);
  }

  /** Undefined: on with it. */
  invoke(step: Step<T>): Linearization<T> | undefined {
    const steps = step.completedAtMs === undefined ? this.#loose : this.#open;
    if (steps.add(step)) return undefined;
    const what = step.completedAtMs === undefined ? 'were never answered' : 'were open at once';
    return { type: 'unknown', op: step.op, reason: `more than ${this.#limits.open} operations ${what}` };
  }

  answer(step: Step<T>): Linearization<T> | undefined {
    const bit = this.#open.bitOf(step);
    const after = new Configurations();
    const seen = new Configurations();
    for (const one of this.#possible) {
      if ((one.done & bit) === 0) seen.add(one);
      else after.add({ ...one, done: one.done & ~bit });
    }
    // The list grows while it is walked through: what is used up only ever gets more.
    for (const before of seen.list) {
      const value = applied(step.effect, before.value);
      if (value !== IMPOSSIBLE) after.add({ ...before, value });
      this.#reach(before, bit, seen);
      if (seen.size + after.size > this.#limits.configurations) {
        const reason = `it can have gone in more than ${this.#limits.configurations} ways`;
        return { type: 'unknown', op: step.op, reason };
      }
    }
    if (after.size === 0) return { type: 'impossible', op: step.op, possible: valuesOf(seen.list) };
    this.#open.delete(step);
    this.#possible = after.list;
    return undefined;
  }

  /** Adds what comes of each open operation, but for the one that is answered. */
  #reach({ value, done, used }: Configuration, answered: number, seen: Configurations): void {
    for (const [effect, bit] of this.#open.without(done | answered)) {
      const next = applied(effect, value);
      if (next !== IMPOSSIBLE) seen.add({ value: next, done: done | bit, used });
    }
    for (const [effect, bit] of this.#loose.differentWithout(used)) {
      const next = applied(effect, value);
      if (next !== IMPOSSIBLE) seen.add({ value: next, done, used: used | bit });
    }
  }
}

interface Event<T> {
  readonly step: Step<T>;
  readonly isAnswer: boolean;
  readonly atMs: number;
}

/** In the order of time. What was answered at the very moment when another was invoked was concurrent with it. */
function eventsOf<T>(steps: readonly Step<T>[]): Event<T>[] {
  const events = steps.flatMap((step): Event<T>[] => {
    const { invokedAtMs, completedAtMs } = step;
    // A read without an answer has no effect, whatever it may have seen.
    if (completedAtMs === undefined && step.effect.f === 'read') return [];
    const invoked = { step, isAnswer: false, atMs: invokedAtMs };
    return completedAtMs === undefined ? [invoked] : [invoked, { step, isAnswer: true, atMs: completedAtMs }];
  });
  return events.sort((a, b) => a.atMs - b.atMs || Number(a.isAnswer) - Number(b.isAnswer));
}

function valuesOf(configurations: readonly Configuration[]): Value[] {
  return [...new Set(configurations.map(({ value }) => value))];
}
