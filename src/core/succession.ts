/**
 * A life of a node that begins where another one ends, because the clock was found wrong (measure/clock-offsets.ts). It is like a
 * start without memory, in which everything is asked for again, since versions from a wrong clock may have kept later writes out.
 * But no value is lost: what is sound stays, and what was dated by the wrong clock is accepted again with its time corrected, for
 * a client was told that it is written.
 */

import { VERSION_LEAD_LIMIT_MS } from '../protocol/validate/limits.ts';
import type { JsonText, Key } from '../protocol/names.ts';
import type { Droppable } from './events.ts';
import type { Legacy } from './rewritten.ts';
import type { ReplicaState } from './state.ts';
import { nodeOf } from './store/dot.ts';
import { Entry } from './store/entry.ts';
import type { Store } from './store/store.ts';

export type Dated = Pick<Entry, 'clockUs' | 'acceptedAtMs'>;

/** One that is to be accepted again. */
export interface Misdated extends Legacy {
  /** By the corrected time. */
  readonly dated: Dated;
}

/** The life that goes on. */
export interface Successor {
  /** By how much its time differs from that of the life that ends. */
  readonly shiftMs: number;
  /** When the life before ended, by that one's time. */
  readonly endedAtMs: number;
  /** When it began, as its name says. */
  readonly bornAtMs: number;
  /** The latest version that it may take in. */
  readonly limitUs: number;
}

export interface Estate {
  /** To be held as it is. */
  readonly sound: readonly Legacy[];
  /** In the order of their versions. */
  readonly misdated: readonly Misdated[];
}

export function estateOf(before: ReplicaState, { shiftMs, endedAtMs, bornAtMs, limitUs }: Successor): Estate {
  const { store, origin, convergence, config } = before;
  const sound: Legacy[] = [];
  const misdated: Misdated[] = [];
  // Some peer's clock was near enough for some of them: what was written later has to stay later.
  const takenUs = convergence.latestHeldUs(limitUs + config.maxClockAheadMs * 1000);
  for (const legacy of liveIn(store)) {
    const { entry } = legacy;
    const isOwn = entry.origin === origin;
    // What it accepted again as it was may be ahead of its time: its clock never dated that.
    const isByClock = isOwn && entry.acceptedAtMs <= endedAtMs;
    // A clock that was behind dated writes of this node too early: whoever has not taken them in yet may never do.
    const isTooEarly = shiftMs > 0 && isByClock && entry.seq > convergence.stable;
    if (entry.clockUs <= limitUs && !isTooEarly) {
      sound.push(legacy);
      continue;
    }
    const byMs = isByClock ? shiftMs : shiftOf(entry, before, shiftMs);
    const isOurs = nodeOf(entry.origin) === config.node;
    const exactUs = isOurs ? correctedUs(entry, before, byMs) : entry.clockUs + byMs * 1000;
    // A clock has whole microseconds, and peers refuse others. What had an order keeps it: all of a kind are shifted alike.
    const shiftedUs = Math.max(1, Math.floor(exactUs));
    const clockUs = isOwn ? Math.max(shiftedUs, takenUs + 1) : shiftedUs;
    // Within what others believe: not before this life began, and not long before its version.
    const leastMs = Math.max(bornAtMs, clockUs / 1000 - VERSION_LEAD_LIMIT_MS);
    const acceptedAtMs = Math.max(entry.acceptedAtMs + byMs, leastMs);
    misdated.push({ ...legacy, dated: { clockUs, acceptedAtMs } });
  }
  return { sound, misdated: misdated.sort((a, b) => a.entry.clockUs - b.entry.clockUs) };
}

/**
 * A version goes by the clock, and runs ahead of it to be later than all that was seen. What came from a peer was no further ahead than
 * clocks may be; what a process before this one had kept may be, where its clock was right: so far ahead, it is not the clock's.
 */
function correctedUs({ clockUs, acceptedAtMs }: Entry, { config }: ReplicaState, shiftMs: number): number {
  const isOfClock = clockUs <= (acceptedAtMs + config.maxClockAheadMs) * 1000;
  return isOfClock ? clockUs + shiftMs * 1000 : Math.max(clockUs, (acceptedAtMs + shiftMs) * 1000);
}

/**
 * For what the life that ends did not date by its clock. Lives of this node before it went by the same clock, or by what was made of it.
 * Another node's write goes by the clock of that node, which corrects it, too, and may have written the key again since: this copy must
 * not be dated later than the origin itself would date it, by all that is known of its clock. Nothing is dated later than it was: what
 * is beyond the limit of a time that was set ahead came while the clock here was right, and was kept.
 */
function shiftOf(
  { origin }: Entry,
  { offsets, correctionMs, config }: ReplicaState,
  shiftMs: number,
): number {
  if (nodeOf(origin) === config.node) return Math.min(0, shiftMs);
  const known = offsets.ofLife(origin);
  // It was taken in, so its clock was ahead of the one here by no more than clocks may be.
  if (known === undefined) return Math.min(0, shiftMs - config.maxClockAheadMs);
  return Math.min(0, shiftMs, correctionMs + shiftMs - known.offsetMs - 2 * known.boundMs);
}

function* liveIn(store: Store): Generator<Legacy> {
  const told = new Set<string>();
  for (const entry of store.feed.from(0)) {
    const dot = `${entry.seq} ${entry.origin}`;
    const values: [Key, JsonText][] = [];
    for (const key of entry.keys) {
      const value = store.liveValue(entry, key);
      if (value !== undefined) values.push([key, value]);
    }
    if (values.length === 0 || told.has(dot)) continue;
    told.add(dot);
    yield { entry, values };
  }
}

/** Holds the entries as they are from now on. Nothing is claimed of them: what is beside them at the peers has to come first. */
export function keep(sound: readonly Legacy[], state: ReplicaState, now: number): void {
  const { store, clock } = state;
  for (const { entry, values } of sound) {
    clock.observe(entry.clockUs);
    const { stamp, hops, traceparent, from } = entry;
    const arrival = store.nextArrival();
    const held = new Entry(stamp, { hops, traceparent, from, heldAtMs: now, arrival });
    for (const [key, value] of values) store.put(key, held, value, -Infinity);
    store.applied(held);
    state.keepEntry(held, false);
  }
  state.unclaimedFrom = 0;
}

/** What the life that ends leaves unsaid, by the bound that counts it. */
export function unsaid({ convergence, reads, viewReads }: ReplicaState): [what: Droppable, count: number][] {
  return [
    ['pending_writes', convergence.pending],
    ['read_log', reads.size + (viewReads?.size ?? 0)],
  ];
}
