/** The messages of a journal that the diagram shows, as columns. */

import type { Journal } from '../../net/journal/journal.ts';
import type { Segment } from '../../net/journal/segment.ts';
import { loadColumns, messageColumns } from './codec.ts';
import type { Recorded } from './recorded.ts';
import { NEVER, ticks, type LoadColumns, type MessageColumns, type Span } from './recording.ts';
import { stretches } from './stretches.ts';
import type { Texts } from './texts.ts';

/** Moments around which to look, at most. */
const MAX_MOMENTS = 12;
/** Of the messages shown, so many at most are there because they carry a key of a proof. */
const SHARE_OF_PROOFS = 0.25;

export interface ChosenMessages {
  /** With the journal's numbers for lanes. */
  readonly messages: MessageColumns;
  readonly loads: LoadColumns;
  readonly covered: Span[];
  readonly isAll: boolean;
  /** By key and hash of the value: the number of the text that names the write. */
  readonly writes: ReadonlyMap<string, number>;
}

export function chosenMessages(recorded: Recorded, texts: Texts): ChosenMessages {
  const { journal, startMs, limit } = recorded;
  const numbers = Float64Array.from(keptNumbers(journal));
  const sentMs = (number: number): number => {
    const { segment, slot } = journal.find(number);
    return segment.sentMs[slot] ?? 0;
  };
  // A service answers when it was asked, which may be a little before what was read meanwhile.
  numbers.sort((a, b) => sentMs(a) - sentMs(b) || a - b);
  const times = numbers.map((number) => sentMs(number) - startMs);
  const keys = provenKeys(recorded);
  const room = keys.size === 0 || numbers.length <= limit ? 0 : Math.floor(limit * SHARE_OF_PROOFS);
  const spans = stretches(times, momentsOf(recorded), limit - room);
  const isChosen = new Uint8Array(numbers.length);
  for (const [from, to] of spans) isChosen.fill(1, from, to);
  if (room > 0) addProofs(journal, keys, numbers, isChosen, room);
  const chosen = numbers.filter((_, row) => isChosen[row] === 1);
  const isAll = chosen.length === journal.sent;
  const covered = spans.flatMap(([from, to]) => withoutGap(journal, numbers, times, from, to));
  return { ...columnsOf(journal, chosen, startMs, texts), covered, isAll };
}

function keptNumbers(journal: Journal): number[] {
  return journal.kept().flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i));
}

/** Since the load began: its beginning, the cuts, and what proves failures. */
function momentsOf({ cuts, proofs, operations, startMs }: Recorded): number[] {
  const wanted = new Set(Object.values(proofs).flat());
  const at = new Map<number, number>();
  for (const { id, invokedAtMs } of operations) if (wanted.has(id)) at.set(id, invokedAtMs - startMs);
  const proven = Object.values(proofs).map((ids) => Math.min(...ids.map((id) => at.get(id) ?? Infinity)));
  const moments = [
    0,
    ...proven.filter(Number.isFinite),
    ...cuts.flatMap(({ fromMs, toMs }) => [fromMs, toMs]),
  ];
  return [...new Set(moments)].slice(0, MAX_MOMENTS);
}

/** Keys of the operations that prove something. */
function provenKeys({ proofs, operations }: Recorded): Set<string> {
  const proven = new Set(Object.values(proofs).flat());
  return new Set(operations.filter(({ id }) => proven.has(id)).map(({ key }) => String(key)));
}

/** Those that carry one of these keys, from wherever they are. @param room for so many */
function addProofs(
  journal: Journal,
  keys: ReadonlySet<string>,
  numbers: Float64Array,
  isChosen: Uint8Array,
  room: number,
): void {
  const wanted = new Set(journal.keys.all.flatMap((key, number) => (keys.has(key) ? [number] : [])));
  let left = room;
  for (const [row, number] of numbers.entries()) {
    if (left === 0) return;
    if (isChosen[row] === 1) continue;
    const { segment, slot } = journal.find(number);
    if (!segment.placesOf(slot).some((place) => wanted.has(segment.key[place] ?? 0))) continue;
    isChosen[row] = 1;
    left--;
  }
}

/** The span of time that rows cover: two, where the journal has a gap between them. */
function withoutGap(
  journal: Journal,
  numbers: Float64Array,
  times: Float64Array,
  from: number,
  to: number,
): Span[] {
  const [first, second] = journal.kept();
  const gap =
    second === undefined || second[0] === first?.[1]
      ? -1
      : numbers.findIndex((number) => number >= second[0]);
  const span = (start: number, end: number): Span[] =>
    start >= end ? [] : [[ticks(times[start] ?? 0), ticks(times[end - 1] ?? 0)]];
  return gap > from && gap < to ? [...span(from, gap), ...span(gap, to)] : span(from, to);
}

function columnsOf(
  journal: Journal,
  numbers: Float64Array,
  startMs: number,
  texts: Texts,
): Pick<ChosenMessages, 'messages' | 'loads' | 'writes'> {
  const messages = messageColumns(numbers.length);
  const writes = new Map<string, number>();
  const carried: [key: number, write: number][] = [];
  numbers.forEach((number, row) => {
    const { segment, slot } = journal.find(number);
    const sent = segment.sentMs[slot] ?? 0;
    const arrived = segment.arrivedMs[slot] ?? NaN;
    messages.sent[row] = ticks(sent - startMs);
    messages.took[row] = Number.isNaN(arrived) ? NEVER : Math.max(0, ticks(arrived - sent));
    messages.from[row] = segment.from[slot] ?? 0;
    messages.to[row] = segment.to[slot] ?? 0;
    messages.kind[row] = texts.numberOf(journal.kinds.all[segment.kind[slot] ?? 0] ?? '');
    messages.fate[row] = segment.fate[slot] ?? 0;
    const places = segment.placesOf(slot);
    messages.loads[row] = places.length;
    for (const place of places) carried.push(loadOf(journal, segment, place, texts, writes));
  });
  const loads = loadColumns(carried.length);
  carried.forEach(([key, write], row) => {
    loads.key[row] = key;
    loads.write[row] = write;
  });
  return { messages, loads, writes };
}

function loadOf(
  journal: Journal,
  segment: Segment,
  place: number,
  texts: Texts,
  writes: Map<string, number>,
): [key: number, write: number] {
  const key = journal.keys.all[segment.key[place] ?? 0] ?? '';
  const seq = segment.seq[place] ?? 0;
  if (seq === 0) return [texts.numberOf(key), 0];
  const write = texts.numberOf(`${journal.origins.all[segment.origin[place] ?? 0] ?? ''} ${seq}`);
  const value = segment.value[place] ?? 0;
  if (value !== 0) writes.set(`${value} ${key}`, write);
  return [texts.numberOf(key), write];
}
