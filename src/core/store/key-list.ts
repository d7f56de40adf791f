/**
 * The keys of writes of one key alone, nearly all of them: a list that many entries share, and many replicas of one process. Ten
 * thousand replicas with a list of their own for each of a thousand keys would fill half a gigabyte.
 */

import type { Key } from '../../protocol/names.ts';

/** How many are remembered: of two keys that fall on one place, the later one stays. A power of two. */
const PLACES = 4096;

const known: (readonly [Key] | undefined)[] = Array.from({ length: PLACES }, () => undefined);

/** This key alone. */
export function listOf(key: Key): readonly Key[] {
  const place = placeOf(key);
  const list = known[place];
  if (list !== undefined && list[0] === key) return list;
  const fresh = [key] as const;
  known[place] = fresh;
  return fresh;
}

/** Keys that are numbered differ in their last characters. */
function placeOf(key: Key): number {
  if (typeof key !== 'string') return Math.abs(Math.trunc(key)) % PLACES;
  let hash = key.length;
  for (let i = Math.max(0, key.length - 4); i < key.length; i++)
    hash = Math.imul(hash, 31) + key.charCodeAt(i);
  return hash & (PLACES - 1);
}
