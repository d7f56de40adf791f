/** Beliefs on their way to everybody: they ride on probes, the least told first, until each was told often enough (SWIM, section 4.1). */

import type { NodeId } from '../../../protocol/names.ts';
import type { Update } from './swim-message.ts';

export class Rumors {
  /** By how often they were told: one for each member, because a new belief replaces the one before. */
  readonly #byTold: Map<NodeId, Update>[] = [];
  readonly #told = new Map<NodeId, number>();

  spread(update: Update): void {
    this.#forget(update.node);
    this.#put(update, 0);
  }

  /** What the next message takes along. @param limit beliefs in it @param most times that each is told */
  take(limit: number, most: number): Update[] {
    if (this.#told.size === 0) return [];
    const taken: [update: Update, told: number][] = [];
    for (let told = 0; told < this.#byTold.length; told++) {
      for (const update of this.#byTold[told]?.values() ?? []) {
        if (taken.length >= limit) break;
        taken.push([update, told + 1]);
      }
    }
    for (const [update, told] of taken) {
      this.#forget(update.node);
      if (told < most) this.#put(update, told);
    }
    return taken.map(([update]) => update);
  }

  /** There are other members. */
  membersChanged(isMember: (node: NodeId) => boolean): void {
    for (const node of [...this.#told.keys()]) if (!isMember(node)) this.#forget(node);
  }

  #put(update: Update, told: number): void {
    (this.#byTold[told] ??= new Map()).set(update.node, update);
    this.#told.set(update.node, told);
  }

  #forget(node: NodeId): void {
    const told = this.#told.get(node);
    if (told === undefined) return;
    this.#told.delete(node);
    this.#byTold[told]?.delete(node);
  }
}
