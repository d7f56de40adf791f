/** Whether two groups of measurements differ: Welch's t, which takes groups of unequal size and spread. */

import { studentT95, type Difference } from './paired-difference.ts';

/** Of `b` over `a`, with its 95 % interval; infinitely wide where a group has fewer than two values. */
export function welchDifference(a: readonly number[], b: readonly number[]): Difference {
  const [first, second] = [momentsOf(a), momentsOf(b)];
  const mean = second.mean - first.mean;
  const pairs = Math.min(a.length, b.length);
  if (pairs < 2) return { mean, halfWidth: Infinity, pairs };
  const squared = first.ofMean + second.ofMean;
  if (squared === 0) return { mean, halfWidth: 0, pairs };
  // Welch and Satterthwaite: rounded down, so that the interval is rather too wide.
  const degrees = squared ** 2 / (first.ofMean ** 2 / (a.length - 1) + second.ofMean ** 2 / (b.length - 1));
  return { mean, halfWidth: studentT95(Math.max(1, Math.floor(degrees))) * Math.sqrt(squared), pairs };
}

/** @returns the mean, and the variance of that mean */
function momentsOf(values: readonly number[]): { readonly mean: number; readonly ofMean: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, ofMean: squares / Math.max(1, values.length - 1) / values.length };
}
