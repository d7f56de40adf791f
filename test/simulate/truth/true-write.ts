/** Writes as they truly were, for tests of the truth: accepted at n1 and held nowhere else yet, unless told otherwise. */

import type { Key, Origin } from '../../../src/protocol/names.ts';
import type { TrueWrite } from '../../../src/simulate/truth/key-truth.ts';

export const X = 'x' as Key;
export const Y = 'y' as Key;
/** The present life of n1, of n2, of n3. */
export const [N1, N2, N3] = ['n1#0', 'n2#0', 'n3#0'] as [Origin, Origin, Origin];

/** Accepted at this time, which its version shows too. */
export function trueWrite(acceptedAtMs: number, changes: Partial<TrueWrite> = {}): TrueWrite {
  return {
    ...{ clockUs: acceptedAtMs * 1000, origin: N1, seq: 1, node: 0, keys: [X], acceptedAtMs, step: 1 },
    ...{ remaining: 3, lastHeldMs: acceptedAtMs, again: [], reportedMs: undefined },
    ...{ orphaned: false, earlierUntilMs: -Infinity, isRewritten: false },
    ...{ audience: undefined, isAmongRest: false },
    ...changes,
  };
}
