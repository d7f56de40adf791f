/**
 * The rows of a version vector as elements of a set: two replicas that have seen the same of an origin have the same element. Out of an
 * element that only the peer has, its row can be read again, as far as the origin is known here.
 */

import type { Origin } from '../../protocol/names.ts';
import type { OriginState } from '../store/origin-state.ts';
import type { VersionVector } from '../store/version-vector.ts';
import { saltedHash, scrambled, type Element } from './element.ts';

const LOW_BITS = 16;
const LOW = (1 << LOW_BITS) - 1;
const WORD = 2 ** 32;

/** Which origin an element is of: 48 bits of the hash of its name. */
export type OriginMark = number;

export function originMark(origin: Origin, salt: number): OriginMark {
  const [a, b] = saltedHash(origin, salt);
  return (a >>> 0) * 2 ** LOW_BITS + (b & LOW);
}

/** The origin's mark, `through`, and 16 bits of all else that a row says: what those hide from one question shows in the next. */
export function rowElement(state: OriginState, salt: number): Element {
  const { origin, through, stable, beyond } = state;
  const [a, b] = saltedHash(origin, salt);
  let rest = scrambled(salt ^ Math.floor(through / WORD)) ^ stable;
  for (const [from, to] of beyond) rest = scrambled(scrambled(rest ^ from) ^ to);
  return [a, (b << LOW_BITS) | (scrambled(rest) & LOW), through | 0];
}

export function* rowElements(seen: VersionVector, salt: number): Generator<Element> {
  for (const state of seen.all()) yield rowElement(state, salt);
}

export function markOf([a, b]: Element): OriginMark {
  return (a >>> 0) * 2 ** LOW_BITS + (b >>> LOW_BITS);
}

/** As far as it fits an element. */
export function throughOf([, , c]: Element): number {
  return c >>> 0;
}

/** Whether the element says less than the row, which has to be named beside it. */
export function saysMore({ through, hasGaps }: OriginState): boolean {
  return hasGaps || through >= WORD;
}
