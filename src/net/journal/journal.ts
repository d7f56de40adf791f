/**
 * What became of each message, one by one, for the space-time diagram: the first ones of a run and the last ones, as many as
 * there is room for. What lies between falls off, and is counted. It costs the bench no object for a message.
 */

import { textHash } from '../../base/text-hash.ts';
import type { WireEntry, WireValue } from '../../protocol/gossip.ts';
import { FATES, Segment, type FateName } from './segment.ts';

/** Names, kinds and keys told apart; further ones count as `OTHER`. Those of strangers may be any text. */
const MAX_NAMES = 50_000;
const OTHER = '(other)';

/** Names as small numbers; 0 stands for all that are not told apart. */
export class Names {
  readonly all: string[] = [OTHER];
  readonly #numbers = new Map<string, number>();

  numberOf(name: string): number {
    let number = this.#numbers.get(name);
    if (number !== undefined) return number;
    if (this.all.length >= MAX_NAMES) return 0;
    number = this.all.length;
    this.#numbers.set(name, number);
    this.all.push(name);
    return number;
  }
}

export class Journal {
  /** Messages of the run, kept or not. */
  sent = 0;
  readonly lanes = new Names();
  readonly kinds = new Names();
  readonly keys = new Names();
  readonly origins = new Names();
  readonly #first: Segment;
  /** A ring. */
  readonly #last: Segment;

  /** @param capacity messages that are kept */
  constructor(capacity: number) {
    const half = Math.ceil(capacity / 2);
    this.#first = new Segment(half);
    this.#last = new Segment(Math.max(1, capacity - half));
  }

  /** A message left. @returns its number, for what becomes of it */
  left(from: string, to: string, kind: string, atMs: number): number {
    const number = this.sent++;
    const [sender, receiver] = [this.lanes.numberOf(from), this.lanes.numberOf(to)];
    this.#segment(number).put(this.#slot(number), sender, receiver, this.kinds.numberOf(kind), atMs);
    return number;
  }

  /** Writes of ours that it carries. */
  carries(number: number, entries: readonly WireEntry[]): void {
    const segment = this.#segment(number);
    const slot = this.#slot(number);
    for (const [origin, seq, , , , writes] of entries) {
      const from = this.origins.numberOf(origin);
      for (const [key, value] of writes)
        segment.load(
          slot,
          from,
          seq,
          this.keys.numberOf(String(key)),
          value === undefined ? 0 : hashOf(value),
        );
    }
  }

  /** What a stranger's message is about, where its body says so: the members that Maelstrom's workloads have. */
  mentions(number: number, body: Readonly<Record<string, unknown>>): void {
    const about = body['key'] ?? body['message'] ?? body['element'];
    if (typeof about !== 'string' && typeof about !== 'number') return;
    this.#segment(number).load(this.#slot(number), 0, 0, this.keys.numberOf(String(about)), 0);
  }

  arrived(number: number, atMs: number): void {
    if (!this.#isKept(number)) return;
    const segment = this.#segment(number);
    const slot = this.#slot(number);
    segment.arrivedMs[slot] = atMs;
    segment.fate[slot] = FATES.indexOf('arrived');
  }

  lost(number: number, cause: FateName): void {
    if (!this.#isKept(number)) return;
    this.#segment(number).fate[this.#slot(number)] = FATES.indexOf(cause);
  }

  /** Numbers of the messages that are kept, as ranges: from the first one to before the second. */
  kept(): (readonly [from: number, to: number])[] {
    const { capacity: first } = this.#first;
    if (this.sent <= first) return [[0, this.sent]];
    return [
      [0, first],
      [Math.max(first, this.sent - this.#last.capacity), this.sent],
    ];
  }

  /** Where a kept message stands. */
  find(number: number): { readonly segment: Segment; readonly slot: number } {
    return { segment: this.#segment(number), slot: this.#slot(number) };
  }

  #isKept(number: number): boolean {
    return number < this.#first.capacity || number >= this.sent - this.#last.capacity;
  }

  #segment(number: number): Segment {
    return number < this.#first.capacity ? this.#first : this.#last;
  }

  #slot(number: number): number {
    return number < this.#first.capacity ? number : number % this.#last.capacity;
  }
}

/** Of a value on the wire: the same as `valueHash` of its JSON text. */
function hashOf(value: WireValue): number {
  if (typeof value !== 'object' || value === null) return valueHash(JSON.stringify(value));
  return value.length === 0 ? 0 : valueHash(value[0]);
}

/** 32 bits of it, never 0. @param text JSON */
export function valueHash(text: string): number {
  return textHash(text) % 2 ** 32 || 1;
}
