/**
 * The plain truth about a cluster: after every step it looks into the replica that made the step, and compares what the node
 * reports with what the replica holds.
 *
 * Begin here. `keys-written.ts` says which keys a request writes, `held-truth.ts` looks into the replicas, `key-truth.ts` says what every node has held of one key,
 * `read-truth.ts` which reads were stale, `condition-truth.ts` whether a compare-and-set or a delete was right, `losses.ts` which writes are gone,
 * `levels-truth.ts` what is pending, `member-truth.ts` who counts, and `spread.ts` how the slowest writes travelled.
 *
 * Times are those of the nodes' own clocks. Where clocks differ, a write converges at the latest of the times that the
 * replicas' clocks showed, and a read is stale when the clock of the write's origin showed less at its acceptance than the
 * clock of the reader at the read.
 */

import type { Dot } from '../../core/store/dot.ts';
import type { NodeEvent } from '../../core/events.ts';
import type { Key, Origin } from '../../protocol/names.ts';
import type { Request } from '../../load/workload.ts';
import type { Input, Step } from '../../workload/step.ts';
import { conditionProblem } from './condition-truth.ts';
import { falseClaims } from './claims.ts';
import { Differences } from './differences.ts';
import { HeldTruth } from './held-truth.ts';
import { keysWritten } from './keys-written.ts';
import type { KeyTruth, TrueWrite } from './key-truth.ts';
import { isServedByNobody, MemberTruth, REFUSALS } from './member-truth.ts';
import { LevelsTruth } from './levels-truth.ts';
import { ReadTruth } from './read-truth.ts';
import { Spread } from './spread.ts';
import { TimeTruth } from './time-truth.ts';
import { gossipIn } from '../world/heard.ts';
import type { Asked, VirtualNode } from '../world/virtual-node.ts';

type EventOf<T extends NodeEvent['type']> = Extract<NodeEvent, { readonly type: T }>;

export class Truth {
  readonly nodes: number;
  readonly writes: TrueWrite[] = [];
  readonly reads: ReadTruth;
  readonly differences = new Differences();
  readonly wrong = this.differences.wrong;
  readonly times: TimeTruth;
  readonly held: HeldTruth;
  readonly spread: Spread;
  /** By origin and sequence number. */
  readonly #byDot = new Map<Origin, TrueWrite[]>();
  readonly #levels = new LevelsTruth();
  #step = 0;
  /** By node: the last time that its clock showed, and the latest one of the lives that are over. */
  readonly #shownMs: number[] = [];
  readonly #earlierUntilMs: number[] = [];
  /** The nodes' present lives. */
  readonly #slots: number[];
  /** Where members change, what is known of that. */
  readonly members: MemberTruth | undefined;

  /** @param hasViews whether members may change */
  constructor(nodes: number, hasViews: boolean) {
    this.nodes = nodes;
    this.#slots = Array.from({ length: nodes }, (_, index) => index);
    this.members = hasViews ? new MemberTruth() : undefined;
    this.held = new HeldTruth(this);
    this.spread = new Spread(this.keys);
    this.reads = new ReadTruth(this);
    this.times = new TimeTruth(this);
  }

  get keys(): ReadonlyMap<Key, KeyTruth> {
    return this.held.keys;
  }

  /** How many steps there were. */
  get step(): number {
    return this.#step;
  }

  /** Of those that count. */
  get slots(): readonly number[] {
    return this.members?.slots ?? this.#slots;
  }

