/** Coded symbols find exactly what two sets do not share, or say that they are too few. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { prng } from '../../../src/base/prng.ts';
import { CodedSymbols } from '../../../src/core/reconcile/coded-symbols.ts';
import type { Element } from '../../../src/core/reconcile/element.ts';
import { SYMBOL_CHARS } from '../../../src/protocol/gossip.ts';

const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const element: fc.Arbitrary<Element> = fc.tuple(word, word, word);
const textOf = (one: Element): string => one.join(' ');
const elements = fc.uniqueArray(element, { selector: textOf, maxLength: 60 });
const salt = fc.integer({ min: 0, max: 2 ** 32 - 1 });

/** Symbols of one set less those of another, by way of a message. */
function lessThe(
  there: readonly Element[],
  here: readonly Element[],
  by: number,
  length: number,
): CodedSymbols {
  const symbols = CodedSymbols.of(here, by, length);
  symbols.subtract(CodedSymbols.parse(CodedSymbols.of(there, by, length).toString(), by));
  return symbols;
}

describe('coded symbols', () => {
  it('find what any two sets do not share, as soon as they are enough', () => {
    fc.assert(
      fc.property(elements, elements, elements, salt, (common, first, second, by) => {
        const keys = new Set(common.map(textOf));
        const apart = (set: Element[]): Element[] => set.filter((one) => !keys.has(textOf(one)));
        const here = apart(first);
        const there = apart(second).filter((one) => !here.some((mine) => textOf(mine) === textOf(one)));
        const differences = here.length + there.length;
        for (let length = 1; ; length += 3) {
          assert.ok(length <= 8 * differences + 64, `${length} symbols are not enough for ${differences}`);
          const found = lessThe([...common, ...there], [...common, ...here], by, length).decode();
          if (found === undefined) continue;
          assert.deepEqual(found.onlyHere.map(textOf).toSorted(), here.map(textOf).toSorted());
          assert.deepEqual(found.onlyThere.map(textOf).toSorted(), there.map(textOf).toSorted());
          return;
        }
      }),
      { numRuns: 60 },
    );
  });

  const rng = prng(3);
  const drawn = (count: number): Element[] =>
    Array.from({ length: count }, () => [rng.below(2 ** 32) | 0, rng.below(2 ** 32) | 0, 1]);

  it('are 1.35 for each of many differences', () => {
    const there = drawn(4000);
    const needed = (length: number): boolean => lessThe(there, [], 1, length).decode() !== undefined;
    assert.equal(needed(1.28 * 4000), false);
    assert.equal(needed(1.42 * 4000), true);
  });

  it('say about how many differences there are, where they are too few to find them', () => {
    for (const count of [1, 10, 100, 1000]) {
      const estimate = lessThe(drawn(count), [], 7, 12).estimate();
      assert.ok(estimate >= count && estimate <= 3 * count, `${estimate} of ${count}`);
    }
    const estimate = lessThe(drawn(500), drawn(500), 7, 200).estimate();
    assert.ok(estimate > 700 && estimate < 1400, `${estimate}`);
  });

  it('come to an end whatever a stranger made up', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 63 })),
        (length, codes) => {
          const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
          const text = [...codes.take(length * SYMBOL_CHARS)].map((code) => alphabet[code]).join('');
          const symbols = CodedSymbols.parse(text, 5);
          assert.equal(symbols.toString(), text);
          symbols.decode();
        },
      ),
      { numRuns: 50 },
    );
  });
});
