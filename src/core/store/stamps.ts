/**
 * The stamps of writes, as many replicas of one process share them. Ten thousand replicas with a stamp of their own for each of a hundred
 * writes would fill 100 MB.
 */

import type { Key, Origin } from '../../protocol/names.ts';
import type { Stamp } from './entry.ts';

/** How many are remembered: of two that fall on one place, the later one stays. A power of two. */
const PLACES = 1024;

const known: (Stamp | undefined)[] = Array.from({ length: PLACES }, () => undefined);

/** @param keys a list that entries of one key share (`Store.keysOf`); a transaction's is not looked for */
export function stampOf(
  origin: Origin,
  seq: number,
  clockUs: number,
  acceptedAtMs: number,
  keys: readonly Key[],
): Stamp {
  const place = ((clockUs | 0) + seq) & (PLACES - 1);
  const stamp = known[place];
  if (
    stamp !== undefined &&
    stamp.clockUs === clockUs &&
    stamp.origin === origin &&
    stamp.seq === seq &&
    stamp.acceptedAtMs === acceptedAtMs &&
    stamp.keys === keys
  )
    return stamp;
  const fresh = { origin, seq, clockUs, acceptedAtMs, keys };
  if (keys.length === 1) known[place] = fresh;
  return fresh;
}
