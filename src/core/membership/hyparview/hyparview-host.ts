/** What HyParView needs of the node that it runs in. */

import type { Prng } from '../../../base/prng.ts';
import type { GossipBody, GossipKind } from '../../../protocol/gossip.ts';
import type { NodeId } from '../../../protocol/names.ts';
import type { Bounds } from '../../bounds.ts';
import type { Peers } from '../../membership.ts';

export interface HyParViewSettings {
  readonly fanout: number;
  readonly keepAliveIntervalMs: number;
  readonly shuffleIntervalMs: number;
  /** How long a neighbour may be late with a word, and a peer with an answer. */
  readonly suspectAfterMs: number;
}

/** What its messages say. */
export type HyParViewSections = Pick<GossipBody, 'walk' | 'sample' | 'priority'>;

/** What it needs of the node. */
export interface HyParViewHost {
  readonly me: NodeId;
  /** Contacts: all that the node was given the names of. */
  readonly peers: Peers;
  readonly rng: Prng;
  readonly bounds: Bounds;
  isPeer(name: string): name is NodeId;
  tell(dest: NodeId, kind: GossipKind, sections: HyParViewSections, now: number): void;
  /** The active view is another one. */
  activeChanged(active: Iterable<NodeId>): void;
}
