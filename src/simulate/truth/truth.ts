/**
 * The plain truth about a cluster: after every step it looks into the replica that made the step, and compares what the node
 * reports with what the replica holds.
 *
 * Begin here. `keys-written.ts` says which keys a request writes, `key-truth.ts` what every node has held of one key,
 * `read-truth.ts` which reads were stale, `condition-truth.ts` whether a compare-and-set or a delete was right, `losses.ts` which writes are gone,
 * `levels-truth.ts` what is pending, `received-entries.ts` what came, and `spread.ts` how the slowest writes travelled.
 *
 * Times are those of the nodes' own clocks. Where clocks differ, a write converges at the latest of the times that the
 * replicas' clocks showed, and a read is stale when the clock of the write's origin showed less at its acceptance than the
 * clock of the reader at the read.
 */

import { compareVersions, type Dot, type Version } from '../../core/store/dot.ts';
import type { NodeEvent } from '../../core/events.ts';
import type { GossipBody } from '../../protocol/gossip.ts';
import type { Key, Origin } from '../../protocol/names.ts';
import type { Request } from '../../load/workload.ts';
import type { Input, Step } from '../../workload/step.ts';
import { conditionProblem } from './condition-truth.ts';
import { falseClaims } from './claims.ts';
import { Differences } from './differences.ts';
import { keysWritten } from './keys-written.ts';
import { KeyTruth, nameOf, type TrueWrite } from './key-truth.ts';
import { LevelsTruth } from './levels-truth.ts';
import { ReadTruth } from './read-truth.ts';
import { ReceivedEntries } from './received-entries.ts';
import { Spread } from './spread.ts';
import { TimeTruth } from './time-truth.ts';
import type { Asked, VirtualNode } from '../world/virtual-node.ts';

type EventOf<T extends NodeEvent['type']> = Extract<NodeEvent, { readonly type: T }>;

export class Truth {
  readonly nodes: number;
  readonly keys = new Map<Key, KeyTruth>();
  readonly writes: TrueWrite[] = [];
  readonly reads: ReadTruth;
  readonly differences = new Differences();
  readonly wrong = this.differences.wrong;
  readonly times: TimeTruth;
  readonly received = new ReceivedEntries();
  readonly spread = new Spread(this.keys);
  /** By origin and sequence number. */
  readonly #byDot = new Map<Origin, TrueWrite[]>();
  readonly #levels = new LevelsTruth();
  /** By all nodes. */
  tombstonesDropped = 0;
  #step = 0;
  /** By node: the changes of its replica that have been looked at. */
  readonly #changes: number[] = [];
  /** By node: the last time that its clock showed, and the latest one of the lives that are over. */
  readonly #shownMs: number[] = [];
  readonly #earlierUntilMs: number[] = [];
  /** The nodes' present lives. */
  readonly slots: number[];

  constructor(nodes: number) {
    this.nodes = nodes;
    this.slots = Array.from({ length: nodes }, (_, index) => index);
    this.reads = new ReadTruth(this);
    this.times = new TimeTruth(this);
  }

  /** Each life of each node. */
  slotOf({ life, index }: VirtualNode): number {
    return life * this.nodes + index;
  }

  /** Looks at everything, the keys included that no message seemed to touch. */
  lookAtAll(nodes: readonly VirtualNode[]): void {
    for (const node of nodes)
      for (const { key } of this.keys.values()) {
        const version = this.#look(node, key, NaN);
        if (version === undefined) this.#checkValue(node, key);
        else this.#finds(node, `took up ${nameOf(version)} unseen`);
      }
  }

  /** Holds each replica to what it claims. */
  checkClaims(nodes: readonly VirtualNode[]): void {
    for (const node of nodes) for (const problem of falseClaims(node, this)) this.wrong.add(problem);
  }

