/** Collects what a step sends and reports, in order, and numbers the messages. */

import type { Effects } from '../core/effects.ts';
import type { NodeEvent } from '../core/events.ts';
import type { Change } from '../core/journal/change.ts';
import type { MsgId, Outbound, ReplyBody, ReportReply } from '../protocol/envelope.ts';
import type { GossipBody } from '../protocol/gossip.ts';
import type { Address, NodeId } from '../protocol/names.ts';

/** Every message a node sends is numbered: 0 first, then one more each. */
export class Outbox implements Effects {
  events: NodeEvent[] = [];
  changes: Change[] | undefined;
  #nextMsgId = 0;
  #sends: Outbound[] = [];

  /** @param keepsChanges whether somebody keeps what is needed to make the replica again */
  constructor(keepsChanges = false) {
    if (keepsChanges) this.changes = [];
  }

  reply(dest: Address, inReplyTo: MsgId | undefined, body: ReplyBody): void {
    this.#sends.push({ kind: 'reply', dest, body, inReplyTo, msgId: this.#nextMsgId++ });
  }

  report(
    dest: Address,
    inReplyTo: MsgId | undefined,
    { report, withSketches }: Pick<ReportReply, 'report' | 'withSketches'>,
  ): void {
    const msgId = this.#nextMsgId++;
    this.#sends.push({ kind: 'report', dest, report, withSketches, inReplyTo, msgId });
  }

  gossip(dest: NodeId, body: GossipBody): void {
    this.#sends.push({ kind: 'gossip', dest, body, msgId: this.#nextMsgId++ });
  }

  /** Everything since the last call. */
  take(): { sends: Outbound[]; events: NodeEvent[]; changes: Change[] | undefined } {
    const taken = { sends: this.#sends, events: this.events, changes: this.changes };
    this.#sends = [];
    this.events = [];
    if (this.changes !== undefined) this.changes = [];
    return taken;
  }
}
