/**
 * Whom a node probes next: each member once, in an order drawn at random, then again in another one (SWIM, section 4.3). So a
 * failed member is probed within twice as many periods as there are members, however the draws fall.
 */

import type { Prng } from '../../../base/prng.ts';
import type { NodeId } from '../../../protocol/names.ts';

export class ProbeOrder {
  readonly #rng: Prng;
  readonly #members: readonly NodeId[];
  #left: NodeId[] = [];

  constructor(members: readonly NodeId[], rng: Prng) {
    this.#members = members;
    this.#rng = rng;
  }

  next(): NodeId | undefined {
    if (this.#left.length === 0) this.#left = [...this.#members];
    return this.#takeAny(this.#left);
  }

  /** Several different members, other than one of them. */
  others(count: number, than: NodeId): NodeId[] {
    const among = this.#members.filter((member) => member !== than);
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
