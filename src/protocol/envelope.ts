/**
 * Maelstrom's message envelope, and what a line from outside can turn out to be.
 *
 * Begin here. `framing.ts` cuts bytes into lines, `parse.ts` makes a message of a line, `encode.ts` makes a line of a message. The
 * messages between nodes are in `gossip.ts`, and `parse-gossip.ts` checks them.
 */

import type { GossipBody } from './gossip.ts';
import type { Address, JsonText, NodeId } from './names.ts';

/** What a reply refers to: a number; beyond 2^53 its digits, so that the reply names the very same one. */
export type MsgId = number | JsonText;

/** A message's body before its fields are checked. */
export interface Body {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** A well-formed message: has `src`, and a body with a `type`. */
export interface Inbound {
  readonly src: Address;
  readonly dest: Address;
  readonly body: Body;
  /** `msg_id`, if the sender wants a reply to refer to it. */
  readonly msgId: MsgId | undefined;
  /** The text the message came from: values are cut out of it, so that none is changed by parsing. */
  readonly line: string;
  /** Texts of fields of the body, where the message did not come as a line: valid JSON each, and no part of a longer text. */
  readonly texts?: FieldTexts | undefined;
}

export type FieldTexts = Readonly<Record<string, string>>;

/** Why an input was not served: the `reason` label of `gossip_inputs_rejected_total`. */
export const REJECT_REASONS = [
  'not_json',
  'not_utf8',
  'not_a_message',
  'no_src',
  'forged_src',
  'too_long',
  'wrong_dest',
  'malformed',
  'over_limit',
  'false_claim',
  'unknown_version',
  'unknown_type',
  'before_init',
  'not_a_peer',
  'clock_wrong',
  'not_serving',
  'other_view',
  'disk_full',
  'unexpected_reply',
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/** What a line is: a message, or a rejected input. `src` is there when an error reply can be sent. */
export type ParsedLine =
  | { readonly ok: true; readonly message: Inbound }
  | {
      readonly ok: false;
      readonly reason: RejectReason;
      /** What was wrong, for the log and for the error reply. */
      readonly text: string;
      readonly src?: Address | undefined;
      readonly msgId?: MsgId | undefined;
    };

/** Text that is put into a reply as it stands. */
export class Verbatim {
  readonly text: JsonText;

  constructor(text: JsonText) {
    this.text = text;
  }
}

/** A body that a reply is made of: `type` and the reply's own fields, in the order in which they are written. */
export type ReplyBody = Readonly<Record<string, unknown>> & { readonly type: string };

/** Requests that are answered from the metric registry. */
export const REPORTS = ['bench_report', 'bench_stats'] as const;
export type ReportName = (typeof REPORTS)[number];

/** To a client. `in_reply_to` (where the request was numbered) and `msg_id` follow the body's own fields. */
export interface Reply {
  readonly kind: 'reply';
  readonly dest: Address;
  readonly body: ReplyBody;
  readonly inReplyTo: MsgId | undefined;
  readonly msgId: number;
}

/** To another node. */
export interface GossipMessage {
  readonly kind: 'gossip';
  readonly dest: NodeId;
  readonly body: GossipBody;
  readonly msgId: number;
}

/** A reply whose body the host reads from the metric registry. */
export interface ReportReply extends Omit<Reply, 'kind' | 'body'> {
  readonly kind: 'report';
  readonly report: ReportName;
  /** Whether `bench_stats` asked for what its quantiles are made of. */
  readonly withSketches: boolean;
}

export type Outbound = Reply | GossipMessage | ReportReply;
