/**
 * Writes that come with a version below that of tombstones which are dropped, of keys that are not here. Where clocks are as
 * near as they have to be there are none (docs/design.md, "Deletes"). But a node that starts without memory and with a wrong
 * clock may make some. Replicas that still hold a tombstone would keep such a write out, and those that dropped it would not:
 * so that all hold the same, its value is accepted again with a later version.
 */

import type { GossipBody } from '../../protocol/gossip.ts';
import { DELETED, type JsonText, type Key } from '../../protocol/names.ts';
import { fromWire } from '../../protocol/value-text.ts';
import type { ReplicaState } from '../state.ts';

type Returning = readonly (readonly [key: Key, value: JsonText])[];

const NONE: Returning = [];

/** The values to be accepted again, before the message is merged. */
export function returningValues(
  { entries = [], at }: GossipBody,
  { store, seen, messageAgeLimitMs }: ReplicaState,
  now: number,
): Returning {
  if (!store.tombstones.hasDropped || now - at > messageAgeLimitMs) return NONE;
  const values = new Map<Key, { readonly clockUs: number; readonly value: JsonText }>();
  for (const [origin, seq, clockUs, , , writes] of entries) {
    if (!store.tombstones.hasForgotten({ clockUs, origin }) || seen.has(origin, seq)) continue;
    for (const [key, written] of writes) {
      if (written === undefined || store.entryOf(key) !== undefined) continue;
      const value = fromWire(written);
      if (value !== DELETED && clockUs >= (values.get(key)?.clockUs ?? 0))
        values.set(key, { clockUs, value });
    }
  }
  return [...values].map(([key, { value }]): [Key, JsonText] => [key, value]);
}
