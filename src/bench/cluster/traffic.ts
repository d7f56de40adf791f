/** Every node-to-node message, counted from outside: what the nodes sent, what became of it, how late the bench was. */

import { createHistogram } from 'node:perf_hooks';
import type { DropCause } from '../../net/network.ts';

/** Kinds told apart (a stranger's may be any text); further ones count as `other`. */
export const MAX_KINDS = 50;

/** Why the bench did not deliver a message; beyond the network's faults: */
export type LostBy =
  | DropCause
  /** It was for nobody the bench knows (Maelstrom's services, such as lin-kv, are not there). */
  | 'unknown_destination'
  /** Too much was in flight, or the receiver did not read. */
  | 'overflow';

export interface KindCount {
  messages: number;
  bytes: number;
}

/** Messages between nodes. Counts are of the run so far. */
export class Traffic {
  /** Sent, whatever became of it: by node, then by kind. */
  readonly sentByNode = new Map<string, Map<string, KindCount>>();
  messages = 0;
  bytes = 0;
  delivered = 0;
  /** Further copies that the network made. */
  duplicated = 0;
  readonly lost: Record<LostBy, number> = { loss: 0, partition: 0, unknown_destination: 0, overflow: 0 };
  /** Names that messages were sent to in vain. At most `MAX_KINDS`. */
  readonly unknownDestinations = new Set<string>();

  /** Delivery minus due time, in microseconds: what the bench adds to the latency that was asked for. */
  readonly #addedDelayUs = createHistogram({ lowest: 1, highest: 60_000_000, figures: 3 });

  sent(node: string, kind: string, bytes: number): void {
    this.messages++;
    this.bytes += bytes;
    let kinds = this.sentByNode.get(node);
    if (kinds === undefined) this.sentByNode.set(node, (kinds = new Map<string, KindCount>()));
    count(kinds, kinds.has(kind) || kinds.size < MAX_KINDS ? kind : 'other', bytes);
  }

  /** What a node has sent until now, by kind. */
  snapshotOf(node: string): Map<string, KindCount> {
    const copy = new Map<string, KindCount>();
    for (const [kind, counts] of this.sentByNode.get(node) ?? []) copy.set(kind, { ...counts });
    return copy;
  }

  toNobody(dest: string): void {
    this.lost.unknown_destination++;
    if (this.unknownDestinations.size < MAX_KINDS) this.unknownDestinations.add(dest);
  }

  addedDelay(delayMs: number): void {
    this.#addedDelayUs.record(Math.max(1, Math.round(delayMs * 1000)));
  }

  /** Milliseconds. */
  addedDelayMs(): { p50: number; p99: number; max: number } {
    const h = this.#addedDelayUs;
    if (h.count === 0) return { p50: 0, p99: 0, max: 0 };
    return { p50: h.percentile(50) / 1000, p99: h.percentile(99) / 1000, max: h.max / 1000 };
  }
}

/** Adds counts up, kind by kind. */
export function sumKinds(parts: Iterable<ReadonlyMap<string, Readonly<KindCount>>>): Map<string, KindCount> {
  const sum = new Map<string, KindCount>();
  for (const part of parts) {
    for (const [kind, { messages, bytes }] of part) {
      const entry = sum.get(kind) ?? { messages: 0, bytes: 0 };
      sum.set(kind, { messages: entry.messages + messages, bytes: entry.bytes + bytes });
    }
  }
  return sum;
}

export function total(kinds: ReadonlyMap<string, Readonly<KindCount>>): KindCount {
  const sum = { messages: 0, bytes: 0 };
  for (const { messages, bytes } of kinds.values()) {
    sum.messages += messages;
    sum.bytes += bytes;
  }
  return sum;
}

function count(counts: Map<string, KindCount>, name: string, bytes: number): void {
  const entry = counts.get(name);
  if (entry === undefined) counts.set(name, { messages: 1, bytes });
  else {
    entry.messages++;
    entry.bytes += bytes;
  }
}
