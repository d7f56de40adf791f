/**
 * Acknowledgements on their way to the origins: this replica's own, and others' that it passes on. Each rides on the
 * next message to the node that brings it nearer, or goes alone when it is due.
 */

import { compareText } from '../../base/order.ts';
import { nodeOf } from '../store/dot.ts';
import type { NodeId, Origin } from '../../protocol/names.ts';
import type { AckRun, WireAck } from '../../protocol/gossip.ts';
import { WIRE_LIMITS } from '../../protocol/validate/limits.ts';

/** After this many hands an acknowledgement goes straight to its origin: routes that change could send it in circles. */
const HANDS_LIMIT = 16;

/** Runs in one message, less than the receiver takes. What is left goes with the next, which is due at once. */
const RUNS_PER_MESSAGE = 10_000;

/** The next node on the way to another. */
export type AckRoute = (node: NodeId) => NodeId;

const NOTHING: readonly WireAck[] = [];

type Run = [from: number, to: number, heldAtMs: number, atMost?: 1];

interface Runs {
  readonly list: Run[];
  passedOn: number;
}

interface Owed {
  readonly origin: Origin;
  /** The origin's node. */
  readonly node: NodeId;
  /** This replica's: mostly all there is, and gone within one delay. */
  own: Runs | undefined;
  /** By replica, those that are passed on. */
  others: Map<NodeId, Runs> | undefined;
  /** When they go alone, if no message has left in their direction by then. */
  dueAtMs: number;
}

export class OutgoingAcks {
  readonly #byOrigin = new Map<Origin, Owed>();
  readonly #me: NodeId;
  readonly #next: AckRoute;
  readonly #limit: number;
  readonly #isFollowed: (origin: Origin) => boolean;
  #dueAtMs = Infinity;
  #dropped = 0;

  /**
   * @param next where acknowledgements for a node go
   * @param limit runs kept of one replica for one origin
   * @param isFollowed whether this origin counts in the present view
   */
  constructor(me: NodeId, next: AckRoute, limit: number, isFollowed: (origin: Origin) => boolean) {
    this.#limit = limit;
    this.#isFollowed = isFollowed;
    this.#me = me;
    this.#next = next;
  }

  /** Runs that fell off their limit since the last call. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  /** When the first of them has to go alone. */
  get dueAtMs(): number {
    return this.#dueAtMs;
  }

  /** This replica has held the origin's write `seq` since `heldAtMs`. */
  add(origin: Origin, seq: number, heldAtMs: number, dueAtMs: number): void {
    this.#addRun(origin, [seq, seq, heldAtMs], dueAtMs);
  }

  /** It has held all of from … to since `heldAtMs` at the latest. */
  addUndated(origin: Origin, from: number, to: number, heldAtMs: number, dueAtMs: number): void {
    this.#addRun(origin, [from, to, heldAtMs, 1], dueAtMs);
  }

  /** Whether somebody is left who waits for acknowledgements of this origin's writes. Of an earlier life of this node nobody is. */
  isAwaited(origin: Origin): boolean {
    return nodeOf(origin) !== this.#me && this.#isFollowed(origin);
  }

  /** Another view: nobody waits for what some origins were owed. */
  membersChanged(): void {
    for (const origin of this.#byOrigin.keys()) if (!this.isAwaited(origin)) this.#byOrigin.delete(origin);
    this.#findDue();
  }

  #addRun(origin: Origin, run: Run, dueAtMs: number): void {
    if (!this.isAwaited(origin)) return;
    const owed = this.#owed(origin, dueAtMs);
    if (owed.own === undefined) {
      // An empty list that is added to takes room for sixteen.
      owed.own = { list: [run], passedOn: 0 };
      return;
    }
    const { list } = owed.own;
    const last = list.at(-1);
    // Writes that came together have been held since the same time: one run says it for all of them.
    if (last?.[1] === run[0] - 1 && last[2] === run[2] && last[3] === run[3]) last[1] = run[1];
    else if (last === undefined || last[1] < run[0] || !isCovered(run, list)) list.push(run);
    this.#trim(list);
  }

  /** The origin asked for this replica's itself: they go straight there, where another way may have lost them or lead in circles. */
  sendDirectly(origin: Origin): void {
    const own = this.#byOrigin.get(origin)?.own;
    if (own !== undefined) own.passedOn = HANDS_LIMIT;
  }

