/** HyParView within a replica: its active view are the neighbours, and its messages go as all others do. */

import { compareText } from '../../../base/order.ts';
import type { GossipKind } from '../../../protocol/gossip.ts';
import type { NodeId } from '../../../protocol/names.ts';
import type { Prng } from '../../../base/prng.ts';
import type { Bounds } from '../../bounds.ts';
import type { Peers } from '../../membership.ts';
import type { Courier } from '../../repair/courier.ts';
import type { ReplicaState } from '../../state.ts';
import { HyParView } from './hyparview.ts';
import type { HyParViewHost, HyParViewSections } from './hyparview-host.ts';

/** @param neighboursChanged to be called when the node has others. @returns undefined where settings name another topology */
export function overlayOf(
  state: ReplicaState,
  courier: Courier,
  neighboursChanged: () => void,
  now: number,
): HyParView | undefined {
  if (!state.hasPartialView) return undefined;
  return new HyParView(new ReplicaOverlayHost(state, courier, neighboursChanged), state.config, now);
}

class ReplicaOverlayHost implements HyParViewHost {
  readonly rng: Prng;
  readonly #state: ReplicaState;
  readonly #courier: Courier;
  readonly #neighboursChanged: () => void;

  constructor(state: ReplicaState, courier: Courier, neighboursChanged: () => void) {
    this.rng = state.config.rng.fork('overlay');
    this.#state = state;
    this.#courier = courier;
    this.#neighboursChanged = neighboursChanged;
  }

  get me(): NodeId {
    return this.#state.node;
  }

  get peers(): Peers {
    return this.#state.peers;
  }

  get bounds(): Bounds {
    return this.#state.bounds;
  }

  isPeer(name: string): name is NodeId {
    return this.#state.isPeer(name);
  }

  tell(dest: NodeId, kind: GossipKind, sections: HyParViewSections, now: number): void {
    this.#courier.sendMessage(dest, kind, sections, now);
  }

  activeChanged(active: Iterable<NodeId>): void {
    this.#state.neighbours = [...active].sort(compareText);
    this.#neighboursChanged();
  }
}
