/**
 * Acknowledgements on their way to the origins: this replica's own, and others' that it passes on. Each rides on the
 * next message to the node that brings it nearer, or goes alone when it is due.
 */

import { compareText } from '../base/order.ts';
import { nodeOf } from './dot.ts';
import type { NodeId } from '../protocol/envelope.ts';
import type { AckRun, Origin, WireAck } from '../protocol/gossip.ts';

/** Runs kept of one replica for one origin. Beyond it the oldest go: the origin asks for them again. */
export const OWED_RUNS_LIMIT = 10_000;

/** After this many hands an acknowledgement goes straight to its origin: routes that change could send it in circles. */
const HANDS_LIMIT = 16;

/** The next node on the way to another. */
export type AckRoute = (node: NodeId) => NodeId;

interface Runs {
  readonly list: [from: number, to: number, heldAtMs: number][];
  passedOn: number;
}

interface Owed {
  /** The origin's node. */
  readonly node: NodeId;
  readonly byReplica: Map<NodeId, Runs>;
  /** When they go alone, if no message has left in their direction by then. */
  dueAtMs: number;
}

export class OwedAcks {
  readonly #byOrigin = new Map<Origin, Owed>();
  readonly #next: AckRoute;
  #dueAtMs = Infinity;

  /** @param next where acknowledgements for a node go */
  constructor(next: AckRoute) {
    this.#next = next;
  }

  /** When the first of them has to go alone. */
  get dueAtMs(): number {
    return this.#dueAtMs;
  }

  /** `by` has held the origin's write `seq` since `heldAtMs`. */
  add(origin: Origin, by: NodeId, seq: number, heldAtMs: number, dueAtMs: number): void {
    const { list } = this.#runs(origin, by, dueAtMs);
    const last = list.at(-1);
    // Writes that came together have been held since the same time: one run says it for all of them.
    if (last?.[1] === seq - 1 && last[2] === heldAtMs) last[1] = seq;
    else list.push([seq, seq, heldAtMs]);
    if (list.length > OWED_RUNS_LIMIT) list.shift();
  }

  /** The origin asked for them itself: they go straight there, where another way may have lost them or lead in circles. */
  straighten(origin: Origin, by: NodeId): void {
    const runs = this.#byOrigin.get(origin)?.byReplica.get(by);
    if (runs !== undefined) runs.passedOn = HANDS_LIMIT;
  }

  /** Takes over what another node passes on. */
  passOn([origin, by, runs, passedOn = 0]: WireAck, dueAtMs: number): void {
    const owed = this.#runs(origin, by, dueAtMs);
    owed.passedOn = Math.max(owed.passedOn, passedOn + 1);
    for (const [from, to, heldAtMs] of runs) owed.list.push([from, to, heldAtMs]);
    if (owed.list.length > OWED_RUNS_LIMIT) owed.list.splice(0, owed.list.length - OWED_RUNS_LIMIT);
  }

  /** The nodes to which something is due, in one order everywhere. */
  due(now: number): NodeId[] {
    const nodes = new Set<NodeId>();
    for (const owed of this.#byOrigin.values()) {
      if (owed.dueAtMs > now) continue;
      for (const runs of owed.byReplica.values()) nodes.add(this.#hop(owed, runs));
    }
    return [...nodes].sort(compareText);
  }

  /** What a message to `node` carries; it counts as delivered. */
  take(node: NodeId): WireAck[] {
    const acks: WireAck[] = [];
    for (const [origin, owed] of this.#byOrigin) {
      for (const [by, runs] of owed.byReplica) {
        if (this.#hop(owed, runs) !== node) continue;
        const list: readonly AckRun[] = runs.list;
        acks.push(runs.passedOn === 0 ? [origin, by, list] : [origin, by, list, runs.passedOn]);
        owed.byReplica.delete(by);
      }
      if (owed.byReplica.size === 0) this.#byOrigin.delete(origin);
    }
    if (acks.length > 0) this.#findDue();
    return acks;
  }

  #hop({ node }: Owed, { passedOn }: Runs): NodeId {
    return passedOn < HANDS_LIMIT ? this.#next(node) : node;
  }

  #runs(origin: Origin, by: NodeId, dueAtMs: number): Runs {
    let owed = this.#byOrigin.get(origin);
    if (owed === undefined)
      this.#byOrigin.set(origin, (owed = { node: nodeOf(origin), byReplica: new Map(), dueAtMs }));
    owed.dueAtMs = Math.min(owed.dueAtMs, dueAtMs);
    this.#dueAtMs = Math.min(this.#dueAtMs, owed.dueAtMs);
    let runs = owed.byReplica.get(by);
    if (runs === undefined) owed.byReplica.set(by, (runs = { list: [], passedOn: 0 }));
    return runs;
  }

  #findDue(): void {
    this.#dueAtMs = Infinity;
    for (const owed of this.#byOrigin.values()) this.#dueAtMs = Math.min(this.#dueAtMs, owed.dueAtMs);
  }
}
