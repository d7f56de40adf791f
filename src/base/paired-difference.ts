/** Whether two things differ that were measured side by side, pair by pair: Student's t on the differences. */

/** The difference lies within this much of `mean` with 95 % confidence. */
export interface Difference {
  readonly mean: number;
  /** Infinity where there is but one pair. */
  readonly halfWidth: number;
  readonly pairs: number;
}

/** Two-sided 95 % quantiles of Student's t, for 1 … 30 degrees of freedom. */
const T_95 = [
  ...[12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228],
  ...[2.201, 2.179, 2.16, 2.145, 2.131, 2.12, 2.11, 2.101, 2.093, 2.086],
  ...[2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042],
];

/** Beyond the table by the first terms of its expansion, right to three digits. */
export function studentT95(degrees: number): number {
  return T_95[degrees - 1] ?? 1.96 + 2.372 / degrees + 2.82 / degrees ** 2;
}

/** Of `b` over `a`: positive where `b` is more. Pairs are those of equal index. */
export function pairedDifference(a: readonly number[], b: readonly number[]): Difference {
  const differences = a.slice(0, b.length).map((value, index) => (b[index] ?? 0) - value);
  const { mean, halfWidth } = meanWithin(differences);
  return { mean, halfWidth, pairs: differences.length };
}

/** The mean, and how far the true one may be from it with 95 % confidence. */
export function meanWithin(values: readonly number[]): { readonly mean: number; readonly halfWidth: number } {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, count);
  if (count < 2) return { mean, halfWidth: Infinity };
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (count - 1);
  return { mean, halfWidth: studentT95(count - 1) * Math.sqrt(variance / count) };
}

/** Whether 0 is outside the interval. */
export function isSeparated({ mean, halfWidth }: Difference): boolean {
  return Math.abs(mean) > halfWidth;
}
