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
import { Entry } from './store/entry.ts';
import type { NodeEvent, TraceIds } from './events.ts';
import { stampOf } from './store/stamps.ts';
import type { Store } from './store/store.ts';
import type { VersionVector } from './store/version-vector.ts';
import type { ViewReads } from './measure/view-reads.ts';

/** The parts of a replica that an entry changes. */
export interface MergeTarget {
  readonly store: Store;
  readonly seen: VersionVector;
  readonly clock: HybridClock;
  readonly traceIds: TraceIds | undefined;
  readonly viewReads?: ViewReads | undefined;
  /** A message that took longer brings no new keys. */
  readonly messageAgeLimitMs: number;
  /** The first place of the feed from which on there may be values that the version vector does not claim. */
  unclaimedFrom: number;
  /** No version later than this is taken in yet. */
  clockLimitUs(now: number): number;
  /** An entry took a place in the order of arrival. */
  keepEntry(entry: Entry, isClaimed: boolean): void;
  /** No write accepted before this can still arrive. */
  completeThroughMs(): number;
}

/** What a message's entries were to this replica. */
export interface Merged {
  /** Seen for the first time. */
  readonly fresh: readonly Entry[];
  /** Seen before: the entry itself where the log still has it. */
  readonly duplicates: readonly Dot[];
  /** From further ahead than the clock permits: neither taken in nor seen, until they come again. */
  readonly early: readonly WireEntry[];
  /** How many were left out, because their message is so old that what deleted them may be forgotten by now. */
  readonly late: number;
}

const NOTHING: Merged = { fresh: [], duplicates: [], early: [], late: 0 };

/**
 * Applies a message's entries. A value that wins is always taken in. The write counts as held only where each of its keys
 * holds it or a later version: an entry whose value was overwritten at the sender counts where the later version is held, so
 * those with values go first. What cannot be dated yet is left for another round, and so is what comes from the future.
 */
export function mergeEntries(
  body: GossipBody,
  from: NodeId,
  now: number,
  target: MergeTarget,
  events: NodeEvent[],
): Merged {
  if (body.entries === undefined) return NOTHING;
  const [fresh, duplicates]: [Entry[], Dot[]] = [[], []];
  const [early, valueless]: [WireEntry[], WireEntry[]] = [[], []];
  const limitUs = target.clockLimitUs(now);
  const isOld = now - body.at > target.messageAgeLimitMs;
  let late = 0;
  for (const wire of body.entries) {
    const known = duplicateOf(wire, target);
    if (known !== undefined && !isNews(wire, known, target.store)) duplicates.push(known);
    else if (isOld && bringsKey(wire, target.store)) late++;
    else if (wire[2] > limitUs) early.push(wire);
    else if (wire[5].some((write) => write.length === 1)) valueless.push(wire);
    else take(wire);
  }
  for (const wire of valueless) {
    // A message may bring an entry twice: once as it was before it could be dated.
    const known = duplicateOf(wire, target);
    if (known !== undefined) {
      duplicates.push(known);
      continue;
    }
    const version = { origin: wire[0], clockUs: wire[2] };
    const isHeld = wire[5].every(([key, value]) => value !== undefined || !target.store.wins(key, version));
    if (isHeld) take(wire);
    else unclaimed(target, mergeEntry(wire, body.at, from, now, target, events));
  }
  count(events, 'duplicate', duplicates.length);
  count(events, 'late', late);
  return { fresh, duplicates, early, late };

  function take(wire: WireEntry): void {
    const [origin, seq] = wire;
    const forgotten = target.seen.add(origin, seq);
    if (forgotten > 0) {
      target.unclaimedFrom = 0;
      events.push({ type: 'dropped', what: 'gap_entries', count: forgotten });
    }
    const entry = mergeEntry(wire, body.at, from, now, target, events);
    assert(entry !== undefined, 'what is held can be dated');
    target.keepEntry(entry, true);
    // What is not remembered as seen will come again: then it is acknowledged, passed on and shown to the reads that missed it.
    if (!target.seen.has(origin, seq)) return;
    fresh.push(entry);
    target.viewReads?.arrived(entry, target.store, events);
  }
}

function unclaimed(target: MergeTarget, entry: Entry | undefined): void {
  if (entry !== undefined) target.keepEntry(entry, false);
}

function count(events: NodeEvent[], outcome: 'duplicate' | 'late', entries: number): void {
  if (entries > 0) events.push({ type: 'received', outcome, count: entries });
}

/**
 * A value that wins shows that what a peer claimed of its write was false. It is taken in whatever was claimed, unless its key
 * may have been deleted since. What the log has was taken in here, with its values: of that nobody claims anything.
 */
function isNews([origin, , clockUs, , , writes]: WireEntry, known: Dot, store: Store): boolean {
  if (known instanceof Entry) return false;
  const version = { origin, clockUs };
  return writes.some(
    ([key, value]) => value !== undefined && store.wins(key, version) && !store.mayBeForgotten(key, version),
  );
}

/** Whether it has a value for a key that is not here. */
function bringsKey([, , , , , writes]: WireEntry, store: Store): boolean {
  return writes.some(([key, value]) => value !== undefined && store.entryOf(key) === undefined);
}

/** A write that the log has was held, even if the version vector had to forget it. */
function duplicateOf([origin, seq]: WireEntry, { seen }: MergeTarget): Dot | undefined {
  const known = seen.of(origin);
  if (known === undefined) return undefined;
  const logged = known.log.get(seq);
  if (known.has(seq)) return logged ?? { origin, seq };
  if (logged !== undefined) seen.add(origin, seq);
  return logged;
}

/**
 * Puts the values that win. @returns undefined where none does and the write cannot be dated: a key of it has neither it nor
 * a later version
 */
function mergeEntry(
  wire: WireEntry,
  departedAtMs: number,
  from: NodeId,
  now: number,
  target: MergeTarget,
  events: NodeEvent[],
): Entry | undefined {
  const [origin, seq, clockUs, acceptedAtMs, hops, writes, parent] = wire;
  const version = { origin, clockUs };
  target.clock.observe(clockUs);
  const winning = writes.filter(([key, value]) => value !== undefined && target.store.wins(key, version));
  const applied = winning.length > 0;
  const since = applied ? now : heldSince(writes, version, target.store);
  if (since === undefined) return undefined;
  const traceparent =
    parent !== undefined && applied ? target.traceIds?.forApply(parent, departedAtMs) : undefined;
  const stamp = stampOf(origin, seq, clockUs, acceptedAtMs, target.store.keysOf(writes));
  const arrival = target.store.nextArrival();
  const entry = new Entry(stamp, {
    hops,
    traceparent: traceparent ?? parent,
    from,
    heldAtMs: since,
    arrival,
  });
  if (!applied) {
    events.push({ type: 'received', outcome: 'superseded', count: 1 });
    return entry;
  }
  for (const [key, value] of winning) {
    assert(value !== undefined, 'a write without its value never wins');
    target.store.put(key, entry, fromWire(value), target.completeThroughMs());
  }
  target.store.applied(entry);
  events.push({
    type: 'applied',
    dot: entry,
    from,
    hops,
    propagationMs: now - acceptedAtMs,
    departedAtMs,
    appliedAtMs: now,
    traceparent,
  });
  return entry;
}

/** Since when later versions of all of these keys have been held; undefined where one is not. */
function heldSince(writes: readonly WireWrite[], version: Version, store: Store): number | undefined {
  let latest = -Infinity;
  for (const [key] of writes) {
    const since = store.heldSince(key, version);
    if (since === undefined) return undefined;
    latest = Math.max(latest, since);
  }
  return latest;
}
