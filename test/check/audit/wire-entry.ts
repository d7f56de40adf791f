/** Entries as they pass on the wire, for tests of what follows them there. */

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
