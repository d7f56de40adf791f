/**
 * Takes entries in: decides for each whether it is new, whether its value wins, and since when this replica has held
 * it or something later.
 */

import type { NodeId } from '../protocol/names.ts';
import type { GossipBody, WireEntry, WireWrite } from '../protocol/gossip.ts';
import { fromWire } from '../protocol/value-text.ts';
import { assert } from '../base/assert.ts';
import type { HybridClock } from './store/clock.ts';
import type { Dot, Version } from './store/dot.ts';
import type { Entry } from './store/entry.ts';
import type { NodeEvent, TraceIds } from './events.ts';
import type { Store } from './store/store.ts';
import { type VersionVector } from './store/version-vector.ts';
import { GAP_LIMIT } from './store/seen.ts';
import type { ViewReads } from './measure/view-reads.ts';

/** The parts of a replica that an entry changes. */
export interface MergeTarget {
  readonly store: Store;
  readonly seen: VersionVector;
  readonly clock: HybridClock;
  readonly traceIds: TraceIds | undefined;
  readonly viewReads?: ViewReads | undefined;
  /** No write accepted before this can still arrive. */
  completeThroughMs(): number;
}

/** What a message's entries were to this replica. */
export interface Merged {
  /** Seen for the first time. */
  readonly fresh: readonly Entry[];
  /** Seen before: the entry itself where the log still has it. */
  readonly duplicates: readonly Dot[];
  /** Not taken in, and not seen: it could not be dated yet, or the gap limit left no room. */
  readonly left: readonly Dot[];
}

const NOTHING: Merged = { fresh: [], duplicates: [], left: [] };

/**
 * Applies a message's entries. An entry whose value was overwritten at the sender counts only where the later version
 * is held, so those with values go first; what still cannot be dated is left for another round.
 */
export function mergeEntries(
  body: GossipBody,
  from: NodeId,
  now: number,
  target: MergeTarget,
  events: NodeEvent[],
): Merged {
  if (body.entries === undefined) return NOTHING;
  const fresh: Entry[] = [];
  const duplicates: Dot[] = [];
  const left: Dot[] = [];
  const valueless: WireEntry[] = [];
  for (const wire of body.entries) {
    const origin = wire[0];
    const seq = wire[1];
    const known = target.seen.of(origin);
    if (known?.has(seq) === true) duplicates.push(known.log.get(seq) ?? { origin, seq });
    else if (wire[5].some((write) => write.length === 1)) valueless.push(wire);
    else take(wire);
  }
  for (const wire of valueless) {
    const version = { origin: wire[0], clockUs: wire[2] };
    if (wire[5].every(([key, value]) => value !== undefined || !target.store.wins(key, version))) take(wire);
    else left.push({ origin: wire[0], seq: wire[1] });
  }
  if (duplicates.length > 0)
    events.push({ type: 'received', outcome: 'duplicate', count: duplicates.length });
  return { fresh, duplicates, left };

  function take(wire: WireEntry): void {
    const entry = mergeEntry(wire, body.at, from, now, target, events);
    if (entry === undefined) {
      left.push({ origin: wire[0], seq: wire[1] });
      return;
    }
    fresh.push(entry);
    target.viewReads?.arrived(entry, target.store, events);
  }
}

function mergeEntry(
  wire: WireEntry,
  departedAtMs: number,
  from: NodeId,
  now: number,
  target: MergeTarget,
  events: NodeEvent[],
): Entry | undefined {
  const [origin, seq, clockUs, acceptedAtMs, hops, writes, parent] = wire;
  if (seq > target.seen.through(origin) + GAP_LIMIT || !target.seen.add(origin, seq)) {
    events.push({ type: 'dropped', what: 'gap_entries', count: 1 });
    return undefined;
  }
  target.clock.observe(clockUs);
  const winning = writes.filter(([key]) => target.store.wins(key, { origin, clockUs }));
  const applied = winning.length > 0;
  const traceparent =
    parent !== undefined && applied ? target.traceIds?.forApply(parent, departedAtMs) : undefined;
  const heldAtMs = applied ? now : heldSince(writes, { origin, clockUs }, target.store);
  const entry: Entry = {
    origin,
    seq,
    clockUs,
    acceptedAtMs,
    hops,
    keys: target.store.keysOf(writes),
    traceparent: traceparent ?? parent,
    from,
    heldAtMs,
    arrival: target.store.nextArrival(),
  };
  for (const [key, value] of winning) {
    assert(value !== undefined, 'a write without its value never wins');
    target.store.put(key, entry, fromWire(value), target.completeThroughMs());
  }
  if (applied) {
    const propagationMs = now - acceptedAtMs;
    events.push({
      type: 'applied',
      dot: entry,
      from,
      hops,
      propagationMs,
      departedAtMs,
      appliedAtMs: now,
      traceparent,
    });
  } else events.push({ type: 'received', outcome: 'superseded', count: 1 });
  return entry;
}

/** Since when later versions of all of these keys have been held. */
function heldSince(writes: readonly WireWrite[], version: Version, store: Store): number {
  return Math.max(
    ...writes.map(([key]) => {
      const since = store.heldSince(key, version);
      assert(since !== undefined, 'a superseded entry has a later version of each key');
      return since;
    }),
  );
}
