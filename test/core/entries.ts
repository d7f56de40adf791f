/** Entries as a replica holds them, for tests of what is done with them. */

import { Entry, type Holding, type Stamp } from '../../src/core/store/entry.ts';
import type { Origin } from '../../src/protocol/names.ts';

/** The only write of n1, of key x, with what a test cares about put over it. */
export function entryWith(changes: Partial<Stamp & Holding>): Entry {
  const { hops = 0, traceparent, from, heldAtMs = 1, arrival = 0, ...stamp } = changes;
  return new Entry(
    { ...{ origin: 'n1#0' as Origin, seq: 1, clockUs: 1000, acceptedAtMs: 1, keys: ['x'] }, ...stamp },
    { hops, traceparent, from, heldAtMs, arrival },
  );
}
