/** What a peer lacks of what is held here, by its version vector. */

import type { WireRun, WireSeen } from '../../protocol/gossip.ts';
import type { OriginState } from './origin-state.ts';
import type { VersionVector } from './version-vector.ts';

/** Runs of one origin, ascending. */
export interface Lacked {
  readonly state: OriginState;
  readonly runs: readonly WireRun[];
}

const NONE: readonly WireRun[] = [];

/** Both lists are sorted by origin: they are walked side by side. @param theirs of what is not in order too much is lacked */
export function lackedBy(theirs: readonly WireSeen[], seen: VersionVector): Lacked[] {
  const lacked: Lacked[] = [];
  let at = 0;
  for (const state of seen.all()) {
    const { origin } = state;
    let one = theirs[at];
    while (one !== undefined && one[0] !== origin && one[0] < origin) one = theirs[++at];
    const [through, beyond] = one?.[0] === origin ? [one[1], one[4] ?? NONE] : [0, NONE];
    if (through >= state.through && !state.hasGaps) continue;
    const runs = state.notIn(through, beyond);
    if (runs.length > 0) lacked.push({ state, runs });
  }
  return lacked;
}
