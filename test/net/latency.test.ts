/** The shapes of the delay distributions, not only their means: medians and tails for a fixed seed. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { LATENCY_DISTRIBUTIONS, sampleLatencyMs, type LatencyDistribution } from '../../src/net/latency.ts';
import { quantile } from '../../src/base/summary.ts';

function sample(distribution: LatencyDistribution): Float64Array {
  const rng = prng(11);
  const model = { distribution, meanMs: 100, jitterMs: 0 };
  return Float64Array.from({ length: 50_000 }, () => sampleLatencyMs(model, rng)).sort();
}

describe('delays', () => {
  // Analytical quantiles in units of a mean of 100 ms: [median, 99th percentile].
  const shapes: Record<LatencyDistribution, readonly [number, number]> = {
    constant: [100, 100],
    uniform: [100, 198],
    exponential: [100 * Math.LN2, 100 * Math.log(100)],
    lognormal: [100 * Math.exp(-0.125), 100 * Math.exp(0.5 * 2.3263 - 0.125)],
  };
  for (const distribution of LATENCY_DISTRIBUTIONS) {
    it(`are ${distribution} when asked for`, () => {
      const sorted = sample(distribution);
      for (const [q, wanted] of [0.5, 0.99].map((q, i) => [q, shapes[distribution][i] ?? NaN] as const)) {
        const actual = quantile(sorted, q);
        assert.ok(Math.abs(actual / wanted - 1) < 0.03, `p${q * 100}: ${actual}, expected ${wanted}`);
      }
    });
  }

  it('are made of the numbers drawn, as the formulas say', () => {
    const [first, second] = [prng(3)].flatMap((rng) => [rng.float(), rng.float()]) as [number, number];
    const drawn = (distribution: LatencyDistribution, jitterMs: number): number =>
      sampleLatencyMs({ distribution, meanMs: 100, jitterMs }, prng(3));
    const normal = Math.sqrt(-2 * Math.log(1 - first)) * Math.cos(2 * Math.PI * second);
    assert.equal(drawn('lognormal', 0), 100 * Math.exp(0.5 * normal - 0.125));
    assert.equal(drawn('constant', 40), 100 + (2 * first - 1) * 40);
    assert.equal(drawn('uniform', 0), 200 * first, 'no jitter draws nothing');
  });
});
