/**
 * Founds a cluster where there is none yet. A node that lost its data, and is started with the flags of its first start, must not found a
 * second cluster beside the one that it was in. So it asks all the nodes that it was given: it founds only when each of them has just
 * said that it knows of no cluster, and joins where one knows of one. Of nodes that ask each other the one whose name comes first founds:
 * it gives the others no answer, and who has given one does not found any more. A node answers those alone that it would ask itself: they
 * are the ones that let it in afterwards.
 */

import type { NodeId, Origin } from '../../protocol/names.ts';
import { View } from './view.ts';

/** An answer counts for so many rounds of asking: what it said may be over. */
const FRESH_ROUNDS = 3;

export class Founding {
  readonly #me: NodeId;
  readonly #others: readonly NodeId[];
  readonly #freshMs: number;
  readonly #saidNoneAtMs = new Map<NodeId, number>();
  #mayFound: boolean;
  #gaveWayTo: NodeId | undefined;

  /** @param mayFound else it only answers */
  constructor(me: NodeId, others: readonly NodeId[], retryMs: number, mayFound: boolean) {
    this.#me = me;
    this.#others = others;
    this.#freshMs = FRESH_ROUNDS * retryMs;
    this.#mayFound = mayFound;
  }

  /** Whether this node may still come to found the cluster. */
  get isOpen(): boolean {
    return this.#mayFound;
  }

  /** Whom it has still to hear. */
  awaits(now: number): NodeId[] {
    return this.#others.filter((node) => (this.#saidNoneAtMs.get(node) ?? -Infinity) < now - this.#freshMs);
  }

  /** Another node may found the cluster if this one says that it knows of none. @returns whether it may say so */
  givesWayTo(node: NodeId): boolean {
    const first = this.#mayFound ? this.#me : (this.#gaveWayTo ?? node);
    if (!this.#others.includes(node) || first < node) return false;
    this.end();
    this.#gaveWayTo = node;
    return true;
  }

  /** A node knows of no cluster. @returns whether the cluster is to be founded now */
  saidNone(node: NodeId, now: number): boolean {
    if (!this.#mayFound || !this.#others.includes(node)) return false;
    this.#saidNoneAtMs.set(node, now);
    return this.awaits(now).length === 0;
  }

  /** There is a cluster, or another node founds it. @returns whether that is news */
  end(): boolean {
    const isNews = this.#mayFound;
    this.#mayFound = false;
    return isNews;
  }
}

/** The first view. One that a node founds alone is known to nobody: if the node founds another one, that is not the same. */
export function foundedBy(founders: readonly Origin[], address: string | undefined): View {
  const [first, second] = founders;
  return View.founded(founders, second === undefined ? `founded ${first ?? ''}` : 'founded', address);
}
