/** What broke a rule: counted in full, listed up to a bound, so that a verdict on a wrecked run stays readable. */

/** How many examples of one kind of offence a verdict lists. */
export const MAX_EXAMPLES = 20;

export interface OffenceList<T> {
  /** All of them. */
  readonly count: number;
  /** The first `MAX_EXAMPLES`. */
  readonly examples: readonly T[];
}

export const NO_OFFENCES: OffenceList<never> = { count: 0, examples: [] };

/** @param offences all of them */
export function offenceList<T>(offences: readonly T[]): OffenceList<T> {
  return { count: offences.length, examples: offences.slice(0, MAX_EXAMPLES) };
}

/** An `OffenceList` while it grows. */
export class Offences<T> implements OffenceList<T> {
  count = 0;
  readonly examples: T[] = [];

  add(offence: T): void {
    this.count++;
    if (this.examples.length < MAX_EXAMPLES) this.examples.push(offence);
  }
}
