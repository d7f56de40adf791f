/** How the `seen` section of a message says what a replica has of one origin. */

import type { WireRun, WireSeen } from '../../protocol/gossip.ts';
import type { Origin } from '../../protocol/names.ts';
import { WIRE_LIMITS } from '../../protocol/validate/limits.ts';
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

/** How many rows are remembered: of two that fall on one place, the later one stays. A power of two. */
const PLACES = 8192;

const known: (WireSeen | undefined)[] = Array.from({ length: PLACES }, () => undefined);

/**
 * The row of an origin of whom nobody can say until when all is known. Most replicas come to say the same of it, and those of one process share
 * the row: ten thousand with a row of their own for each of a hundred origins would fill 80 MB.
 */
export function undatedRow(state: OriginState): WireSeen {
  const { origin, through, stable } = state;
  if (state.hasGaps) return wireSeen(origin, state, null);
  const place = placeOf(origin, through, stable);
  const row = known[place];
  if (row !== undefined && isCurrent(row, state)) return row;
  const fresh = wireSeen(origin, state, null);
  known[place] = fresh;
  return fresh;
}

/** Origins differ where they begin: there stands the name of their node. */
function placeOf(origin: Origin, through: number, stable: number): number {
  let hash = through * 31 + stable;
  for (let i = 0; i < Math.min(origin.length, 8); i++) hash = Math.imul(hash, 31) + origin.charCodeAt(i);
  return hash & (PLACES - 1);
}

/** Room for the runs of all rows of one message: of what is beyond it less is claimed, and it is sent again. */
export function withinLimit(
  rows: readonly WireSeen[],
  limit: number = WIRE_LIMITS.seenRuns,
): readonly WireSeen[] {
  let runs = 0;
  let rowsWithRuns = 0;
  for (const row of rows) {
    if (row[4] === undefined) continue;
    runs += row[4].length;
    rowsWithRuns++;
  }
  if (runs <= limit) return rows;
  const share = Math.floor(limit / rowsWithRuns);
  return rows.map(([origin, through, ageMs, stable, beyond]): WireSeen =>
    beyond === undefined || share === 0
      ? [origin, through, ageMs, stable]
      : [origin, through, ageMs, stable, beyond.slice(0, share)],
  );
}

/** Whether a section made earlier still says all there is. */
export function isCurrent([origin, through, , stable, beyond]: WireSeen, state: OriginState): boolean {
  const isWhole = beyond === undefined && !state.hasGaps;
  return isWhole && through === state.through && stable === state.stable && origin === state.origin;
}
