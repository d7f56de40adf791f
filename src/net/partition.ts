/** Which messages a partition blocks: the shapes of Jepsen's nemesis (nemesis.clj), as a pure question about a pair. */

import { compareText } from '../base/order.ts';
import type { Prng } from '../base/prng.ts';
import { abbreviate } from './names.ts';

/**
 * - `halves`: the first half of the sorted nodes, rounded down, against the rest (Jepsen's `partition-halves`).
 * - `isolated`: one node, drawn at random, alone (`partition-random-node`).
 * - `ring`: every node hears a majority, no two the same one (`majorities-ring`).
 * - `random`: a side of random size and random members against the rest.
 * - `one-way`: the same, but what this side sends still arrives: it hears nothing from the rest, the rest hears all of it.
 */
export const PARTITION_SHAPES = ['halves', 'isolated', 'ring', 'random', 'one-way'] as const;
export type PartitionShape = (typeof PARTITION_SHAPES)[number];

export interface Partition {
  readonly shape: PartitionShape;
  /** For people, e.g. `n0 n1 | n2 n3 n4`; long lists are abbreviated. */
  readonly groupsText: string;
  /** Whether `dest` does not get what `src` sends it. Names that are not of the cluster are never blocked. */
  blocks(src: string, dest: string): boolean;
}

/** The fewest nodes that a shape can divide. */
const MIN_NODES: Readonly<Record<PartitionShape, number>> = {
  halves: 2,
  isolated: 2,
  ring: 3,
  random: 2,
  'one-way': 2,
};

/**
 * Draws a partition of `nodes` (distinct names, any order: they are sorted first, so a seed gives the same cut).
 * @throws {RangeError} when there are too few nodes for the shape.
 */
export function makePartition(shape: PartitionShape, nodes: readonly string[], rng: Prng): Partition {
  const sorted = nodes.toSorted(compareText);
  if (sorted.length < MIN_NODES[shape]) {
    throw new RangeError(
      `partition ${shape} needs at least ${MIN_NODES[shape]} nodes, got ${sorted.length}: add nodes or choose another shape`,
    );
  }
  switch (shape) {
    case 'halves':
      return split(shape, sorted, Math.floor(sorted.length / 2));
    case 'isolated':
      return split(shape, shuffled(sorted, rng), 1);
    case 'random':
    case 'one-way':
      return split(shape, shuffled(sorted, rng), 1 + rng.below(sorted.length - 1));
    case 'ring':
      return majoritiesRing(shuffled(sorted, rng));
  }
}

/** Several in force at once: what any of them blocks does not arrive. Undefined: none is. */
export function together(partitions: readonly Partition[]): Partition | undefined {
  const [first] = partitions;
  if (first === undefined || partitions.length === 1) return first;
  return {
    shape: first.shape,
    groupsText: partitions.map(({ groupsText }) => groupsText).join(', and '),
    blocks: (src, dest) => partitions.some((one) => one.blocks(src, dest)),
  };
}

/** The first `size` nodes on one side, the others on the other; nothing passes between them, or one way only. */
function split(shape: PartitionShape, nodes: readonly string[], size: number): Partition {
  const isOneWay = shape === 'one-way';
  const sides = [nodes.slice(0, size), nodes.slice(size)].map((side) => side.toSorted(compareText));
  const sideOf = new Map(sides.flatMap((side, index) => side.map((node) => [node, index] as const)));
  return {
    shape,
    groupsText: sides.map((side) => abbreviate(side)).join(isOneWay ? ' → ' : ' | '),
    blocks(src, dest) {
      const from = sideOf.get(src);
      const to = sideOf.get(dest);
      return from !== undefined && to !== undefined && (isOneWay ? from > to : from !== to);
    },
  };
}

/**
 * Jepsen builds large rings link by link at random. This is the circulant graph with the same property, which
 * answers for a pair in constant time: on a ring of n nodes each hears its nearest neighbours, as many on either
 * side, until a majority is reached. Where that number is odd, the node opposite makes it up if n is even;
 * with n odd no exact solution exists (Jepsen's comment says so of 7) and each hears one more. Three nodes can
 * hear distinct majorities only one way: each hears its predecessor, as in Jepsen.
 */
function majoritiesRing(ring: readonly string[]): Partition {
  const n = ring.length;
  const positions = new Map(ring.map((node, position) => [node, position]));
  const others = Math.floor(n / 2);
  const opposite = others % 2 === 1 && n % 2 === 0;
  const reach = opposite ? (others - 1) / 2 : Math.ceil(others / 2);
  const hears = (distance: number): boolean => {
    if (n === 3) return distance === 0 || distance === n - 1;
    return Math.min(distance, n - distance) <= reach || (opposite && distance === n / 2);
  };
  return {
    shape: 'ring',
    groupsText: `each of the ring ${abbreviate(ring)} hears ${n === 3 ? 1 : 2 * reach + Number(opposite)} others`,
    blocks(src, dest) {
      const from = positions.get(src);
      const to = positions.get(dest);
      return from !== undefined && to !== undefined && !hears((from - to + n) % n);
    },
  };
}

/** Fisher and Yates, in the form of Durstenfeld 1964. */
function shuffled(items: readonly string[], rng: Prng): string[] {
  const deck = [...items];
  return items.map(() => {
    const index = rng.below(deck.length);
    const drawn = deck[index];
    const last = deck.pop();
    if (index < deck.length && last !== undefined) deck[index] = last;
    return drawn ?? '';
  });
}
