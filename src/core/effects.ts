/** What a replica may do to the outside world: nothing else leaves it. */

import type { GossipBody } from '../protocol/gossip.ts';
import type { NodeId } from '../protocol/names.ts';
import type { NodeEvent } from './events.ts';

export interface Effects {
  readonly events: NodeEvent[];
  gossip(dest: NodeId, body: GossipBody): void;
}
