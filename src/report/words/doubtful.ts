/** A run in which Maelstrom would find nothing wrong, and which is no sound one all the same. */

import type { Run } from '../schema/run-schema.ts';

const PASSED = 'Maelstrom lets this pass, and --strict does not: ';

/** The warning of it. */
export function passedText(what: string): string {
  return PASSED + what;
}

/** Operations failed, an answer was wrong, or nodes sent what nobody had asked for. */
export function isDoubtful({ availability, verdict, warnings }: Run): boolean {
  return (
    (availability?.failed ?? 0) > 0 ||
    verdict?.rules.some(({ passesMaelstrom }) => passesMaelstrom) === true ||
    warnings.some((warning) => warning.startsWith(PASSED))
  );
}

export const DOUBTFUL =
  'Maelstrom would call this valid; what is wrong all the same stands among the warnings.';
