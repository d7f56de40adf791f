/** Whether what one replica has seen covers what another one has, by the `seen` section of a message. */

import type { WireRun, WireSeen } from '../../protocol/gossip.ts';
import type { VersionVector } from '../store/version-vector.ts';

const NONE: readonly WireRun[] = [];

/** @param rows of a peer, and @param held rows of this replica; each sorted by origin */
export function rowsCover(rows: readonly WireSeen[], held: readonly WireSeen[]): boolean {
  let at = 0;
  for (const [origin, through, , , beyond = NONE] of held) {
    let row = rows[at];
    while (row !== undefined && row[0] !== origin && row[0] < origin) row = rows[++at];
    const theirs = row?.[0] === origin ? row : undefined;
    if (through > (theirs?.[1] ?? 0)) return false;
    for (const run of beyond) if (!rowCovers(theirs, run)) return false;
  }
  return true;
}

function rowCovers(row: WireSeen | undefined, [from, to]: WireRun): boolean {
  const [, through, , , beyond = NONE] = row ?? [undefined, 0, null, 0];
  return to <= through || beyond.some(([first, last]) => first <= from && to <= last);
}

/** Whether all that a peer says it has seen was seen here. */
export function vectorCovers(seen: VersionVector, rows: readonly WireSeen[]): boolean {
  const mine = seen.beside(rows);
  return rows.every(([, through, , , beyond = NONE], i) => {
    const known = mine[i];
    if (through > (known?.through ?? 0)) return false;
    return beyond.every(([from, to]) => known?.covers(from, to) === true);
  });
}
