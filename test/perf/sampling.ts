/** The arithmetic of the benchmarks: medians, spreads, and ratios of what was measured side by side. */

/** What repeated measurements of one thing came to, in the unit of the samples. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** In the order in which they were measured. */
  readonly samples: readonly number[];
}

/** @throws {RangeError} without samples, or with one that is no finite number */
export function spreadOf(samples: readonly number[]): Spread {
  if (samples.length === 0) throw new RangeError('a median needs at least one sample');
  const broken = samples.find((sample) => !Number.isFinite(sample));
  if (broken !== undefined) throw new RangeError(`a sample is not a finite number: ${broken}`);
  const sorted = samples.toSorted((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? NaN;
  const middle = (sorted.length - 1) / 2;
  const median = (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2;
  return { median, min: at(0), max: at(sorted.length - 1), samples };
}

/** Ratios of samples that were taken one beside the other: what slowed one of a pair slowed the other, too. */
export function ratioOf(samples: readonly number[], baseline: readonly number[]): Spread {
  if (samples.length !== baseline.length) {
    throw new RangeError(`${samples.length} samples cannot be paired with ${baseline.length}`);
  }
  return spreadOf(samples.map((sample, i) => sample / (baseline[i] ?? NaN)));
}

/**
 * Measures every subject once a round, each round beginning with another one, so that whatever else the machine does
 * hits all of them alike. One after the other: they never compete.
 * @returns each subject's samples, one a round
 */
export async function interleave<Name extends string>(
  subjects: Readonly<Record<Name, () => Promise<number>>>,
  rounds: number,
  onRound: (round: number) => void = () => undefined,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(subjects) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = 0; round < rounds; round++) {
    onRound(round);
    for (let i = 0; i < names.length; i++) {
      const name = names[(round + i) % names.length];
      if (name !== undefined) samples[name].push(await subjects[name]());
    }
  }
  return samples;
}
