/**
 * The node-to-node messages. One shape serves every kind: each section is optional and handled on its own, so
 * that whatever has to travel rides on whichever message leaves first.
 */

import type { Brand } from '../base/brand.ts';
import type { JsonText, Key, NodeId } from './envelope.ts';

/** One life of a node: `<node id>#<incarnation>`. A restarted node is a new origin and never reuses a dot. */
export type Origin = Brand<string, 'Origin'>;

/** The kinds of node-to-node message: the body's `type`, and the `kind` label of `gossip_messages_total`. */
export const GOSSIP_KINDS = ['mail', 'digest', 'delta', 'ack'] as const;
export type GossipKind = (typeof GOSSIP_KINDS)[number];

/**
 * A value on its way: JSON strings, safe integers, true, false and null as themselves, anything that parsing might
 * change (objects, floats, big numbers) as its text in an array of one.
 */
export type WireValue = string | number | boolean | null | readonly [JsonText];

/** A key with its value; without one where a later version has replaced the value at the sender. */
export type WireWrite = readonly [key: Key, value?: WireValue];

/** One accepted write (or transaction) on its way. */
export type WireEntry = readonly [
  origin: Origin,
  /** 1, 2, 3, … per origin; with the origin it is the entry's dot. */
  seq: number,
  /** Hybrid logical clock, microseconds since the epoch. */
  clockUs: number,
  /** When the origin accepted it, milliseconds since the epoch. */
  acceptedAtMs: number,
  /** Node-to-node hops from the origin to the receiver. */
  hops: number,
  writes: readonly WireWrite[],
  /** W3C trace context of the sender's span, where the write is sampled. */
  traceparent?: string,
];

/** Inclusive run of sequence numbers. */
export type WireRun = readonly [from: number, to: number];

/** What the sender has seen from one origin. */
export type WireSeen = readonly [
  origin: Origin,
  /** All of 1 … `through`. */
  through: number,
  /** All that the origin accepted until this long before the message was sent, in ms; null when not known. */
  completeAgeMs: number | null,
  /** What it has seen beyond a gap. */
  beyond?: readonly WireRun[],
];

/** "`by` held these writes of `origin`, or later versions, from this time on." */
export type WireAck = readonly [
  origin: Origin,
  by: NodeId,
  runs: readonly (readonly [from: number, to: number, heldAtMs: number])[],
];

/** The body of a node-to-node message (its `msg_id` is added when it is sent). */
export interface GossipBody {
  readonly type: GossipKind;
  readonly origin: Origin;
  /** When the message left, milliseconds since the epoch. */
  readonly at: number;
  /** The sender's last sequence number when the message left. */
  readonly seq: number;
  /** All of the sender's writes through this one have converged: nobody needs to keep them for repair. */
  readonly stable: number;
  readonly entries?: readonly WireEntry[];
  /** "Of this origin's run, what I have not sent you here has been overwritten": for peers behind the log. */
  readonly ranges?: readonly (readonly [Origin, ...WireRun])[];
  readonly seen?: readonly WireSeen[];
  readonly acks?: readonly WireAck[];
  /** "Acknowledge my writes from this one on again": an acknowledgement was lost. */
  readonly ackFrom?: number;
}
