/** Keys in order, beside the plain way: sort them all whenever somebody asks. */

import assert from 'node:assert/strict';
import { prng } from '../../../src/base/prng.ts';
import { compareKeys, KeyIndex } from '../../../src/core/store/key-index.ts';
import type { Key } from '../../../src/protocol/names.ts';

/** So many that pieces are split, and go again. */
const MANY = 2600;

const listed = (index: KeyIndex, from?: Key, limit = Infinity): Key[] => {
  const keys: Key[] = [];
  for (const key of index.from(from)) {
    if (keys.length >= limit) break;
    keys.push(key);
  }
  return keys;
};

/** Numbers, and texts that look like some of them. */
const keyOf = (n: number): Key => (n % 3 === 0 ? n : `k${n}`);

describe('the index of keys', () => {
  it('has numbers before texts, each in their order', () => {
    const keys: Key[] = ['b', 10, '1', 9, 'a', -1];
    assert.deepEqual(keys.sort(compareKeys), [-1, 9, 10, '1', 'a', 'b']);
  });

  for (const [what, begins] of [
    ['that begins empty', 0],
    ['of keys that were there before', MANY],
  ] as const)
    it(`${what} lists what a sorted list has, from any key on, while keys come and go`, () => {
      const rng = prng(begins);
      const held = new Set<Key>(Array.from({ length: begins }, (_, n) => keyOf(n)));
      const index = new KeyIndex(held);
      const compare = (): void => {
        const sorted = [...held].sort(compareKeys);
        const from = keyOf(rng.below(MANY));
        assert.deepEqual(
          listed(index, from, 700),
          sorted.filter((key) => compareKeys(key, from) >= 0).slice(0, 700),
        );
        assert.deepEqual(listed(index), sorted);
      };
      for (const share of [0.9, 0.1]) {
        for (let i = 0; i < 2 * MANY; i++) {
          const key = keyOf(rng.below(MANY));
          if (rng.float() >= share) {
            index.delete(key);
            held.delete(key);
          } else if (!held.has(key)) {
            index.add(key);
            held.add(key);
          }
          if (i % 400 === 0) compare();
        }
      }
      for (const key of held) index.delete(key);
      held.clear();
      compare();
      index.add('again');
      assert.deepEqual(listed(index), ['again']);
    });

  describe('is given up when it was long kept for nobody:', () => {
    const change = (index: KeyIndex, changes: number): void => {
      for (let i = 0; i < changes / 2; i++) {
        index.add('x');
        index.delete('x');
      }
    };

    it('after ten thousand changes, where keys are few', () => {
      const index = new KeyIndex(['a']);
      change(index, 10_000);
      assert.equal(index.isIdle, false);
      index.add('x');
      assert.equal(index.isIdle, true);
      listed(index);
      assert.equal(index.isIdle, false, 'somebody has asked');
    });

    it('after four changes for each key, where they are many', () => {
      const keys = Array.from({ length: 3000 }, (_, n) => n);
      const [given, grown] = [new KeyIndex(keys), new KeyIndex([])];
      for (const key of keys) grown.add(key);
      listed(grown);
      for (const index of [given, grown]) {
        change(index, 12_000);
        assert.equal(index.isIdle, false);
        index.delete('never there');
        assert.equal(index.isIdle, true);
      }
      for (const key of keys.slice(0, 2000)) grown.delete(key);
      listed(grown);
      change(grown, 10_002);
      assert.equal(grown.isIdle, true, 'they are few again');
    });
  });
});
