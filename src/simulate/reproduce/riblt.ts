/** Yang, Gilad, Alizadeh 2024, "Practical rateless set reconciliation": how many coded symbols find a difference, and what that costs here. */

import { prng } from '../../base/prng.ts';
import { thousands } from '../../base/thousands.ts';
import { CodedSymbols } from '../../core/reconcile/coded-symbols.ts';
import { rowElements } from '../../core/reconcile/row-elements.ts';
import { VersionVector } from '../../core/store/version-vector.ts';
import type { Case, Reproduction } from './reproduction.ts';
import { bytesUntilEqual, originOf, writesOf, type TwoSets } from './two-replicas.ts';

const ENTRIES = 10_000;
/** For each difference, as they become many. */
const PUBLISHED_LIMIT = 1.35;
/** Differences that are as good as endlessly many. */
const MANY = 10_000;

export const RIBLT: Reproduction = {
  name: 'riblt',
  title: `Anti-entropy by set reconciliation: two replicas with ${thousands(ENTRIES)} entries`,
  source:
    'Yang, Gilad, Alizadeh 2024, "Practical rateless set reconciliation", and the README of its implementation (github.com/yangl1996/riblt): the number of coded symbols is ' +
    `linear in the size of the difference, "with the coefficient converging to ${PUBLISHED_LIMIT} as the difference goes to infinitely large"`,
  mapping:
    'The set is the rows of a version vector, one for each writer. One replica has all entries, the other lacks some; the writers are silent. Where ' +
    'each entry is of a writer of its own, each that is lacking is one element that differs. The symbols are the fewest with which the difference is found. The bytes are ' +
    'those of all messages between the two, without the entries, until both hold the same; the asker knows nothing of how much differs. The ' +
    'paper publishes no bytes of messages like ours.',
  figures: {
    symbols: 'coded symbols for each row that differs',
    reconciliationBytes: 'bytes for each entry that was lacking, beside the entry, by set reconciliation',
    vectorBytes: 'the same by version vectors',
  },
  cases: [
    ...[1, 10, 100, 1000, 10_000].map((lacked) => caseOf({ writers: ENTRIES, entries: ENTRIES, lacked })),
    ...[1, 100, 10_000].map((lacked) => caseOf({ writers: 10, entries: ENTRIES, lacked })),
  ],
};

function caseOf(sets: TwoSets): Case {
  const { writers, lacked } = sets;
  const differing = Math.min(writers, lacked);
  return {
    name: `${thousands(lacked)} lacking, of ${thousands(writers)} writers`,
    published: {
      symbols: differing >= MANY ? PUBLISHED_LIMIT : null,
      reconciliationBytes: null,
      vectorBytes: null,
    },
    resolution: { symbols: 1 / differing, reconciliationBytes: 1 / lacked, vectorBytes: 1 / lacked },
    measure: (seed) => ({
      symbols: symbolsNeeded(sets, seed) / differing,
      reconciliationBytes: bytesUntilEqual(sets, 'set-reconciliation', seed) / lacked,
      vectorBytes: bytesUntilEqual(sets, 'version-vector', seed) / lacked,
    }),
  };
}

function symbolsNeeded(sets: TwoSets, seed: number): number {
  const [ahead, behind] = [new VersionVector(ENTRIES), new VersionVector(ENTRIES)];
  for (const [writer, seq, isLacked] of writesOf(sets)) {
    ahead.add(originOf(writer), seq);
    if (!isLacked) behind.add(originOf(writer), seq);
  }
  const salt = prng(seed).below(2 ** 32);
  const isEnough = (length: number): boolean => {
    const symbols = CodedSymbols.of(rowElements(ahead, salt), salt, length);
    symbols.subtract(CodedSymbols.of(rowElements(behind, salt), salt, length));
    return symbols.decode() !== undefined;
  };
  // More symbols of the same sequence find whatever fewer find.
  let [low, high] = [1, 4 * Math.min(2 * sets.writers, sets.lacked * 2) + 64];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isEnough(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
