/** A seed must replay a run on any machine, in any release: the golden numbers pin the stream. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';

const GOLDEN = {
  0: [675098, 179243, 51309, 994256],
  1: [563671, 585111, 895907, 946399],
  42: [456255, 564175, 574377, 964942],
};

describe('the random source', () => {
  it('gives the pinned numbers for a seed', () => {
    const draw = (seed: number): number[] => {
      const rng = prng(seed);
      return Array.from({ length: 4 }, () => rng.below(1_000_000));
    };
    assert.deepEqual({ 0: draw(0), 1: draw(1), 42: draw(42) }, GOLDEN);
  });

  it('gives a fork the same stream, whatever was drawn before', () => {
    const fresh = prng(9).fork('loss');
    const used = prng(9);
    used.float();
    assert.equal(used.fork('loss').float(), fresh.float());
    assert.notEqual(prng(9).fork('loss').float(), prng(9).fork('latency').float());
  });

  it('spreads evenly, and stays below its bound', () => {
    const rng = prng(3);
    const counts = new Array<number>(10).fill(0);
    for (let i = 0; i < 100_000; i++) {
      const drawn = rng.below(10);
      counts[drawn] = (counts[drawn] ?? NaN) + 1;
    }
    for (const count of counts) assert.ok(Math.abs(count - 10_000) < 500, counts.join(' '));
  });

  it('gives neighbouring seeds unrelated streams', () => {
    const seeds = Array.from({ length: 1000 }, (_, seed) => prng(seed).float());
    const mean = seeds.reduce((sum, x) => sum + x, 0) / seeds.length;
    assert.ok(Math.abs(mean - 0.5) < 0.03, `mean of first draws ${mean}`);
    assert.equal(new Set(seeds).size, 1000);
  });
});