  stepped(node: VirtualNode, input: Input, step: Step, now: number, asked: Asked | undefined): void {
    this.#step++;
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
    if (request !== undefined && request.reads.length > 0)
      this.reads.read(node, request.reads, this.#step - 1, now);
    for (const event of step.events) if (event.type === 'rewritten') this.#rewrote(node, event, now);
    if (step.events.some(({ type }) => type === 'corrected')) this.#beganAnew(node, now);
    if (input.type === 'gossip') this.#received(node, input.body, step.events, now);
    for (const key of written) this.#look(node, key, now);
    for (const event of step.events) this.#said(node, event, now);
  }

  /** The node loses its memory. */
  forgot(node: VirtualNode): void {
    const slot = this.slotOf(node);
    this.slots[node.index] = slot + this.nodes;
    this.#changes[node.index] = 0;
    const shownMs = this.#shownMs[node.index] ?? -Infinity;
    this.#earlierUntilMs[node.index] = Math.max(shownMs, this.#earlierUntilMs[node.index] ?? -Infinity);
    for (const key of this.keys.values()) key.forgotten(slot, this.#step);
    for (const write of this.writes) if (write.origin === node.origin) write.orphaned = true;
    this.reads.ended(slot, this.#step);
  }

  /** Another process has what the node kept: all that it held. What its reads missed the one before would have told. */
  recovered(node: VirtualNode, isSameLife: boolean, now: number): void {
    this.#changes[node.index] = -1;
    if (!isSameLife) {
      this.#beganAnew(node, now);
      return;
    }
    const slot = this.slotOf(node);
    this.reads.interrupted(slot);
    for (const key of this.keys.values()) {
      const held = node.server.replica?.versionOf(key.key);
      const before = key.latestAt(slot);
      const isSame = before === undefined ? held === undefined : held && compareVersions(held, before) === 0;
      if (isSame !== true)
        this.wrong.add(`${node.name} came back without what it held of key ${JSON.stringify(key.key)}`);
      this.#checkValue(node, key.key);
    }
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
    return events.some((event) => event.type === 'rejected' && event.reason === 'clock_wrong');
  }

  #rewrote(node: VirtualNode, event: EventOf<'rewritten'>, now: number): void {
    this.#accepted(node, event, event.keys);
    for (const key of event.keys) this.#look(node, key, now);
  }

  /** What it has gone on with, of what it held. */
  #beganAnew(node: VirtualNode, now: number): void {
    for (const [name, key] of this.keys) {
      const before = key.latestAt(this.slotOf(node) - this.nodes);
      const value = before === undefined ? undefined : key.find(before)?.value;
      if (before !== undefined) key.carriedOn(before);
      if (node.server.replica?.peek(name) !== value)
        this.wrong.add(
          `${node.name} began anew without the value that it held of key ${JSON.stringify(name)}`,
        );
      this.#look(node, name, now);
    }
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
    const write: TrueWrite = {
      ...{ clockUs, origin, seq: dot.seq, node: node.index, keys, acceptedAtMs, step: this.#step },
      ...{ remaining: keys.length * this.nodes, lastHeldMs: acceptedAtMs, again: [] },
      earlierUntilMs: this.#earlierUntilMs[node.index] ?? -Infinity,
      ...{ reportedMs: undefined, orphaned: false, isRewritten: type === 'rewritten' },
    };
    this.writes.push(write);
    this.#levels.accepted(origin);
    this.spread.accepted(write);
    let known = this.#byDot.get(origin);
    if (known === undefined) this.#byDot.set(origin, (known = []));
    known[dot.seq] = write;
    for (const key of keys) {
      const { replica } = node.server;
      if (replica?.versionOf(key) !== undefined) this.#keyOf(key).accepted(write, replica.peek(key));
    }
  }

  /** Only keys that the message names can have changed, if any has; `lookAtAll` looks at all. */
  #received(node: VirtualNode, body: GossipBody, events: readonly NodeEvent[], now: number): void {
    const { replica } = node.server;
    if (body.entries === undefined || replica === undefined) return;
    const late = events.reduce(
      (sum, event) => sum + (event.type === 'received' && event.outcome === 'late' ? event.count : 0),
      0,
    );
    this.received.add(body.entries, replica, late);
    if (replica.changes === this.#changes[node.index]) return;
    this.#changes[node.index] = replica.changes;
    // An event names the very entry that the replica holds.
    const applied = new Set<unknown>();
    for (const event of events) if (event.type === 'applied') applied.add(event.dot);
    for (const [, , , , , writes] of body.entries) {
      for (const [key] of writes) {
        const held = this.#look(node, key, now);
        const isSilent = held !== undefined && !applied.has(held);
        this.#finds(node, isSilent ? `took up ${nameOf(held)} and did not say so` : undefined);
      }
    }
  }

  /** Looks into the replica. Returns the version that it has newly taken up, if it has. */
  #look(node: VirtualNode, name: Key, now: number): Version | undefined {
    const held = node.server.replica?.versionOf(name);
    if (held === undefined) return undefined;
    const key = this.#keyOf(name);
    const slot = this.slotOf(node);
    const before = key.latestAt(slot);
    const order = before === undefined ? 1 : compareVersions(held, before);
    if (order === 0) return undefined;
    if (order < 0) this.wrong.add(`${node.name} went back on key ${JSON.stringify(name)}`);
    this.#checkValue(node, name);
    const written = key.find(held);
    const version = written?.write ?? { clockUs: held.clockUs, origin: held.origin };
    const cameBack = written?.value !== undefined && key.isForgotten(written.write);
    if (cameBack) this.wrong.add(`${node.name} brought a deleted value of key ${JSON.stringify(name)} back`);
    key.step(slot, version, this.#step, now);
    return held;
  }

  #checkValue(node: VirtualNode, name: Key): void {
    const held = node.server.replica?.versionOf(name);
    if (held === undefined) return;
    const written = this.#keyOf(name).find(held);
    if (written === undefined || written.value !== node.server.replica?.peek(name))
      this.wrong.add(`${node.name} holds a value of key ${JSON.stringify(name)} that nobody wrote there`);
  }

  #said(node: VirtualNode, event: NodeEvent, now: number): void {
    if (event.type === 'converged') this.times.converged(node, event);
    else if (event.type === 'run_converged') this.times.runConverged(node, event);
    else if (event.type === 'applied') this.times.applied(node, event, now);
    else if (event.type === 'dropped') this.differences.fell(event.what, event.count);
    else if (event.type === 'staleness') this.reads.said(this.slotOf(node), event);
    else if (event.type === 'pending') this.#finds(node, this.#levels.problem(node.origin, event));
    else if (event.type === 'stale_read') this.reads.counted(this.slotOf(node));
    else if (event.type === 'fault') this.wrong.add(`${node.name} has a fault: ${event.text}`);
    else if (event.type === 'forgotten') this.#forgot(node, event.keys);
    else if (event.type === 'set_aside') this.differences.fell('clocks_apart', event.count);
    else if (event.type === 'clock' && event.isWrong) this.differences.fell('clocks_apart', 1);
    else if (event.type === 'rejected' && event.reason !== 'clock_wrong')
      this.wrong.add(`${node.name} rejected an input: ${event.text}`);
  }

  /** It dropped tombstones. */
  #forgot(node: VirtualNode, keys: readonly Key[]): void {
    this.tombstonesDropped += keys.length;
    for (const name of keys) {
      const problem = this.#keyOf(name).forget(this.slotOf(node), this.slots, this.#step);
      this.#finds(node, problem && `dropped the tombstone of key ${JSON.stringify(name)}, which ${problem}`);
    }
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

  #keyOf(name: Key): KeyTruth {
    let key = this.keys.get(name);
    if (key === undefined) this.keys.set(name, (key = new KeyTruth(name, this.nodes)));
    return key;
  }
}
