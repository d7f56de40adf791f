/** Operations that have been invoked and not answered: a bit for each, which no other one has at the time. */

import { isSameEffect, type Effect, type Step } from './register.ts';

export type Open = readonly [effect: Effect, bit: number];

export class OpenSteps<T> {
  readonly #open = new Map<Step<T>, Open>();
  readonly #free: number[];

  /** @param limit at most 31 */
  constructor(limit: number) {
    this.#free = Array.from({ length: limit }, (_, i) => 1 << i);
  }

  /** @returns false: there is no bit left */
  add(step: Step<T>): boolean {
    const bit = this.#free.pop();
    if (bit !== undefined) this.#open.set(step, [step.effect, bit]);
    return bit !== undefined;
  }

  delete(step: Step<T>): void {
    this.#free.push(this.bitOf(step));
    this.#open.delete(step);
  }

  bitOf(step: Step<T>): number {
    return this.#open.get(step)?.[1] ?? 0;
  }

  /** @param bits of those that have taken effect already */
  without(bits: number): Open[] {
    return [...this.#open.values()].filter(([, bit]) => (bits & bit) === 0);
  }

  /** The same, but of several with the same effect the first: it makes no difference which of them it is. */
  differentWithout(bits: number): Open[] {
    const found: Open[] = [];
    for (const one of this.without(bits))
      if (!found.some(([effect]) => isSameEffect(effect, one[0]))) found.push(one);
    return found;
  }
}
