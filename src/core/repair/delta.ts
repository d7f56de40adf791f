/** What a peer lacks, found by walking the log from where the peer stands, and packed into messages of bounded size. */

import type { GossipBody, WireEntry, WireRun, WireSeen, WireWrite } from '../../protocol/gossip.ts';
import type { Origin } from '../../protocol/names.ts';
import { toWire } from '../../protocol/value-text.ts';
import type { Entry } from '../store/entry.ts';
import type { Store } from '../store/store.ts';
import type { VersionVector } from '../store/version-vector.ts';
import type { OriginState } from '../store/origin-state.ts';

/** Bounds of one message, and of one answer; what is left over goes with the next round. */
export const ENTRIES_PER_MESSAGE = 2000;
export const VALUE_CHARS_PER_MESSAGE = 2 ** 20;
export const MESSAGES_PER_ANSWER = 16;

/** The sections of a message that carry entries. */
export type Parcel = Pick<GossipBody, 'entries' | 'ranges'>;

type Range = [origin: Origin, from: number, to: number];

/** An entry to send, a claim about a run of sequence numbers, or both. */
interface Item {
  readonly entry?: Entry;
  readonly range?: Range;
}

export interface Holdings {
  readonly store: Store;
  readonly seen: VersionVector;
}

/** The entry as the next receiver gets it: values that were overwritten here stay behind. */
export function wireEntry(entry: Entry, store: Store): WireEntry {
  const writes = entry.keys.map((key): WireWrite => {
    const value = store.liveValue(entry, key);
    return value === undefined ? [key] : [key, toWire(value)];
  });
  const { origin, seq, clockUs, acceptedAtMs, hops, traceparent } = entry;
  if (traceparent === undefined) return [origin, seq, clockUs, acceptedAtMs, hops + 1, writes];
  return [origin, seq, clockUs, acceptedAtMs, hops + 1, writes, traceparent];
}

/** These entries, in as many parcels as their size demands. */
export function parcelsOf(entries: readonly Entry[], store: Store): Parcel[] {
  return packAll(
    entries.map((entry) => ({ entry })),
    store,
    Infinity,
  );
}

/**
 * What the peer lacks, in parcels.
 * @param peerSeen the `seen` section of its message, sorted by origin; of what is not in order it is sent too much
 * @param heldBeforeMs entries held for less long are left out: they are probably on their way
 */
export function deltaFor(peerSeen: readonly WireSeen[], mine: Holdings, heldBeforeMs: number): Parcel[] {
  const behind = whereBehind(peerSeen, mine.seen);
  if (behind.length === 0) return [];
  // Who is told that a run was overwritten is told by what, however young: it may be nowhere else.
  const isBehindLog = behind.some((one) => lackedRuns(one).length > 0);
  const items = itemsFor(behind, mine.store, isBehindLog ? Infinity : heldBeforeMs);
  return packAll(items, mine.store, MESSAGES_PER_ANSWER);
}

const NO_RUNS: readonly WireRun[] = [];

/** An origin of which the peer may lack something, and what it says of it. */
type Behind = readonly [known: OriginState, theirs: WireSeen | undefined];

/** Both lists are sorted by origin: they are walked side by side. */
function whereBehind(peerSeen: readonly WireSeen[], seen: VersionVector): Behind[] {
  const behind: Behind[] = [];
  let at = 0;
  for (const known of seen.all()) {
    const { origin } = known;
    let theirs = peerSeen[at];
    while (theirs !== undefined && theirs[0] !== origin && theirs[0] < origin) theirs = peerSeen[++at];
    if (theirs?.[0] !== origin) behind.push([known, undefined]);
    else if (theirs[1] < known.through || known.hasGaps) behind.push([known, theirs]);
  }
  return behind;
}

function* itemsFor(behind: readonly Behind[], store: Store, heldBeforeMs: number): Generator<Item> {
  for (const one of behind) {
    const [{ origin, log }, theirs] = one;
    const [, through, , , beyond = []] = theirs ?? [origin, 0, null, 0];
    const has = (seq: number): boolean => beyond.some(([from, to]) => from <= seq && seq <= to);
    for (const [from, to] of lackedRuns(one)) yield* behindLog(origin, from, to, store);
    for (let seq = Math.max(through + 1, log.first); seq < log.end; seq++) {
      const entry = log.get(seq);
      if (entry !== undefined && entry.heldAtMs <= heldBeforeMs && !has(seq)) yield { entry };
    }
  }
}

/** What was seen, the log has let go, and the peer lacks: several runs where nobody is left to fill the gaps between them. */
function lackedRuns([known, theirs]: Behind): readonly WireRun[] {
  const [, through, , , beyond = []] = theirs ?? [known.origin, 0, null, 0];
  const last = known.log.first - 1;
  // Mostly nothing was let go yet.
  if (last <= through) return NO_RUNS;
  const runs: WireRun[] = [[1, known.through], ...known.runs()];
  return runs
    .map(([from, to]): WireRun => [Math.max(from, through + 1), Math.min(to, last)])
    .filter(([from, to]) => from <= to && !beyond.some(([start, end]) => start <= from && to <= end));
}

/** The peer stands before the log's beginning (it lost its memory): what still matters of the run is in the store. */
function* behindLog(origin: Origin, from: number, to: number, store: Store): Generator<Item> {
  const live = [...store.liveEntries()].filter(
    (entry) => entry.origin === origin && entry.seq >= from && entry.seq <= to,
  );
  let next = from;
  for (const entry of live.sort((a, b) => a.seq - b.seq)) {
    yield { entry, range: [origin, next, entry.seq] };
    next = entry.seq + 1;
  }
  if (next <= to) yield { range: [origin, next, to] };
}

/** Fills parcels in order until there are `limit` full ones. */
function packAll(items: Iterable<Item>, store: Store, limit: number): Parcel[] {
  const parcels: Parcel[] = [];
  let entries: WireEntry[] = [];
  let ranges: Range[] = [];
  let chars = 0;
  const close = (): void => {
    if (entries.length + ranges.length === 0) return;
    parcels.push({ ...(entries.length > 0 && { entries }), ...(ranges.length > 0 && { ranges }) });
    [entries, ranges, chars] = [[], [], 0];
  };
  for (const { entry, range } of items) {
    const more = entry === undefined ? 0 : charsOf(entry, store);
    if (
      entries.length >= ENTRIES_PER_MESSAGE ||
      (entries.length > 0 && chars + more > VALUE_CHARS_PER_MESSAGE)
    )
      close();
    if (parcels.length >= limit) return parcels;
    if (entry !== undefined) entries.push(wireEntry(entry, store));
    chars += more;
    const last = ranges.at(-1);
    if (range === undefined) continue;
    if (last?.[0] === range[0] && last[2] === range[1] - 1) last[2] = range[2];
    else ranges.push(range);
  }
  close();
  return parcels;
}

function charsOf(entry: Entry, store: Store): number {
  let chars = 0;
  for (const key of entry.keys) chars += store.liveValue(entry, key)?.length ?? 0;
  return chars;
}
