/** Duties of a replica: what its parts do by themselves, and what joins two of them: what one finds due, the other one does. */

import type { Duty } from './agenda.ts';
import type { Dissemination } from './dissemination/dissemination.ts';
import type { Courier } from './repair/courier.ts';
import type { OutgoingAcks } from './repair/outgoing-acks.ts';
import type { ReplicaState } from './state.ts';

interface Part {
  readonly dueAtMs: number;
  tick(now: number): void;
}

/** What parts do by themselves, without those that the node lacks. */
export function dutiesOf(...parts: readonly (Part | undefined)[]): Duty[] {
  return parts.flatMap((part) =>
    part === undefined ? [] : [{ part, run: (now: number) => part.tick(now) }],
  );
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
