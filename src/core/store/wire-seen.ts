/** How the `seen` section of a message says what a replica has of one origin. */

import type { WireRun, WireSeen } from '../../protocol/gossip.ts';
import type { Origin } from '../../protocol/names.ts';
import type { OriginState } from './origin-state.ts';

/** @param completeAgeMs all that the origin accepted until this long ago is known; null: nobody can say */
export function wireSeen(
  origin: Origin,
  state: OriginState | undefined,
  completeAgeMs: number | null,
): WireSeen {
  const { through, stable } = state ?? { through: 0, stable: 0 };
  // Copied: the message may be read by another replica of the same process after this one has gone on.
  const beyond = state?.beyond.map(([from, to]): WireRun => [from, to]) ?? [];
  return beyond.length > 0
    ? [origin, through, completeAgeMs, stable, beyond]
    : [origin, through, completeAgeMs, stable];
}

/** Whether a section made earlier still says all there is. */
export function isCurrent([origin, through, , stable, beyond]: WireSeen, state: OriginState): boolean {
  const isWhole = beyond === undefined && !state.hasGaps;
  return isWhole && through === state.through && stable === state.stable && origin === state.origin;
}
