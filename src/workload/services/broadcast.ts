/** Maelstrom's broadcast workload: a message given to one node reaches all, and a read returns all that have come. */

import type { Inbound, ReplyBody } from '../../protocol/envelope.ts';
import { RequestError } from '../../protocol/errors.ts';
import { isObject } from '../../protocol/parse.ts';
import { ElementSet } from './element-set.ts';
import { write } from '../write.ts';
import type { Workload } from '../workload.ts';

export const broadcast = {
  name: 'broadcast',
  open() {
    const messages = new ElementSet();
    return {
      view: messages,
      handlers: {
        topology(request, replica): ReplyBody {
          replica.follow(neighboursIn(request));
          return { type: 'topology_ok' };
        },
        broadcast(request, replica, now): ReplyBody {
          write(replica, request, messages.addition(request, 'message'), now);
          return { type: 'broadcast_ok' };
        },
        read: (_request, replica, now): ReplyBody => ({
          type: 'read_ok',
          messages: messages.read(replica, now),
        }),
      },
    };
  },
} as const satisfies Workload;

/** The names given to the node that is asked; none where the topology does not name it. */
function neighboursIn({ body, dest }: Inbound): readonly string[] {
  const { topology } = body;
  if (!isObject(topology) || !Object.values(topology).every(isListOfNames)) {
    throw new RequestError(
      'malformed_request',
      '"topology" must give each node the names of its neighbours, as in {"n0": ["n1"], "n1": ["n0"]}',
    );
  }
  // A name that every object has ("constructor") must not be looked up on its prototype.
  const mine = Object.entries(topology).find(([node]) => node === dest);
  return (mine?.[1] ?? []) as readonly string[];
}

function isListOfNames(names: unknown): boolean {
  return Array.isArray(names) && names.every((name) => typeof name === 'string');
}
