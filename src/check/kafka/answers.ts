/** What Kafka clients ask and are told, taken apart: a log is a list of messages under a key, each at an offset of its own. */

import { exactText } from '../../protocol/exact-json.ts';
import type { Operation } from '../history.ts';

/** What an operation carries: its name, then what it is about. */
export type KafkaRequest =
  | readonly [f: 'send', key: string, message: unknown]
  | readonly [f: 'poll' | 'commit', offsets: Readonly<Record<string, number>>]
  /** The committed offsets of the keys that the client is going to poll from now on, in place of those so far. */
  | readonly [f: 'assign', keys: readonly string[]];

export type Placed = readonly [offset: number, value: string];

export function requestOf({ value = '["assign",[]]' }: Operation): KafkaRequest {
  return JSON.parse(value) as KafkaRequest;
}

/** The messages of each key, in the order in which they were answered; undefined: the answer has another form. Null stands for none. */
export function polledIn(msgs: unknown): Map<string, readonly Placed[]> | undefined {
  const lists = recordIn(msgs);
  if (lists === undefined) return undefined;
  const polled = new Map<string, readonly Placed[]>();
  for (const [key, list] of Object.entries(lists)) {
    const placed = list === null ? [] : placedIn(list);
    if (placed === undefined) return undefined;
    polled.set(key, placed);
  }
  return polled;
}

function placedIn(list: unknown): Placed[] | undefined {
  if (!Array.isArray(list)) return undefined;
  const placed = list.map((pair: unknown): Placed | undefined => {
    if (!Array.isArray(pair) || pair.length !== 2) return undefined;
    const [offset, value] = pair as unknown[];
    return isOffset(offset) ? [offset, exactText(value)] : undefined;
  });
  return placed.every((one) => one !== undefined) ? placed : undefined;
}

/** -1: there is none. */
export function highestOffset(placed: readonly Placed[]): number {
  return placed.reduce((high, [offset]) => Math.max(high, offset), -1);
}

/** The offset of each key that has one; undefined: the answer has another form. */
export function offsetsIn(offsets: unknown): Map<string, number> | undefined {
  const told = recordIn(offsets);
  if (told === undefined) return undefined;
  const found = new Map<string, number>();
  for (const [key, offset] of Object.entries(told)) {
    if (!isOffset(offset)) return undefined;
    found.set(key, offset);
  }
  return found;
}

/** Offsets beyond 2^53 are none here: Maelstrom's checker, too, has no room for them. */
export function isOffset(value: unknown): value is number {
  return Number.isSafeInteger(value);
}

function recordIn(value: unknown): Record<string, unknown> | undefined {
  if (value === null) return {};
  const isRecord = typeof value === 'object' && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : undefined;
}
