/** Entries as a replica holds them, for tests of what is done with them. */

import type { Entry } from '../../src/core/store/entry.ts';
import type { Origin } from '../../src/protocol/names.ts';

/** The only write of n1, of key x, with what a test cares about put over it. */
export function entryWith(changes: Partial<Entry>): Entry {
  return {
    ...{ origin: 'n1#0' as Origin, seq: 1, clockUs: 1000, acceptedAtMs: 1, heldAtMs: 1, hops: 0 },
    ...{ keys: ['x'], traceparent: undefined, from: undefined, arrival: 0 },
    ...changes,
  };
}
