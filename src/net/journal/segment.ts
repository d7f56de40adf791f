/** A stretch of the journal: its messages in columns of fixed length, so that each costs some 60 bytes and no garbage. */

/** What became of a message: still under way, arrived, or why it did not. */
export const FATES = ['under way', 'arrived', 'loss', 'partition', 'down', 'overflow', 'carrier'] as const;
export type FateName = (typeof FATES)[number];

/** Writes that a message carries are kept in a pool: so many places of it for each message. */
const PLACES_PER_MESSAGE = 2;

export class Segment {
  readonly capacity: number;
  readonly sentMs: Float64Array;
  /** NaN: it has not arrived. */
  readonly arrivedMs: Float64Array;
  readonly from: Uint16Array;
  readonly to: Uint16Array;
  readonly kind: Uint16Array;
  /** Index into `FATES`. */
  readonly fate: Uint8Array;
  /** Of the writes that it carries, counted from the beginning of the segment. */
  readonly firstPlace: Float64Array;
  readonly places: Uint16Array;

  readonly poolSize: number;
  readonly origin: Uint16Array;
  readonly seq: Uint32Array;
  readonly key: Uint32Array;
  readonly value: Uint32Array;
  /** Places ever used. */
  pooled = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.poolSize = capacity * PLACES_PER_MESSAGE;
    this.sentMs = new Float64Array(capacity);
    this.arrivedMs = new Float64Array(capacity);
    this.firstPlace = new Float64Array(capacity);
    this.from = new Uint16Array(capacity);
    this.to = new Uint16Array(capacity);
    this.kind = new Uint16Array(capacity);
    this.places = new Uint16Array(capacity);
    this.fate = new Uint8Array(capacity);
    this.origin = new Uint16Array(this.poolSize);
    this.seq = new Uint32Array(this.poolSize);
    this.key = new Uint32Array(this.poolSize);
    this.value = new Uint32Array(this.poolSize);
  }

  /** Overwrites what stood there. */
  put(slot: number, from: number, to: number, kind: number, sentMs: number): void {
    this.sentMs[slot] = sentMs;
    this.arrivedMs[slot] = NaN;
    this.from[slot] = from;
    this.to[slot] = to;
    this.kind[slot] = kind;
    this.fate[slot] = FATES.indexOf('under way');
    this.places[slot] = 0;
  }

  /** The message carries this write. All those of one message come one after the other. */
  load(slot: number, origin: number, seq: number, key: number, value: number): void {
    if (this.places[slot] === 0) this.firstPlace[slot] = this.pooled;
    const place = this.pooled++ % this.poolSize;
    this.origin[place] = origin;
    this.seq[place] = seq;
    this.key[place] = key;
    this.value[place] = value;
    this.places[slot] = (this.places[slot] ?? 0) + 1;
  }

  /** Where in the pool the writes of a message stand; empty where later ones have taken their places. */
  placesOf(slot: number): number[] {
    const first = this.firstPlace[slot] ?? 0;
    if (first < this.pooled - this.poolSize) return [];
    return Array.from({ length: this.places[slot] ?? 0 }, (_, i) => (first + i) % this.poolSize);
  }
}
