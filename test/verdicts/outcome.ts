/** What became of a request, as far as its client can know (Jepsen's ok, fail and info). */

import type { ErrorName } from '../../src/protocol/errors.ts';

/** `unknown`: it may have taken effect, or may yet. */
export type Outcome = 'done' | 'failed' | 'unknown';

/** Errors that leave open whether the request took effect; all others say that it did not (Maelstrom's errors.edn). */
const INDEFINITE: ReadonlySet<string> = new Set<ErrorName>(['timeout', 'crash']);

/**
 * @param error the name of the error that was answered; undefined where none was. A name that Maelstrom does not know leaves
 *   everything open.
 */
export function outcomeOf(completedAtMs: number | undefined, error: string | undefined): Outcome {
  if (completedAtMs === undefined) return 'unknown';
  if (error === undefined) return 'done';
  return INDEFINITE.has(error) || error === 'other' ? 'unknown' : 'failed';
}
