/**
 * A sparse, connected overlay that every node works out alike: the union of a few Hamiltonian cycles drawn from a
 * shared seed. Such a union is a random regular graph: its diameter is logarithmic, and its links are symmetric.
 */

import { prng } from '../../base/prng.ts';
import { compareText } from '../../base/order.ts';
import type { NodeId } from '../../protocol/names.ts';
import type { Peers } from '../membership.ts';

/** Any number: it only has to be the same on every node. */
const SHARED_SEED = 0x67_6f_73_73;

/** The neighbours of `me`: `degree` of them, or all others where there are no more. Sorted. */
export function neighboursOf(me: NodeId, others: Peers, degree: number): NodeId[] {
  if (others.length <= degree) return [...others].sort(compareText);
  const nodes = [...others, me].sort(compareText);
  const rng = prng(SHARED_SEED);
  const neighbours = new Set<NodeId>();
  for (let cycle = 0; cycle * 2 < degree; cycle++) {
    if (cycle > 0) shuffle(nodes, (bound) => rng.below(bound));
    const at = nodes.indexOf(me);
    for (const step of [1, nodes.length - 1]) {
      const neighbour = nodes[(at + step) % nodes.length];
      if (neighbour !== undefined) neighbours.add(neighbour);
    }
  }
  return [...neighbours].sort(compareText);
}

/** Fisher and Yates. */
function shuffle(items: NodeId[], below: (bound: number) => number): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [items[i], items[j]] = [items[j] as NodeId, items[i] as NodeId];
  }
}
