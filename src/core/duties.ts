/** Duties of a replica that join two of its parts: what one of them finds due, the other one does. */

import type { Duty } from './agenda.ts';
import type { Dissemination } from './dissemination/dissemination.ts';
import type { Courier } from './repair/courier.ts';
import type { OutgoingAcks } from './repair/outgoing-acks.ts';
import type { ReplicaState } from './state.ts';

/** What a part does by itself; none where the node lacks that part. */
export function dutyOf(part: { readonly dueAtMs: number; tick(now: number): void } | undefined): Duty[] {
  return part === undefined ? [] : [{ part, run: (now) => part.tick(now) }];
}

/** First of all: whom the strategy can reach. */
export function reachabilityDuty({ reachability, out }: ReplicaState, dissemination: Dissemination): Duty {
  return {
    part: reachability,
    run: (now) => {
      if (reachability.update(now, out.events)) dissemination.reachabilityChanged(now);
    },
  };
}

/** Last of all: the acknowledgements that found no ride. */
export function acksDuty(outgoing: OutgoingAcks, courier: Courier): Duty {
  return {
    part: outgoing,
    run: (now) => {
      for (const node of outgoing.due(now)) courier.sendMessage(node, 'ack', {}, now);
    },
  };
}
