/** A run in which Maelstrom would find nothing wrong, and which is no sound one all the same. */

import type { Run } from '../schema/run-schema.ts';

/** Operations failed, or an answer was wrong. */
export function isDoubtful({ availability, verdict }: Run): boolean {
  return (
    (availability?.failed ?? 0) > 0 || verdict?.rules.some(({ passesMaelstrom }) => passesMaelstrom) === true
  );
}

export const DOUBTFUL =
  'Maelstrom would call this valid; what is wrong all the same stands among the warnings.';
