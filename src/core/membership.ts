/**
 * Who is in the cluster: worked out once for each list of names, however many replicas of it one process runs. Ten
 * thousand replicas with a list of ten thousand peers each would fill a gigabyte.
 */

import { compareText } from '../base/order.ts';
import type { NodeId } from '../protocol/names.ts';

/** Some nodes, in one order everywhere: an array is one, too. */
export interface Peers extends Iterable<NodeId> {
  readonly length: number;
  at(index: number): NodeId | undefined;
  every(holds: (peer: NodeId) => boolean): boolean;
  filter(isWanted: (peer: NodeId) => boolean): NodeId[];
}

export class Membership {
  /** In the order given, without repetitions. */
  readonly nodes: readonly NodeId[];
  readonly sorted: readonly NodeId[];
  readonly #indices: ReadonlyMap<string, number>;

  constructor(list: readonly NodeId[]) {
    const names = new Set(list);
    this.nodes = names.size === list.length ? list : [...names];
    this.sorted = this.nodes.toSorted(compareText);
    this.#indices = new Map(this.sorted.map((node, index) => [node, index]));
  }

  has(name: string): boolean {
    return this.#indices.has(name);
  }

  /** Its place among all, sorted. */
  indexOf(name: string): number | undefined {
    return this.#indices.get(name);
  }

  /** All but one, sorted. */
  without(node: NodeId): Peers {
    return new Others(this.sorted, this.#indices.get(node) ?? this.sorted.length);
  }
}

const known = new WeakMap<readonly string[], Membership>();

export function membershipOf(list: readonly NodeId[]): Membership {
  let membership = known.get(list);
  if (membership === undefined) known.set(list, (membership = new Membership(list)));
  return membership;
}

class Others implements Peers {
  readonly length: number;
  readonly #sorted: readonly NodeId[];
  readonly #left: number;

  /** @param left the index of the one that is left out */
  constructor(sorted: readonly NodeId[], left: number) {
    this.#sorted = sorted;
    this.#left = left;
    this.length = left < sorted.length ? sorted.length - 1 : sorted.length;
  }

  at(index: number): NodeId | undefined {
    return this.#sorted[index < this.#left ? index : index + 1];
  }

  every(holds: (peer: NodeId) => boolean): boolean {
    return this.#sorted.every((node, index) => index === this.#left || holds(node));
  }

  filter(isWanted: (peer: NodeId) => boolean): NodeId[] {
    return this.#sorted.filter((node, index) => index !== this.#left && isWanted(node));
  }

  *[Symbol.iterator](): Iterator<NodeId> {
    for (let index = 0; index < this.length; index++) yield this.at(index) as NodeId;
  }
}
