/** How long a message travels: the delay distributions, drawn from a seeded source. */

import type { Prng } from '../base/prng.ts';

/** Maelstrom's three (net.clj, `latency-dist`), and `lognormal`, the long tail that real networks have. */
export const LATENCY_DISTRIBUTIONS = ['constant', 'uniform', 'exponential', 'lognormal'] as const;
export type LatencyDistribution = (typeof LATENCY_DISTRIBUTIONS)[number];

export interface LatencyModel {
  readonly distribution: LatencyDistribution;
  /** The distribution's mean, before jitter. */
  readonly meanMs: number;
  /** Uniform in ± this, added on top. A sum below zero counts as zero, so jitter above the mean raises the mean. */
  readonly jitterMs: number;
}

/** Standard deviation of the logarithm: median 0.88, 95th percentile 2.0 and 99th 2.8 times the mean. */
export const LOGNORMAL_SIGMA = 0.5;

/**
 * One delay in milliseconds, fractional, never negative.
 * - `constant`: always the mean.
 * - `uniform`: 0 to twice the mean (Maelstrom draws whole milliseconds from the same range).
 * - `exponential`: mean 1/λ, median 0.69 of the mean, 99th percentile 4.6 times the mean.
 * - `lognormal`: `LOGNORMAL_SIGMA` wide, shifted so that its mean is `meanMs`.
 */
export function sampleLatencyMs(model: LatencyModel, rng: Prng): number {
  const jitterMs = model.jitterMs === 0 ? 0 : (2 * rng.float() - 1) * model.jitterMs;
  return Math.max(0, model.meanMs * relativeDelay(model.distribution, rng) + jitterMs);
}

/** A delay in units of the mean. */
function relativeDelay(distribution: LatencyDistribution, rng: Prng): number {
  switch (distribution) {
    case 'constant':
      return 1;
    case 'uniform':
      return 2 * rng.float();
    case 'exponential':
      return -Math.log(1 - rng.float());
    case 'lognormal':
      return Math.exp(LOGNORMAL_SIGMA * standardNormal(rng) - LOGNORMAL_SIGMA ** 2 / 2);
  }
}

/** Box and Muller 1958, the cosine half. */
function standardNormal(rng: Prng): number {
  const radius = Math.sqrt(-2 * Math.log(1 - rng.float()));
  return radius * Math.cos(2 * Math.PI * rng.float());
}
