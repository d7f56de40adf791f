/** Entries as they pass on the wire, for tests of what follows them there. */

import type { WireConvergence } from '../../../src/check/audit/wire-convergence.ts';
import type { WireEntry, WireWrite } from '../../../src/protocol/gossip.ts';
import type { Origin } from '../../../src/protocol/names.ts';

export const NODES = ['n1', 'n2', 'n3'];

/** Of a node's first life; each key is given the number of the write. */
export function entry(
  node: string,
  seq: number,
  clockUs: number,
  acceptedAtMs: number,
  keys: readonly string[],
): WireEntry {
  const writes = keys.map((key): WireWrite => [key, seq]);
  return [`${node}#0` as Origin, seq, clockUs, acceptedAtMs, 1, writes];
}

/** Numbered by its clock, in ms; `life` of its node, 0 unless told. */
export function entryAt(node: string, ms: number, key = 'a', life = 0): WireEntry {
  return [`${node}#${life}` as Origin, ms, ms * 1000, ms, 1, [[key, [ms] as never]]];
}

/** Accepted at its node, and delivered to others at these times. */
export function spread(
  wire: WireConvergence,
  one: WireEntry,
  arrivals: Readonly<Record<string, number>>,
): void {
  wire.observeSent(one[0].slice(0, 2), one, one[3] + 1);
  for (const [node, atMs] of Object.entries(arrivals)) wire.observeEntry(node, one, atMs);
}
