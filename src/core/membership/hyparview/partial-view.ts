/** Some nodes, so many at most, from which one can be drawn: a view of HyParView's. */

import type { Prng } from '../../../base/prng.ts';
import type { NodeId } from '../../../protocol/names.ts';

export class PartialView {
  readonly limit: number;
  readonly #rng: Prng;
  /** In the order in which they came. */
  readonly #nodes = new Set<NodeId>();

  constructor(limit: number, rng: Prng) {
    this.limit = limit;
    this.#rng = rng;
  }

  get size(): number {
    return this.#nodes.size;
  }

  get isFull(): boolean {
    return this.size >= this.limit;
  }

  has(node: NodeId): boolean {
    return this.#nodes.has(node);
  }

  [Symbol.iterator](): Iterator<NodeId> {
    return this.#nodes.values();
  }

  /**
   * One of those that were to go takes its leave where there is no room, any one if there are none of them.
   * @returns who went
   */
  add(node: NodeId, goFirst: Iterable<NodeId> = []): NodeId | undefined {
    if (this.#nodes.has(node)) return undefined;
    const gone = this.isFull ? (this.#oneOf(goFirst) ?? this.draw()) : undefined;
    if (gone !== undefined) this.#nodes.delete(gone);
    this.#nodes.add(node);
    return gone;
  }

  /** @returns whether it was there */
  delete(node: NodeId): boolean {
    return this.#nodes.delete(node);
  }

  /** Any one but these. */
  draw(...but: readonly (NodeId | undefined)[]): NodeId | undefined {
    return this.sample(1, ...but)[0];
  }

  /** Some different ones, as many as that if there are so many, but none of these. */
  sample(count: number, ...but: readonly (NodeId | undefined)[]): NodeId[] {
    const left = [...this.#nodes].filter((node) => !but.includes(node));
    const drawn: NodeId[] = [];
    while (drawn.length < count && left.length > 0)
      drawn.push(...left.splice(this.#rng.below(left.length), 1));
    return drawn;
  }

  #oneOf(nodes: Iterable<NodeId>): NodeId | undefined {
    for (const node of nodes) if (this.#nodes.has(node)) return node;
    return undefined;
  }
}
