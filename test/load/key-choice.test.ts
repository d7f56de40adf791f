/** The choice of keys follows the law that it names. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { keyChooser } from '../../src/load/key-choice.ts';

describe('keys', () => {
  const frequencies = (choice: 'uniform' | 'zipf', keys: number, draws: number): number[] => {
    const choose = keyChooser(choice, keys, prng(11));
    const counts = new Array<number>(keys).fill(0);
    for (let i = 0; i < draws; i++) {
      const key = choose();
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts.map((count) => count / draws);
  };

  it('are all chosen alike', () => {
    for (const share of frequencies('uniform', 10, 100_000)) assert.ok(Math.abs(share - 0.1) < 0.005);
  });

  it("follow Zipf's law: the n-th gets the first's share over n^0.99", () => {
    const shares = frequencies('zipf', 100, 400_000);
    const first = shares[0] ?? 0;
    assert.ok(Math.abs(first - 0.19) < 0.005, `the first got ${first}`);
    for (const rank of [2, 5, 10, 50]) {
      const expected = first / rank ** 0.99;
      const share = shares[rank - 1] ?? 0;
      assert.ok(Math.abs(share / expected - 1) < 0.1, `rank ${rank} got ${share}, not ${expected}`);
    }
  });
});
