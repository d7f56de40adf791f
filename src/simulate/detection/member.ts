/** One of the nodes whose failures are detected: a detector alone, or a whole replica that has one. */

import type { Finding } from '../../core/membership/swim/beliefs.ts';
import type { NodeId } from '../../protocol/names.ts';

export interface Member<Message> {
  /** When `tick` wants to be called. */
  readonly dueAtMs: number;
  tick(now: number): void;
  receive(from: NodeId, message: Message, now: number): void;
}

export interface MemberEffects<Message> {
  /** @param isProbe whether the message is one of the detector's */
  send(dest: NodeId, message: Message, isProbe: boolean): void;
  found(finding: Finding, isOwnProbe: boolean): void;
}
