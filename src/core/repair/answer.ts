/**
 * What a peer lacks, and how it is told (docs/design.md, "Repair"). Where the log still has all of it, entry by entry, with the
 * stamps of those that were overwritten. Otherwise out of the feed: the live entries after the place up to which the peer has
 * come, so that a million overwrites of a hundred keys cost a hundred values; at the head of the feed the peer then holds
 * all that this replica holds, and may say so.
 */

import type { AnswerState, WireAnswer, WireCursor, WireRun, WireSeen } from '../../protocol/gossip.ts';
import type { Origin } from '../../protocol/names.ts';
import type { Bounds } from '../bounds.ts';
import type { Entry } from '../store/entry.ts';
import { lackedBy, type Lacked } from '../store/lacked.ts';
import type { Store } from '../store/store.ts';
import type { VersionVector } from '../store/version-vector.ts';
import { Packer, parcelsOf, type Parcel } from './parcels.ts';

const NONE: readonly WireRun[] = [];

/** The parts of a replica that an answer is made of. */
export interface Holdings {
  readonly origin: Origin;
  readonly store: Store;
  readonly seen: VersionVector;
  /** The first place of the feed from which on there may be values that the version vector does not claim. */
  readonly unclaimedFrom: number;
}

export interface Question {
  /** The life that asks. */
  readonly asker: Origin;
  /** Sorted by origin; of what is not in order it is sent too much. */
  readonly seen: readonly WireSeen[];
  readonly after: WireCursor;
}

export interface AnswerMessage {
  readonly parcel: Parcel | undefined;
  readonly answer: WireAnswer;
}

export interface Answer {
  /** The last of them says what this replica holds. */
  readonly messages: readonly AnswerMessage[];
  /** Whether the peer lacks anything. */
  readonly isBehind: boolean;
}

/** @param heldBeforeMs entries held for less long are taken to be on their way, where the log can tell */
export function answerTo(question: Question, mine: Holdings, heldBeforeMs: number, bounds: Bounds): Answer {
  const lacked = lackedBy(question.seen, mine.seen);
  const { store, unclaimedFrom } = mine;
  if (lacked.length > 0) {
    const logged = loggedEntries(lacked, store, bounds.loggedAnswer);
    const messages =
      logged === undefined
        ? fromFeed(question, mine, lacked, bounds)
        : fromLog(question, mine, logged, heldBeforeMs, bounds);
    return { messages, isBehind: true };
  }
  // What was too much to remember here may be nowhere else.
  const messages =
    unclaimedFrom < store.arrivals
      ? fromFeed(question, mine, lacked, bounds)
      : [endOf(question, 0, store.arrivals, 'head')];
  return { messages, isBehind: messages.some(({ parcel }) => parcel !== undefined) };
}

/** The same out of the log alone, where nothing can be claimed; undefined: that is not enough, or there may be more than is claimed here. */
export function logAnswerTo(
  question: Question,
  mine: Holdings,
  heldBeforeMs: number,
  bounds: Bounds,
): Answer | undefined {
  if (mine.unclaimedFrom < mine.store.arrivals) return undefined;
  const lacked = lackedBy(question.seen, mine.seen);
  const logged = loggedEntries(lacked, mine.store, bounds.loggedAnswer);
  if (logged === undefined) return undefined;
  return { messages: fromLog(question, mine, logged, heldBeforeMs, bounds), isBehind: lacked.length > 0 };
}

/** What to push to a peer that was seen to lack it: nothing where that is much, or not in the log. Then the peer asks. */
export function pushTo(
  seen: readonly WireSeen[],
  mine: Holdings,
  heldBeforeMs: number,
  bounds: Bounds,
): Parcel[] {
  const entries = loggedEntries(lackedBy(seen, mine.seen), mine.store, bounds.pushedEntries);
  if (entries === undefined) return [];
  const due = inOrder(entries, mine, lackedBySeen(seen), heldBeforeMs);
  return parcelsOf(due, mine.store, bounds);
}

/** All that is lacked, from the log; undefined where it is too much, or the log does not have all that is needed. */
function loggedEntries(lacked: readonly Lacked[], store: Store, limit: number): Entry[] | undefined {
  let total = 0;
  for (const { runs } of lacked) for (const [from, to] of runs) total += to - from + 1;
  if (total > limit) return undefined;
  const entries: Entry[] = [];
  for (const { state, runs } of lacked) {
    for (const [from, to] of runs) {
      for (let seq = from; seq <= to; seq++) {
        const entry = state.log.get(seq);
        if (entry === undefined || isOfForgotten(entry, store)) return undefined;
        entries.push(entry);
      }
    }
  }
  return entries;
}

/** Whether what has replaced its value is gone: then no peer can date it by what is sent. */
function isOfForgotten({ keys }: Entry, store: Store): boolean {
  return keys.some((key) => store.entryOf(key) === undefined);
}

/**
 * A stamp is taken in only where a later version is held, so what has replaced a write goes before it. Apart from that in
 * order: the first write that is lacked comes first, and the asker gets further whatever it can remember beyond a gap.
 */
