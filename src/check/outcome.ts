/** What became of a request, as far as its client can know (Jepsen's ok, fail and info). */

import { ERROR_CODES, type ErrorName } from '../protocol/errors.ts';

/** `unknown`: it may have taken effect, or may yet. */
export type Outcome = 'done' | 'failed' | 'unknown';

/** Errors that leave open whether the request took effect; all others of Maelstrom's say that it did not (its errors.edn). */
const INDEFINITE: ReadonlySet<string> = new Set<ErrorName>(['timeout', 'crash']);

/**
 * @param error the name of the error that was answered; undefined where none was. What Maelstrom has no name for leaves
 *   everything open.
 */
export function outcomeOf(completedAtMs: number | undefined, error: string | undefined): Outcome {
  if (completedAtMs === undefined) return 'unknown';
  if (error === undefined) return 'done';
  return INDEFINITE.has(error) || !(error in ERROR_CODES) ? 'unknown' : 'failed';
}
