/** Our quantiles must be Prometheus' own: the same buckets go through promtool's `histogram_quantile`. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { histogramQuantile, mergeBuckets, type Bucket } from '../../src/base/histogram.ts';
import { prng, type Prng } from '../../src/base/prng.ts';
import { needs } from '../support/needs.ts';

const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 10, Infinity];
const QUANTILES = [0, 0.01, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

/** A histogram of the given shape: empty buckets, one full bucket, everything in the last. */
function randomHistogram(rng: Prng): Bucket[] {
  let count = 0;
  const density = rng.float();
  return BOUNDS.map((le) => {
    if (rng.float() < density) count += rng.below(1000);
    return { le, count };
  });
}

/** The rule test that asserts our quantiles of these histograms. JSON is YAML. */
function ruleTest(histograms: readonly (readonly Bucket[])[]): string {
  const label = (le: number): string => (le === Infinity ? '+Inf' : String(le));
  return JSON.stringify({
    tests: [
      {
        interval: '1m',
        input_series: histograms.flatMap((buckets, h) =>
          buckets.map(({ le, count }) => ({
            series: `h_bucket{h="${h}",le="${label(le)}"}`,
            values: String(count),
          })),
        ),
        promql_expr_test: histograms.flatMap((buckets, h) =>
          // JSON has no NaN: that is the 0-quantile where the first bucket is empty, in Prometheus and here.
          QUANTILES.filter((q) => q > 0 || buckets[0]?.count !== 0).map((q) => ({
            expr: `histogram_quantile(${q}, h_bucket{h="${h}"})`,
            eval_time: '0m',
            exp_samples: [{ labels: `{h="${h}"}`, value: histogramQuantile(q, buckets) }],
          })),
        ),
      },
    ],
  });
}

function runPromtool(test: string): { status: number | null; output: string } {
  const dir = mkdtempSync(join(tmpdir(), 'gossipscope-'));
  try {
    const file = join(dir, 'quantiles.yml');
    writeFileSync(file, test);
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', file], { encoding: 'utf8' });
    return { status, output: stdout + stderr };
  } finally {
    rmSync(dir, { recursive: true });
  }
}

describe('histogram quantiles', () => {
  it("equal promtool's histogram_quantile", function () {
    needs(this, 'promtool');
    const rng = prng(1);
    const histograms = Array.from({ length: 60 }, () => randomHistogram(rng));
    const filled = histograms.filter((buckets) => (buckets.at(-1)?.count ?? 0) > 0);
    assert.ok(filled.length > 40);
    const { status, output } = runPromtool(ruleTest(filled));
    assert.equal(status, 0, output);
    // The same test must fail where a quantile is wrong.
    const wrong = ruleTest(filled.slice(0, 1)).replace(/"value":[\d.]+/, '"value":123');
    assert.notEqual(runPromtool(wrong).status, 0);
  });

  it('are NaN without observations, and without a finite bucket', () => {
    assert.equal(
      histogramQuantile(0.5, [
        { le: 1, count: 0 },
        { le: Infinity, count: 0 },
      ]),
      NaN,
    );
    assert.equal(histogramQuantile(0.5, [{ le: Infinity, count: 3 }]), NaN);
    assert.equal(histogramQuantile(0.5, []), NaN);
    assert.equal(
      histogramQuantile(NaN, [
        { le: 1, count: 1 },
        { le: Infinity, count: 1 },
      ]),
      NaN,
    );
  });

  it('outside 0 to 1 are infinite', () => {
    const buckets = [
      { le: 1, count: 1 },
      { le: Infinity, count: 1 },
    ];
    assert.equal(histogramQuantile(-0.1, buckets), -Infinity);
    assert.equal(histogramQuantile(1.1, buckets), Infinity);
  });
});

describe('merging histograms', () => {
  it('adds them bound by bound', () => {
    const rng = prng(2);
    const [a, b] = [randomHistogram(rng), randomHistogram(rng)];
    const merged = mergeBuckets(a, b);
    for (const [i, bucket] of merged.entries())
      assert.equal(bucket.count, (a[i]?.count ?? NaN) + (b[i]?.count ?? NaN));
  });

  it('refuses different bounds', () => {
    const [one, two] = [[{ le: 1, count: 1 }], [{ le: 2, count: 1 }]];
    assert.throws(() => mergeBuckets(one, two), /different buckets/);
    assert.throws(() => mergeBuckets(one, []), /different buckets/);
  });
});
