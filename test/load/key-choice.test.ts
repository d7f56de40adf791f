/** The choice of keys follows the law that it names. */

import assert from 'node:assert/strict';
import { prng } from '../../src/base/prng.ts';
import { keyChooser, type KeyChoice } from '../../src/load/key-choice.ts';
import { KeyPool, MAX_WRITES_PER_KEY } from '../../src/load/key-pool.ts';
import { LIMITS } from '../../src/report/schema/settings-schema.ts';

describe('keys', () => {
  const frequencies = (choice: KeyChoice, keys: number, draws: number): number[] => {
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

  it("double from one to the next, as Elle's: of ten the last gets half of the operations", () => {
    const shares = frequencies('exponential', 10, 400_000);
    for (const [key, share] of shares.entries()) {
      const expected = 2 ** key / (2 ** 10 - 1);
      assert.ok(
        Math.abs(share - expected) < 0.02 * expected + 0.0005,
        `key ${key} got ${share}, not ${expected}`,
      );
    }
    assert.deepEqual(frequencies('exponential', 1, 10), [1]);
    // So many that the last ones are never drawn.
    assert.ok((frequencies('exponential', 100_000, 1_000).at(-1) ?? 0) > 0.4);
  });
});

describe('a pool of keys', () => {
  it('has so many at any time; one that was written often enough makes room for a new one', () => {
    const pool = new KeyPool(3);
    assert.deepEqual(
      [0, 1, 2].map((rank) => pool.at(rank)),
      [0, 1, 2],
    );
    for (let write = 0; write < MAX_WRITES_PER_KEY; write++) assert.ok(pool.mayWrite(1));
    assert.equal(pool.at(1), 1, 'it can be read until somebody wants to write it again');
    assert.equal(pool.mayWrite(1), false);
    assert.deepEqual(
      [0, 1, 2].map((rank) => pool.at(rank)),
      [0, 3, 2],
    );
    assert.ok(pool.mayWrite(3));
  });

  it('may be as large as --keys', () => {
    const count = LIMITS.keys;
    const pool = new KeyPool(count);
    for (let write = 0; write < MAX_WRITES_PER_KEY; write++) pool.mayWrite(count - 1);
    assert.equal(pool.mayWrite(count - 1), false);
    assert.equal(pool.at(count - 1), count);
  });
});
