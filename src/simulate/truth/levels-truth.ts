/** What a node must say of its own open writes: how many it has not reported on, and how far back the first of them is. */

import type { NodeEvent } from '../../core/events.ts';
import type { Origin } from '../../protocol/names.ts';

/** The writes of one life of a node, numbered from 1. */
interface Own {
  accepted: number;
  reported: number;
  /** All through this one are reported. */
  through: number;
  readonly reportedBeyond: Set<number>;
}

export class LevelsTruth {
  readonly #byOrigin = new Map<Origin, Own>();

  accepted(origin: Origin): void {
    this.#of(origin).accepted++;
  }

  /** The origin said that the write has converged. */
  reported(origin: Origin, seq: number): void {
    const own = this.#of(origin);
    own.reported++;
    own.reportedBeyond.add(seq);
    while (own.reportedBeyond.delete(own.through + 1)) own.through++;
  }

  /** What is wrong with a node's levels; undefined: nothing. */
  problem(origin: Origin, { count, lagMax }: Extract<NodeEvent, { type: 'pending' }>): string | undefined {
    const { accepted, reported, through } = this.#of(origin);
    const [pending, lag] = [accepted - reported, accepted - through];
    if (count === pending && lagMax === lag) return undefined;
    return `reports ${count} pending writes and a lag of ${lagMax}, they are ${pending} and ${lag}`;
  }

  #of(origin: Origin): Own {
    let own = this.#byOrigin.get(origin);
    if (own === undefined) {
      own = { accepted: 0, reported: 0, through: 0, reportedBeyond: new Set() };
      this.#byOrigin.set(origin, own);
    }
    return own;
  }
}
