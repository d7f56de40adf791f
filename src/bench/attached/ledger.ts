/** What the bench asked each node for, by any of its clients: the nodes count all of it, probes and last looks included. */

import type { Served } from '../clients/operation.ts';

export interface Asked {
  /** Answered, and counted by the node. */
  served: Served;
  /** What may have been served, and nobody knows. */
  unknown: Served;
}

export class Ledger {
  readonly #byNode: ReadonlyMap<string, Asked>;

  constructor(nodes: readonly string[]) {
    const nothing = { reads: 0, writes: 0 };
    this.#byNode = new Map(nodes.map((node) => [node, { served: nothing, unknown: nothing }]));
  }

  /** @param isKnown false: there was no answer, or none that says what happened */
  ended(node: string, counts: Served, isServed: boolean, isKnown: boolean): void {
    const asked = this.#byNode.get(node);
    if (asked === undefined) return;
    if (isServed) asked.served = sum(asked.served, counts);
    else if (!isKnown) asked.unknown = sum(asked.unknown, counts);
  }

  of(node: string): Asked {
    const { served, unknown } = this.#byNode.get(node) ?? { served: NONE, unknown: NONE };
    return { served, unknown };
  }
}

const NONE: Served = { reads: 0, writes: 0 };

export function sum(a: Served, b: Served): Served {
  return { reads: a.reads + b.reads, writes: a.writes + b.writes };
}

export function difference(a: Served, b: Served): Served {
  return { reads: a.reads - b.reads, writes: a.writes - b.writes };
}
