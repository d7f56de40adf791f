/** Who simulates: threads of this machine, or agents on others. The answers come in the order of the work, no matter who found them. */

import type { Answer, Asked, Kind } from './work.ts';

/** How far a simulation has come. */
export interface Progress {
  readonly nowMs: number;
  readonly operations: number;
  readonly pending: number;
  readonly messages: number;
}

export interface Workers {
  /** About so many work at a time: what can be cut into pieces is cut so that all of them end together. */
  readonly jobs: number;
  /** The answers in the order of the work, which is asked for as it can be handed out. @throws {RunFailed} */
  inOrder<K extends Kind>(kind: K, work: Iterable<Asked<K>>): AsyncGenerator<Answer<K>, void>;
  /** How far the first of what is under way has come; undefined: nothing is, or nobody here can see it. */
  progress(): Progress | undefined;
  /** Who they are, in parts of a line for people; none: threads, of which nothing needs to be said. */
  describe(): readonly string[];
  /** Ends whatever is under way. */
  close(): Promise<void>;
}

/**
 * Hands out work ahead of the reader, and gives the answers in its order.
 * @param ahead pieces that are handed out before the first of them has to be answered
 */
export async function* answersInOrder<K extends Kind>(
  run: (asked: Asked<K>) => Promise<Answer<K>>,
  work: Iterable<Asked<K>>,
  ahead: number,
): AsyncGenerator<Answer<K>, void> {
  const underWay: Promise<Answer<K>>[] = [];
  for (const asked of work) {
    const answer = run(asked);
    // Who reads in order may come to it only after it has failed.
    answer.catch(() => undefined);
    underWay.push(answer);
    const next = underWay.length < ahead ? undefined : underWay.shift();
    if (next !== undefined) yield await next;
  }
  for (const answer of underWay) yield await answer;
}
