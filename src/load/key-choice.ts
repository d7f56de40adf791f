/** Which key an operation takes: all alike, or a few that most operations want, as in real caches and stores. */

import type { Prng } from '../base/prng.ts';
import { countAtMost } from '../check/search.ts';

export const KEY_CHOICES = ['uniform', 'zipf'] as const;
export type KeyChoice = (typeof KEY_CHOICES)[number];

/** The exponent that YCSB uses (Cooper et al. 2010): of 100 keys, the first gets 19 % of the operations. */
export const ZIPF_EXPONENT = 0.99;

/** Draws ranks 0 … count − 1; with `zipf`, the n-th in proportion to 1 / n^`ZIPF_EXPONENT`. */
export function keyChooser(choice: KeyChoice, count: number, rng: Prng): () => number {
  if (choice === 'uniform') return () => rng.below(count);
  const cumulative: number[] = [];
  let total = 0;
  for (let rank = 1; rank <= count; rank++) cumulative.push((total += rank ** -ZIPF_EXPONENT));
  return () => Math.min(count - 1, countAtMost(cumulative, rng.float() * total));
}