  /** Takes over what another node passes on. */
  passOn([origin, by, runs, passedOn = 0]: WireAck, dueAtMs: number): void {
    if (!this.isAwaited(origin)) return;
    const owed = this.#owed(origin, dueAtMs);
    const taken = this.#runsOf(owed, by);
    taken.passedOn = Math.min(Math.max(taken.passedOn, passedOn + 1), WIRE_LIMITS.hops);
    for (const run of runs) taken.list.push([...run]);
    this.#trim(taken.list);
  }

  /** The newest go: the origin asks from the first that it misses on, so that dropping those would never end. */
  #trim(list: Run[]): void {
    const excess = list.length - this.#limit;
    if (excess <= 0) return;
    list.length -= excess;
    this.#dropped += excess;
  }

  /** The nodes to which something is due, in one order everywhere. */
  due(now: number): NodeId[] {
    const nodes = new Set<NodeId>();
    for (const owed of this.#byOrigin.values()) {
      if (owed.dueAtMs > now) continue;
      if (owed.own !== undefined) nodes.add(this.#hop(owed, owed.own));
      if (owed.others === undefined) continue;
      for (const runs of owed.others.values()) nodes.add(this.#hop(owed, runs));
    }
    return [...nodes].sort(compareText);
  }

  /** What a message to `node` carries; it counts as delivered. */
  take(node: NodeId): readonly WireAck[] {
    if (this.#byOrigin.size === 0) return NOTHING;
    const acks: WireAck[] = [];
    let room = RUNS_PER_MESSAGE;
    for (const owed of this.#byOrigin.values()) {
      // Every message of a step passes here: most of what is owed goes elsewhere.
      if (owed.node !== node && this.#next(owed.node) !== node) continue;
      const { origin, own, others } = owed;
      if (own !== undefined && this.#hop(owed, own) === node) {
        const { ack, rest } = cut(origin, this.#me, own, room);
        room -= ack[2].length;
        acks.push(ack);
        owed.own = rest;
      }
      for (const [by, runs] of others ?? []) {
        if (room === 0) break;
        if (this.#hop(owed, runs) !== node) continue;
        const { ack, rest } = cut(origin, by, runs, room);
        room -= ack[2].length;
        acks.push(ack);
        if (rest === undefined) others?.delete(by);
        else others?.set(by, rest);
      }
      if (owed.own === undefined && (others?.size ?? 0) === 0) this.#byOrigin.delete(origin);
      if (room === 0) break;
    }
    if (acks.length > 0) this.#findDue();
    return acks;
  }

  #hop({ node }: Owed, { passedOn }: Runs): NodeId {
    return passedOn < HANDS_LIMIT ? this.#next(node) : node;
  }

  #owed(origin: Origin, dueAtMs: number): Owed {
    let owed = this.#byOrigin.get(origin);
    if (owed === undefined) {
      owed = { origin, node: nodeOf(origin), own: undefined, others: undefined, dueAtMs };
      this.#byOrigin.set(origin, owed);
    }
    owed.dueAtMs = Math.min(owed.dueAtMs, dueAtMs);
    this.#dueAtMs = Math.min(this.#dueAtMs, owed.dueAtMs);
    return owed;
  }

  #runsOf(owed: Owed, by: NodeId): Runs {
    if (by === this.#me) return (owed.own ??= { list: [], passedOn: 0 });
    owed.others ??= new Map();
    let runs = owed.others.get(by);
    if (runs === undefined) owed.others.set(by, (runs = { list: [], passedOn: 0 }));
    return runs;
  }

  #findDue(): void {
    this.#dueAtMs = Infinity;
    for (const owed of this.#byOrigin.values()) this.#dueAtMs = Math.min(this.#dueAtMs, owed.dueAtMs);
  }
}

/** Whether a run that waits says all of it, as exactly: the origin asked again before it left. Not found where runs came out of order. */
function isCovered([from, to, , atMost]: Run, list: readonly Run[]): boolean {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.[1] ?? Infinity) < from) low = middle + 1;
    else high = middle;
  }
  const found = list[low];
  return (
    found !== undefined && found[0] <= from && to <= found[1] && (found[3] === undefined || atMost === 1)
  );
}

/** As many runs as there is room for, and those that are left. */
function cut(
  origin: Origin,
  by: NodeId,
  { list, passedOn }: Runs,
  room: number,
): { ack: WireAck; rest: Runs | undefined } {
  const runs: readonly AckRun[] = list.length <= room ? list : list.slice(0, room);
  const rest = list.length <= room ? undefined : { list: list.slice(room), passedOn };
  return { ack: passedOn === 0 ? [origin, by, runs] : [origin, by, runs, passedOn], rest };
}
