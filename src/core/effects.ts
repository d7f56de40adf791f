/** What a replica may do to the outside world: nothing else leaves it. */

import type { GossipBody } from '../protocol/gossip.ts';
import type { NodeId } from '../protocol/names.ts';
import type { NodeEvent } from './events.ts';
import type { Change } from './journal/change.ts';

export interface Effects {
  readonly events: NodeEvent[];
  /** What has to be kept to make the replica again; undefined: nobody keeps it. */
  readonly changes: Change[] | undefined;
  gossip(dest: NodeId, body: GossipBody): void;
}
