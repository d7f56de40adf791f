/** Entries on their way: written for the wire, and packed into messages by their encoded size, so that none is ever too long. */

import { encodedBytes } from '../../protocol/encode.ts';
import type { WireEntry, WireWrite } from '../../protocol/gossip.ts';
import { WIRE_LIMITS } from '../../protocol/validate/limits.ts';
import { toWire } from '../../protocol/value-text.ts';
import type { Entry } from '../store/entry.ts';
import type { Store } from '../store/store.ts';

export interface ParcelLimits {
  /** Entries in one message. */
  readonly messageEntries: number;
  /** Encoded bytes of the entries in one message. */
  readonly messageBytes: number;
}

/** The entries of one message. */
export interface Parcel {
  readonly entries: readonly WireEntry[];
  /** One entry beyond the limit of a message: nothing else travels with it. */
  readonly isAlone: boolean;
}

/** The entry as the next receiver gets it: values that were overwritten here stay behind. */
export function wireEntry(entry: Entry, store: Store): WireEntry {
  const writes = entry.keys.map((key): WireWrite => {
    const value = store.liveValue(entry, key);
    return value === undefined ? [key] : [key, toWire(value)];
  });
  const { origin, seq, clockUs, acceptedAtMs, traceparent } = entry;
  // What came from too far away must not make this replica's message one that is refused.
  const hops = Math.min(entry.hops + 1, WIRE_LIMITS.hops);
  if (traceparent === undefined) return [origin, seq, clockUs, acceptedAtMs, hops, writes];
  return [origin, seq, clockUs, acceptedAtMs, hops, writes, traceparent];
}

/** Gathers entries until a message is full. */
export class Packer {
  readonly #limits: ParcelLimits;
  readonly #store: Store;
  #entries: WireEntry[] = [];
  #bytes = 0;
  /** Whether `#bytes` is counted, and not only a bound that is quick to find: most messages stay far below the limit. */
  #isCounted = false;
  #writes = 0;

  constructor(store: Store, limits: ParcelLimits) {
    this.#store = store;
    this.#limits = limits;
  }

  /** @returns the message that had to be closed to make room for the entry, if one had to */
  add(entry: Entry): Parcel | undefined {
    const wire = wireEntry(entry, this.#store);
    const bytes = this.#bytesOf(wire);
    const { messageEntries, messageBytes } = this.#limits;
    const isFull =
      this.#entries.length >= messageEntries ||
      this.#bytes + bytes > messageBytes ||
      this.#writes + entry.keys.length > WIRE_LIMITS.writes;
    const closed = isFull ? this.close() : undefined;
    this.#entries.push(wire);
    this.#bytes += bytes;
    this.#writes += entry.keys.length;
    return closed;
  }

  #bytesOf(wire: WireEntry): number {
    if (!this.#isCounted) {
      const bound = boundOf(wire);
      if (this.#bytes + bound <= this.#limits.messageBytes) return bound;
      this.#isCounted = true;
      this.#bytes = this.#entries.reduce((sum, one) => sum + encodedBytes(one) + 1, 0);
    }
    return encodedBytes(wire) + 1;
  }

  /** What has been gathered; undefined: nothing. */
  close(): Parcel | undefined {
    if (this.#entries.length === 0) return undefined;
    const parcel = { entries: this.#entries, isAlone: this.#bytes > this.#limits.messageBytes };
    [this.#entries, this.#bytes, this.#writes, this.#isCounted] = [[], 0, 0, false];
    return parcel;
  }
}

/** Of one character as JSON: `\u0000`. */
const MOST_BYTES_PER_CHAR = 6;
/** Of a number, and of everything in an entry but its keys, values and trace context, with room to spare. */
const MOST_BYTES_PER_NUMBER = 30;
const MOST_STAMP_BYTES = 300;

/** No less than its encoded bytes. */
function boundOf([origin, , , , , writes, traceparent = '']: WireEntry): number {
  let chars = origin.length + traceparent.length;
  let numbers = 0;
  for (const [key, value] of writes) {
    if (typeof key === 'string') chars += key.length;
    if (typeof value === 'string') chars += value.length;
    else if (typeof value === 'object' && value !== null) chars += value[0]?.length ?? 0;
    numbers++;
  }
  return MOST_STAMP_BYTES + chars * MOST_BYTES_PER_CHAR + 3 * numbers * MOST_BYTES_PER_NUMBER;
}

/** These entries, in as many messages as their size demands. @param most messages: what they do not hold is left out */
export function parcelsOf(
  entries: Iterable<Entry>,
  store: Store,
  limits: ParcelLimits,
  most = Infinity,
): Parcel[] {
  const packer = new Packer(store, limits);
  const parcels: Parcel[] = [];
  for (const entry of entries) {
    const closed = packer.add(entry);
    if (closed !== undefined) parcels.push(closed);
    if (parcels.length >= most) return parcels;
  }
  const last = packer.close();
  if (last !== undefined) parcels.push(last);
  return parcels;
}