function* inOrder(
  entries: readonly Entry[],
  { store, seen }: Holdings,
  isLacked: (entry: Entry) => boolean,
  heldBeforeMs: number,
): Generator<Entry> {
  const sent = new Set<Entry>();
  for (const entry of entries) {
    if (entry.heldAtMs > heldBeforeMs || sent.has(entry)) continue;
    for (const key of entry.keys) {
      const held = store.entryOf(key);
      // Taken in twice, once before it could be dated, it is two objects: the log's is the one in the list.
      const live = held && (seen.of(held.origin)?.log.get(held.seq) ?? held);
      if (live === undefined || live === entry || sent.has(live) || !isLacked(live)) continue;
      sent.add(live);
      yield live;
    }
    sent.add(entry);
    yield entry;
  }
}

/** As many as the asker takes, and this replica sends. */
function messagesFor({ after: [, , messages] }: Question, { answerMessages }: Bounds): number {
  return Math.max(1, Math.min(messages, answerMessages));
}

/** As many messages as the asker takes, but never less than its first write with what that needs. */
function fromLog(
  question: Question,
  mine: Holdings,
  entries: readonly Entry[],
  heldBeforeMs: number,
  bounds: Bounds,
): AnswerMessage[] {
  const packer = new Packer(mine.store, bounds);
  const messages: AnswerMessage[] = [];
  let [isFirstPacked, isFirstSent] = [false, false];
  const send = (parcel: Parcel | undefined): void => {
    if (parcel === undefined) return;
    messages.push({ parcel, answer: answerOf(question, 0, 0, 'more') });
    isFirstSent = isFirstPacked;
  };
  const first = entries.find(({ heldAtMs }) => heldAtMs <= heldBeforeMs);
  for (const entry of inOrder(entries, mine, lackedBySeen(question.seen), heldBeforeMs)) {
    if (isFirstSent && messages.length >= messagesFor(question, bounds))
      return ended(messages, endOf(question, 0, 0, 'again'));
    send(packer.add(entry));
    isFirstPacked ||= entry === first;
  }
  send(packer.close());
  return ended(messages, endOf(question, 0, 0, 'done'));
}

/** One walk along the feed, from the asker's place as far as the bounds allow. */
function fromFeed(
  question: Question,
  { origin, store }: Holdings,
  lacked: readonly Lacked[],
  bounds: Bounds,
): AnswerMessage[] {
  const [feed, place] = question.after;
  const start = feed === origin ? Math.min(place, store.arrivals) : 0;
  const isLacked = lackedBySeen(question.seen);
  const packer = new Packer(store, bounds);
  const messages: AnswerMessage[] = [];
  let [after, to, scanned] = [start, start, 0];
  const send = (parcel: Parcel | undefined): void => {
    if (parcel === undefined) return;
    messages.push({ parcel, answer: answerOf(question, after, to, 'more') });
    after = to;
  };
  for (const entry of store.feed.from(start)) {
    if (++scanned > bounds.feedScan) break;
    if (isLacked(entry) && store.isLive(entry)) {
      send(packer.add(entry));
      if (messages.length >= messagesFor(question, bounds))
        return ended(messages, endOf(question, after, to, 'again'));
    }
    to = entry.arrival + 1;
  }
  if (scanned > bounds.feedScan) {
    send(packer.close());
    return ended(messages, endOf(question, after, to, 'again'));
  }
  to = store.arrivals;
  for (const entry of stampsIn(lacked, store, bounds.feedStamps)) send(packer.add(entry));
  send(packer.close());
  return ended(messages, endOf(question, after, to, 'head'));
}

/** Overwritten entries that the log still has date what the feed cannot: sent where they are few. */
function stampsIn(lacked: readonly Lacked[], store: Store, limit: number): Entry[] {
  const stamps: Entry[] = [];
  for (const { state, runs } of lacked) {
    for (const [from, to] of runs) {
      const end = Math.min(to + 1, state.log.end);
      for (let seq = Math.max(from, state.log.first); seq < end; seq++) {
        const entry = state.log.get(seq);
        if (entry === undefined || store.isLive(entry) || isOfForgotten(entry, store)) continue;
        if (stamps.length >= limit) return [];
        stamps.push(entry);
      }
    }
  }
  return stamps;
}

/** By what the asker says, not by what is claimed here: this replica may hold values that it had no room to remember. */
function lackedBySeen(seen: readonly WireSeen[]): (entry: Entry) => boolean {
  const byOrigin = new Map(seen.map(([origin, through, , , beyond = NONE]) => [origin, { through, beyond }]));
  return ({ origin, seq }) => {
    const held = byOrigin.get(origin);
    if (held === undefined) return true;
    if (seq <= held.through) return false;
    let [low, high] = [0, held.beyond.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((held.beyond[middle]?.[1] ?? Infinity) < seq) low = middle + 1;
      else high = middle;
    }
    return (held.beyond[low]?.[0] ?? Infinity) > seq;
  };
}

/** The last message tells how the answer ended; what is sent alone gets one of its own. */
function ended(messages: AnswerMessage[], end: AnswerMessage): AnswerMessage[] {
  const last = messages.at(-1);
  if (last?.parcel === undefined || last.parcel.isAlone) return [...messages, end];
  const [asker, , to, state] = end.answer;
  return [...messages.slice(0, -1), { parcel: last.parcel, answer: [asker, last.answer[1], to, state] }];
}

function endOf(question: Question, after: number, to: number, state: AnswerState): AnswerMessage {
  return { parcel: undefined, answer: answerOf(question, after, to, state) };
}

function answerOf({ asker }: Question, after: number, to: number, state: AnswerState): WireAnswer {
  return [asker, after, to, state];
}