  /** Of those that count by the view of this node. */
  slotsFor(node: VirtualNode): readonly number[] {
    return [...(this.members?.audienceOf(node).values() ?? this.#slots)];
  }

  /** Each life of each node. */
  slotOf({ life, index }: VirtualNode): number {
    return life * this.nodes + index;
  }

  /** Holds each replica to what it claims. */
  checkClaims(nodes: readonly VirtualNode[]): void {
    for (const node of nodes) for (const problem of falseClaims(node, this)) this.wrong.add(problem);
  }

  stepped(node: VirtualNode, input: Input, step: Step, now: number, asked: Asked | undefined): void {
    this.#step++;
    this.members?.stepped(node, this.slotOf(node), step.events, (life) => this.#orphan(life));
    if (now < (this.#shownMs[node.index] ?? now)) this.differences.fell('clocks_apart', 1);
    this.#shownMs[node.index] = now;
    const request = asked?.request;
    const accepted = step.events.find((event) => event.type === 'accepted');
    const keys = request?.writes === undefined ? [] : keysWritten(request.writes, node.origin);
    const written = accepted === undefined ? [] : keys;
    if (request?.isConditional === true) this.#compared(node, request, keys[0], step);
    else if (accepted === undefined && keys.length > 0 && !this.#isRefused(step))
      this.wrong.add(`${node.name} did not accept a write`);
    if (accepted !== undefined) this.#accepted(node, accepted, written);
    // What a transaction reads is what there was before it wrote.
    if (request !== undefined && request.reads.length > 0 && !isServedByNobody(step))
      this.reads.read(node, request.reads, this.#step - 1, now);
    for (const event of step.events) if (event.type === 'rewritten') this.#rewrote(node, event, now);
    if (step.events.some(({ type }) => type === 'corrected')) this.held.beganAnew(node, now);
    const gossip = gossipIn(input);
    if (gossip !== undefined) this.held.received(node, gossip, step.events, now);
    for (const key of written) this.held.look(node, key, now);
    for (const event of step.events) this.#said(node, event, now);
  }

  /** The node loses its memory. */
  forgot(node: VirtualNode): void {
    const slot = this.slotOf(node);
    this.#slots[node.index] = slot + this.nodes;
    this.members?.ended(slot);
    this.held.forgot(node);
    const shownMs = this.#shownMs[node.index] ?? -Infinity;
    this.#earlierUntilMs[node.index] = Math.max(shownMs, this.#earlierUntilMs[node.index] ?? -Infinity);
    for (const key of this.keys.values()) key.forgotten(slot, this.#step);
    if (this.members?.hasLeft(node.origin) !== true) this.#orphan(node.origin);
    this.reads.ended(node, this.#step);
  }

  /** Nobody is left who reports on what this life has accepted. */
  #orphan(life: Origin): void {
    for (const write of this.writes) if (write.origin === life) write.orphaned = true;
  }

  /** Another process has what the node kept: all that it held. What its reads missed the one before would have told. */
  recovered(node: VirtualNode, isSameLife: boolean, now: number): void {
    if (isSameLife) this.reads.interrupted(this.slotOf(node));
    this.held.recovered(node, isSameLife, now);
  }

  /** Writes that some node has not had yet. */
  pending(): number {
    return this.writes.filter(({ remaining }) => remaining > 0).length;
  }

  /** Keys that two nodes hold different versions of, by what is known of their present lives. */
  disagreeing(): Key[] {
    return [...this.keys.values()].filter((key) => !key.isAgreed(this.slots)).map(({ key }) => key);
  }

  #compared(node: VirtualNode, { body }: Request, key: Key | undefined, { sends }: Step): void {
    const held = key === undefined ? undefined : this.keys.get(key);
    const version = held?.latestAt(this.slotOf(node));
    const value = version === undefined ? undefined : held?.find(version)?.value;
    const answer = sends.find((message) => message.kind === 'reply')?.body;
    this.#finds(node, conditionProblem(body, value, answer));
  }

  /** By a node that takes its clock for wrong. */
  #isRefused({ events }: Step): boolean {
    return events.some((event) => event.type === 'rejected' && REFUSALS.has(event.reason));
  }

  #rewrote(node: VirtualNode, event: EventOf<'rewritten'>, now: number): void {
    this.#accepted(node, event, event.keys);
    for (const key of event.keys) this.held.look(node, key, now);
  }

  #accepted(node: VirtualNode, event: EventOf<'accepted' | 'rewritten'>, keys: readonly Key[]): void {
    const { type, dot, acceptedAtMs } = event;
    const [first] = keys;
    const version = first === undefined ? undefined : node.server.replica?.versionOf(first);
    if (version === undefined) {
      this.#finds(node, 'accepted a write and does not hold it');
      return;
    }
    // What was accepted again may have been replaced within the step.
    const { clockUs, origin } =
      event.type === 'rewritten' ? { clockUs: event.clockUs, origin: node.origin } : version;
    const audience = this.members?.audienceOf(node);
    const write: TrueWrite = {
      ...{ audience, isAmongRest: false },
      ...{ clockUs, origin, seq: dot.seq, node: node.index, keys, acceptedAtMs, step: this.#step },
      ...{ remaining: keys.length * (audience?.size ?? this.nodes), lastHeldMs: acceptedAtMs, again: [] },
      earlierUntilMs: this.#earlierUntilMs[node.index] ?? -Infinity,
      ...{
        reportedMs: undefined,
        orphaned: this.members?.isRemoved(origin) === true,
        isRewritten: type === 'rewritten',
      },
    };
    this.writes.push(write);
    this.#levels.accepted(origin);
    this.spread.accepted(write);
    let known = this.#byDot.get(origin);
    if (known === undefined) this.#byDot.set(origin, (known = []));
    known[dot.seq] = write;
    for (const key of keys) {
      const { replica } = node.server;
      if (replica?.versionOf(key) !== undefined) this.held.keyOf(key).accepted(write, replica.peek(key));
    }
  }

  #said(node: VirtualNode, event: NodeEvent, now: number): void {
    if (event.type === 'converged') this.times.converged(node, event);
    else if (event.type === 'converged_among_rest') this.times.convergedAmongRest(node, event);
    else if (event.type === 'run_converged') this.times.runConverged(node, event);
    else if (event.type === 'applied') this.times.applied(node, event, now);
    else if (event.type === 'dropped') this.differences.fell(event.what, event.count);
    else if (event.type === 'staleness') this.reads.said(this.slotOf(node), event);
    else if (event.type === 'pending') this.#finds(node, this.#levels.problem(node.origin, event));
    else if (event.type === 'stale_read') this.reads.counted(this.slotOf(node));
    else if (event.type === 'fault') this.wrong.add(`${node.name} has a fault: ${event.text}`);
    else if (event.type === 'forgotten') this.held.dropped(node, event.keys);
    else if (event.type === 'set_aside') this.differences.fell('clocks_apart', event.count);
    else if (event.type === 'clock' && event.isWrong) this.differences.fell('clocks_apart', 1);
    else if (event.type === 'rejected' && event.reason === 'clock_wrong')
      this.differences.fell('clocks_apart', 1);
    else if (event.type === 'rejected' && !REFUSALS.has(event.reason) && event.reason !== 'other_view')
      this.wrong.add(`${node.name} rejected an input: ${event.text}`);
  }

  #finds(node: VirtualNode, problem: string | undefined): void {
    if (problem !== undefined) this.wrong.add(`${node.name} ${problem}`);
  }

  /** Its origin has reported on it. */
  reported({ origin, seq }: TrueWrite): void {
    this.#levels.reported(origin, seq);
  }

  /** The write with this dot. */
  written({ origin, seq }: Dot): TrueWrite | undefined {
    return this.#byDot.get(origin)?.[seq];
  }

  /** Whether clocks were so far apart that nodes set writes aside or took their own clock for wrong, or one went back in a new life. */
  get clocksApart(): boolean {
    return this.differences.dropped.has('clocks_apart');
  }

  /** Writes that clients made. */
  get clientWrites(): number {
    return this.writes.reduce((count, { isRewritten }) => count + (isRewritten ? 0 : 1), 0);
  }
}
