/** Every node-to-node message, counted from outside: what the nodes sent, what became of it, how late the bench was. */

import { createHistogram } from 'node:perf_hooks';
import { printableExcerpt } from '../../base/printable.ts';
import { addTo, countOf, sumByKind, type CountsByKind, type MessageCount } from '../../net/message-counts.ts';
import { FLOOD_MESSAGES } from './findings.ts';
import type { DropCause } from '../../net/network.ts';

/** Kinds told apart (a stranger's may be any text); further ones count as `other`. */
export const MAX_KINDS = 50;

/** Why the bench did not deliver a message; beyond the network's faults: */
export type DroppedBy =
  | DropCause
  /** It was for nobody the bench knows. */
  | 'unknown_destination'
  /** Too much was in flight, or the receiver did not read. */
  | 'overflow'
  /** The run itself had the receiver down. */
  | 'down'
  /** Between the bench and the agent of the receiver. */
  | 'carrier';

/** Shown of a message. */
const EXAMPLE_CHARS = 300;

/** A copy: a part of the line would keep all of it in memory, however long it is. */
function exampleOf(line: string): string {
  return Buffer.from(printableExcerpt(line, EXAMPLE_CHARS)).toString();
}

/** Messages between nodes. Counts are of the run so far. */
export class Traffic {
  /** Sent by the nodes' present lives, whatever became of it: by node, then by kind. */
  readonly sentByNode = new Map<string, CountsByKind>();
  messages = 0;
  bytes = 0;
  delivered = 0;
  /** Further copies that the network made. */
  duplicated = 0;
  readonly dropped: Record<DroppedBy, number> = {
    loss: 0,
    partition: 0,
    unknown_destination: 0,
    overflow: 0,
    down: 0,
    carrier: 0,
  };
  /** What the first message of each kind looked like. At most `MAX_KINDS`. */
  readonly examples = new Map<string, string>();
  /** Names that messages were sent to in vain. At most `MAX_KINDS`. */
  readonly unknownDestinations = new Set<string>();

  /** By node, then by sender: messages that there was no room for. */
  readonly #overflow = new Map<string, Map<string, number>>();
  /** Delivery minus due time, in microseconds: what the bench adds to the latency that was asked for. */
  readonly #addedDelayUs = createHistogram({ lowest: 1, highest: 60_000_000, figures: 3 });

  sent(node: string, kind: string, line: string): void {
    const bytes = Buffer.byteLength(line);
    this.messages++;
    this.bytes += bytes;
    if (!this.examples.has(kind) && this.examples.size < MAX_KINDS) this.examples.set(kind, exampleOf(line));
    let kinds = this.sentByNode.get(node);
    if (kinds === undefined) this.sentByNode.set(node, (kinds = new Map<string, MessageCount>()));
    addTo(countOf(kinds, kinds.has(kind) || kinds.size < MAX_KINDS ? kind : 'other'), { messages: 1, bytes });
  }

  /** What a node has sent until now, by kind. */
  snapshotOf(node: string): CountsByKind {
    const kinds = this.sentByNode.get(node);
    return sumByKind(kinds === undefined ? [] : [kinds]);
  }

  /** There was no room for a message. */
  overflowed(sender: string, dest: string): void {
    this.dropped.overflow++;
    let senders = this.#overflow.get(dest);
    if (senders === undefined) this.#overflow.set(dest, (senders = new Map<string, number>()));
    senders.set(sender, (senders.get(sender) ?? 0) + 1);
  }

  /** Who sent this node far more than there was room for; undefined: nobody. */
  flooderOf(dest: string): string | undefined {
    const senders = [...(this.#overflow.get(dest) ?? [])].sort(([, a], [, b]) => b - a);
    return senders.find(([, messages]) => messages >= FLOOD_MESSAGES)?.[0];
  }

  /** The node begins a new life, and counts from 0. @returns what its last one sent */
  endLife(node: string): CountsByKind {
    const sent = this.snapshotOf(node);
    this.sentByNode.delete(node);
    return sent;
  }

  /** So many messages that had been handed on as delivered never came to their nodes. */
  lostByCarrier(messages: number): void {
    this.delivered -= messages;
    this.dropped.carrier += messages;
  }

  toNobody(dest: string): void {
    this.dropped.unknown_destination++;
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
