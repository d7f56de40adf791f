/** What fell off which bound in a run, and which figures that may have changed, as it stands in a report and in sentences. */

import { fallenOf, FIGURES, type Dropped } from '../../check/audit/dropped.ts';
import type { Run } from '../schema/run-schema.ts';

/** In one order, whatever fell off first. */
export function droppedPart(dropped: Dropped): Run['dropped'] {
  return [...dropped]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([what, count]) => ({
      what,
      count,
      effects: fallenOf(what).effects.map((effect) => ({ ...effect })),
    }));
}

/** One for each that may have changed a figure. */
export function droppedWarnings(dropped: Run['dropped']): string[] {
  return dropped
    .filter(({ effects }) => effects.length > 0)
    .map((one) => `a bound was hit (${one.what}): ${one.count} ${droppedWords(one)}: ${effectWords(one)}`);
}

export function droppedWords({ what }: Pick<Run['dropped'][number], 'what'>): string {
  return fallenOf(what).words;
}

/** What the true figures are beside those of the report. */
export function effectWords({ effects }: Pick<Run['dropped'][number], 'effects'>): string {
  if (effects.length === 0) return 'changes no figure, costs messages or time';
  const directions = [
    ['at most', effects.filter(({ trueIs }) => trueIs === 'at_most')],
    ['at least', effects.filter(({ trueIs }) => trueIs === 'at_least')],
  ] as const;
  return directions
    .filter(([, those]) => those.length > 0)
    .map(([words, those]) => `${those.map(({ figure }) => FIGURES[figure]).join(', ')} ${words} as reported`)
    .join('; ');
}
