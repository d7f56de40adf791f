/** What broke a rule: counted in full, listed up to a bound, so that a verdict on a wrecked run stays readable. */

/** How many examples of one kind of offence a verdict lists. */
export const MAX_EXAMPLES = 20;

export interface OffenceList<T> {
  /** All of them. */
  readonly count: number;
  /** The first `MAX_EXAMPLES`. */
  readonly examples: readonly T[];
}

/** One in words for people, with the operations that prove it, by their ids. */
export interface ProvenOffence {
  readonly text: string;
  readonly ids: readonly number[];
}

/** @param ops what proves it; undefined: nobody saw it */
export function provenOffence(
  text: string,
  ...ops: readonly ({ readonly id: number } | undefined)[]
): ProvenOffence {
  return { text, ids: [...new Set(ops.flatMap((op) => op?.id ?? []))] };
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
