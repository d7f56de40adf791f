/**
 * Whom a node probes next: each member once, in an order drawn at random, then again in another one (SWIM, section 4.3). So a
 * failed member is probed within twice as many periods as there are members, however the draws fall.
 */

import type { Prng } from '../../../base/prng.ts';
import type { NodeId } from '../../../protocol/names.ts';
import type { Peers } from '../../membership.ts';

export class ProbeOrder {
  readonly #rng: Prng;
  #members: Peers;
  /** Those that are not probed. */
  readonly #leftOut = new Set<NodeId>();
  #left: NodeId[] = [];

  constructor(members: Peers, rng: Prng) {
    this.#members = members;
    this.#rng = rng;
  }

  /** There are other members: the round begins anew. */
  setMembers(members: Peers, isMember: (node: NodeId) => boolean): void {
    this.#members = members;
    this.#left = [];
    for (const node of this.#leftOut) if (!isMember(node)) this.#leftOut.delete(node);
  }

  isLeftOut(node: NodeId): boolean {
    return this.#leftOut.has(node);
  }

  leaveOut(node: NodeId): void {
    this.#leftOut.add(node);
    this.#left = this.#left.filter((one) => one !== node);
  }

  takeIn(node: NodeId): void {
    this.#leftOut.delete(node);
  }

  next(): NodeId | undefined {
    if (this.#left.length === 0) this.#left = this.#members.filter((member) => !this.#leftOut.has(member));
    return this.#takeAny(this.#left);
  }

  /** Several different members, other than one of them. */
  others(count: number, than: NodeId): NodeId[] {
    const among = this.#members.filter((member) => member !== than && !this.#leftOut.has(member));
    const drawn: NodeId[] = [];
    while (drawn.length < count && among.length > 0) {
      const member = this.#takeAny(among);
      if (member !== undefined) drawn.push(member);
    }
    return drawn;
  }

  #takeAny(among: NodeId[]): NodeId | undefined {
    const index = this.#rng.below(among.length);
    const taken = among[index];
    const last = among.pop();
    if (index < among.length && last !== undefined) among[index] = last;
    return taken;
  }
}
