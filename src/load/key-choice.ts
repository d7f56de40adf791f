/** Which key an operation takes: all alike, or a few that most operations want, as in real caches and stores. */

import type { Prng } from '../base/prng.ts';
import { countAtMost } from '../check/search.ts';

export const KEY_CHOICES = ['uniform', 'zipf', 'exponential'] as const;
export type KeyChoice = (typeof KEY_CHOICES)[number];

/** The exponent that YCSB uses (Cooper et al. 2010): of 100 keys, the first gets 19 % of the operations. */
export const ZIPF_EXPONENT = 0.99;

/** Each key is wanted twice as often as the one before it, as by Maelstrom's transactions: of ten, the last gets half of the operations. */
const EXPONENTIAL_BASE = 2;
/** From here on the least wanted ones are not told apart: nobody would live to see them drawn. */
const MAX_DOUBLINGS = 1_000;

/** Draws ranks 0 … count − 1; with `zipf`, the n-th in proportion to 1 / n^`ZIPF_EXPONENT`, with `exponential` to `EXPONENTIAL_BASE`^n. */
export function keyChooser(choice: KeyChoice, count: number, rng: Prng): () => number {
  if (choice === 'uniform') return () => rng.below(count);
  if (choice === 'exponential') return () => count - 1 - doublingsBelow(rng.float(), count);
  const cumulative: number[] = [];
  let total = 0;
  for (let rank = 1; rank <= count; rank++) cumulative.push((total += rank ** -ZIPF_EXPONENT));
  return () => Math.min(count - 1, countAtMost(cumulative, rng.float() * total));
}

/** 0 for half of the shares, 1 for a quarter, …, so that all shares are given to so many. */
function doublingsBelow(share: number, count: number): number {
  const depth = Math.min(count, MAX_DOUBLINGS);
  const whole = 1 - EXPONENTIAL_BASE ** -depth;
  return Math.min(depth - 1, Math.floor(-Math.log(1 - share * whole) / Math.log(EXPONENTIAL_BASE)));
}
