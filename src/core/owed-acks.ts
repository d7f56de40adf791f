/** What this replica owes the origins: since when it holds their writes. Rides on the next message to them, or goes alone. */

import type { NodeId } from '../protocol/envelope.ts';
import type { Origin, WireAck } from '../protocol/gossip.ts';
import { compareText } from '../base/order.ts';
import { nodeOf } from './dot.ts';
import type { Entry } from './entry.ts';

/** Runs kept for one origin. Beyond it the oldest go: the origin asks for them again. */
export const OWED_RUNS_LIMIT = 10_000;

type Run = [from: number, to: number, heldAtMs: number];

interface Owed {
  runs: Run[];
  /** When it goes alone, if no message has left for the origin by then. */
  dueAtMs: number;
}

export class OwedAcks {
  readonly #me: NodeId;
  readonly #byOrigin = new Map<Origin, Owed>();

  constructor(me: NodeId) {
    this.#me = me;
  }

  /** When the first of them has to go alone. */
  get dueAtMs(): number {
    let due = Infinity;
    for (const owed of this.#byOrigin.values()) due = Math.min(due, owed.dueAtMs);
    return due;
  }

  add(entry: Pick<Entry, 'origin' | 'seq' | 'heldAtMs'>, dueAtMs: number): void {
    let owed = this.#byOrigin.get(entry.origin);
    if (owed === undefined) this.#byOrigin.set(entry.origin, (owed = { runs: [], dueAtMs }));
    const last = owed.runs.at(-1);
    // Writes that came together have been held since the same time: one run says it for all of them.
    if (last?.[1] === entry.seq - 1 && last[2] === entry.heldAtMs) last[1] = entry.seq;
    else owed.runs.push([entry.seq, entry.seq, entry.heldAtMs]);
    if (owed.runs.length > OWED_RUNS_LIMIT) owed.runs.shift();
  }

  /** The nodes whose acknowledgements are due, in one order everywhere. */
  due(now: number): NodeId[] {
    const nodes = new Set<NodeId>();
    for (const [origin, owed] of this.#byOrigin) if (owed.dueAtMs <= now) nodes.add(nodeOf(origin));
    return [...nodes].sort(compareText);
  }

  /** What a message to `node` carries; it counts as delivered. */
  take(node: NodeId): WireAck[] {
    const acks: WireAck[] = [];
    for (const [origin, owed] of this.#byOrigin) {
      if (nodeOf(origin) !== node) continue;
      acks.push([origin, this.#me, owed.runs]);
      this.#byOrigin.delete(origin);
    }
    return acks;
  }
}
