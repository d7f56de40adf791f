/** Sketches against the very values: no quantile outside of them, none further off than 1 %, however they are split over nodes. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { quantile } from '../../../src/base/summary.ts';
import { MAX_BINS, Sketch } from '../../../src/observe/metrics/sketch.ts';

const NODES = 4;
/** The finest difference of two times since the epoch is 240 ns; around 1 the library's own numbering of bins crosses 0. */
const SECONDS = fc.oneof(
  fc.constant(0),
  fc.double({ min: 2e-7, max: 1e5, noNaN: true }),
  fc.double({ min: 0.9, max: 1.1, noNaN: true }),
);

interface Observation {
  readonly node: number;
  readonly value: number;
}

const observations = (value: fc.Arbitrary<number>): fc.Arbitrary<Observation[]> =>
  fc.array(fc.record({ node: fc.nat(NODES - 1), value }), { minLength: 1, size: 'large' });

/** Each node's, sent as JSON and joined, as the bench does it. */
function joined(all: readonly Observation[], isWhole = false): Sketch {
  const cluster = new Sketch(isWhole);
  for (let node = 0; node < NODES; node++) {
    const own = new Sketch(isWhole);
    for (const one of all) if (one.node === node) own.accept(one.value);
    cluster.merge(JSON.parse(JSON.stringify(own.data())) as ReturnType<Sketch['data']>);
  }
  return cluster;
}

describe('sketches', () => {
  it('of any values, split over nodes in any way: min ≤ p50 ≤ p90 ≤ p99 ≤ max, and none is off by more than 1 %', () => {
    fc.assert(
      fc.property(observations(SECONDS), (all) => {
        const values = all.map(({ value }) => value).sort((a, b) => a - b);
        const sketch = joined(all);
        let before = values[0] ?? NaN;
        for (const q of [0.5, 0.9, 0.99, 1]) {
          const [seen, exact] = [sketch.quantile(q), quantile(values, q)];
          assert.ok(seen >= before, `${seen} at ${q} comes after ${before}`);
          assert.ok(Math.abs(seen - exact) <= 0.01 * exact, `${seen} at ${q} is not ${exact}`);
          before = seen;
        }
        assert.equal(before, values.at(-1), 'the maximum is exact');
        assert.deepEqual([sketch.count, sketch.max], [values.length, values.at(-1)]);
      }),
    );
  });

  it('of whole numbers give whole numbers', () => {
    const depths = fc.integer({ min: 1, max: 49 });
    fc.assert(
      fc.property(observations(depths), fc.double({ min: 0, max: 1, noNaN: true }), (all, q) => {
        const sorted = all.map(({ value }) => value).sort((a, b) => a - b);
        assert.equal(joined(all, true).quantile(q), quantile(sorted, q));
      }),
    );
  });

  it('of large whole numbers are off by no more than 1 %, either', () => {
    const depths = fc.integer({ min: 50, max: 200 });
    fc.assert(
      fc.property(observations(depths), (all) => {
        const sorted = all.map(({ value }) => value).sort((a, b) => a - b);
        const exact = quantile(sorted, 0.5);
        assert.ok(Math.abs(joined(all, true).quantile(0.5) - exact) <= 0.01 * exact);
      }),
    );
  });

  it('forget what they have not even looked at', () => {
    const sketch = new Sketch();
    sketch.accept(1);
    sketch.reset();
    assert.deepEqual([sketch.count, sketch.sum, sketch.max], [0, 0, 0]);
  });

  it('sum up what they saw, in another unit, and begin anew when they are emptied', () => {
    const sketch = new Sketch();
    for (const [value, count] of [[0.001, 1], [0.002, 2], [0.007, 1]] as const) sketch.accept(value, count); // oxfmt-ignore
    const { count, mean, max } = sketch.summary(1000);
    assert.deepEqual([count, mean, max, sketch.count], [4, 3, 7, 4]);
    assert.deepEqual([sketch.data().min, sketch.data().max, sketch.data().zeros], [0.001, 0.007, 0]);
    const twice = new Sketch();
    for (let i = 0; i < 2; i++) twice.merge(sketch.data());
    twice.merge(new Sketch().data());
    assert.deepEqual([twice.count, twice.sum, twice.data().min, twice.max], [8, 0.024, 0.001, 0.007]);
    for (const used of [sketch, twice]) {
      used.reset();
      assert.deepEqual(used.data(), { sum: 0, min: 0, max: 0, zeros: 0, bins: [] });
    }
    sketch.accept(0, 3);
    assert.deepEqual([sketch.data().zeros, sketch.quantile(0.5), sketch.max], [3, 0, 0]);
  });

  it('stay small, and know the upper quantiles, whatever the range of the values', () => {
    const sketch = new Sketch();
    for (let exponent = -300; exponent <= 300; exponent++) sketch.accept(10 ** exponent);
    const { bins } = sketch.data();
    assert.ok(bins.length <= MAX_BINS);
    assert.ok(Math.abs(sketch.quantile(0.99) / 1e294 - 1) <= 0.01);
    assert.equal(sketch.quantile(1), 1e300);
  });

  it('are 0 without values', () => {
    const sketch = joined([]);
    assert.deepEqual(sketch.summary(1000), { count: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0 });
    assert.equal(sketch.quantile(0.99), 0);
  });
});
