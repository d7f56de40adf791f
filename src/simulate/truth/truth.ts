/**
 * The plain truth about a cluster: after every step it looks into the replica that made the step, and compares what the node
 * reports with what the replica holds.
 *
 * Begin here. `keys-written.ts` says which keys a request writes, `key-truth.ts` what every node has held of one key,
 * `read-truth.ts` which reads were stale, `cas-truth.ts` whether a compare-and-set was right, `losses.ts` which writes are gone,
 * `levels-truth.ts` what is pending, `received-entries.ts` what came, and `spread.ts` how the slowest writes travelled.
 *
 * Times are those of the nodes' own clocks. Where clocks differ, a write converges at the latest of the times that the
 * replicas' clocks showed, and a read is stale when the clock of the write's origin showed less at its acceptance than the
 * clock of the reader at the read.
 */

import { compareVersions, type Version } from '../../core/store/dot.ts';
import type { NodeEvent } from '../../core/events.ts';
import type { GossipBody } from '../../protocol/gossip.ts';
import type { Key, Origin } from '../../protocol/names.ts';
import type { Request } from '../../load/workload.ts';
import type { Input, Step } from '../../workload/step.ts';
import { casProblem } from './cas-truth.ts';
import { falseClaims } from './claims.ts';
import { Differences } from './differences.ts';
import { keysWritten } from './keys-written.ts';
import { dotName, KeyTruth, nameOf, type TrueWrite } from './key-truth.ts';
import { LevelsTruth } from './levels-truth.ts';
import { ReadTruth } from './read-truth.ts';
import { ReceivedEntries } from './received-entries.ts';
import { Spread } from './spread.ts';
import type { Asked, VirtualNode } from '../world/virtual-node.ts';

type EventOf<T extends NodeEvent['type']> = Extract<NodeEvent, { readonly type: T }>;

export class Truth {
  readonly nodes: number;
  readonly keys = new Map<Key, KeyTruth>();
  readonly writes: TrueWrite[] = [];
  readonly reads: ReadTruth;
  readonly differences = new Differences();
  readonly wrong = this.differences.wrong;
  /** Exact, in the order in which the nodes reported them. */
  readonly convergenceMs: number[] = [];
  /** The writes that these are of. */
  readonly converged: TrueWrite[] = [];
  readonly propagationMs: number[] = [];
  readonly received = new ReceivedEntries();
  readonly spread = new Spread(this.keys);
  /** By origin and sequence number. */
  readonly #byDot = new Map<Origin, TrueWrite[]>();
  readonly #levels = new LevelsTruth();
  #step = 0;
  /** By node: the changes of its replica that have been looked at. */
  readonly #changes: number[] = [];
  /** The nodes' present lives. */
  readonly slots: number[];

  constructor(nodes: number) {
    this.nodes = nodes;
    this.slots = Array.from({ length: nodes }, (_, index) => index);
    this.reads = new ReadTruth(this);
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
    for (const node of nodes) for (const problem of falseClaims(node, this.writes)) this.wrong.add(problem);
  }

  stepped(node: VirtualNode, input: Input, step: Step, now: number, asked: Asked | undefined): void {
    this.#step++;
    const request = asked?.request;
    const accepted = step.events.find((event) => event.type === 'accepted');
    const keys = request?.writes === undefined ? [] : keysWritten(request.writes, node.origin);
    const written = accepted === undefined ? [] : keys;
    if (request?.isConditional === true) this.#compared(node, request, keys[0], step);
    else if (accepted === undefined && keys.length > 0) this.wrong.add(`${node.name} did not accept a write`);
    if (accepted !== undefined) this.#accepted(node, accepted, written);
    // What a transaction reads is what there was before it wrote.
    if (request !== undefined && request.reads.length > 0)
      this.reads.read(node, request.reads, this.#step - 1, now);
    if (input.type === 'gossip') this.#received(node, input.body, step.events, now);
    for (const key of written) this.#look(node, key, now);
    for (const event of step.events) this.#said(node, event, now);
  }

  /** The node loses its memory. */
  forgot(node: VirtualNode): void {
    const slot = this.slotOf(node);
    this.slots[node.index] = slot + this.nodes;
    this.#changes[node.index] = 0;
    for (const key of this.keys.values()) key.forgotten(slot, this.#step);
    for (const write of this.writes) if (write.origin === node.origin) write.orphaned = true;
    this.reads.ended(slot, this.#step);
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
    this.#finds(node, casProblem(body, value, answer));
  }

  #accepted(node: VirtualNode, { dot, acceptedAtMs }: EventOf<'accepted'>, keys: readonly Key[]): void {
    const [first] = keys;
    const version = first === undefined ? undefined : node.server.replica?.versionOf(first);
    if (version === undefined) {
      this.#finds(node, 'accepted a write and does not hold it');
      return;
    }
    const { clockUs, origin } = version;
    const write: TrueWrite = {
      ...{ clockUs, origin, seq: dot.seq, node: node.index, keys, acceptedAtMs, step: this.#step },
      ...{ remaining: keys.length * this.nodes, lastHeldMs: acceptedAtMs, again: [] },
      ...{ reportedMs: undefined, orphaned: false },
    };
    this.writes.push(write);
    this.#levels.accepted(origin);
    this.spread.accepted(write);
    let known = this.#byDot.get(origin);
    if (known === undefined) this.#byDot.set(origin, (known = []));
    known[dot.seq] = write;
    for (const key of keys) {
      const value = node.server.replica?.peek(key);
      if (value !== undefined) this.#keyOf(key).accepted(write, value);
    }
  }

  /** Only keys that the message names can have changed, if any has; `lookAtAll` looks at all. */
  #received(node: VirtualNode, body: GossipBody, events: readonly NodeEvent[], now: number): void {
    const { replica } = node.server;
    if (body.entries === undefined || replica === undefined) return;
    for (const entry of body.entries) this.received.add(entry, replica);
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
    const version = key.find(held)?.write ?? { clockUs: held.clockUs, origin: held.origin };
    key.step(slot, version, this.#step, now);
    return held;
  }

  #checkValue(node: VirtualNode, name: Key): void {
    const held = node.server.replica?.versionOf(name);
    if (held !== undefined && this.#keyOf(name).find(held)?.value !== node.server.replica?.peek(name))
      this.wrong.add(`${node.name} holds a value of key ${JSON.stringify(name)} that nobody wrote there`);
  }

  #said(node: VirtualNode, event: NodeEvent, now: number): void {
    if (event.type === 'converged') this.#converged(node, event);
    else if (event.type === 'run_converged') this.#runConverged(node, event);
    else if (event.type === 'applied') this.#applied(node, event, now);
    else if (event.type === 'dropped') this.differences.fell(event.what, event.count);
    else if (event.type === 'staleness') this.reads.said(this.slotOf(node), event);
    else if (event.type === 'pending') this.#finds(node, this.#levels.problem(node.origin, event));
    else if (event.type === 'stale_read') this.reads.counted(this.slotOf(node));
    else if (event.type === 'fault') this.wrong.add(`${node.name} has a fault: ${event.text}`);
    else if (event.type === 'rejected') this.wrong.add(`${node.name} rejected an input: ${event.text}`);
  }

  #converged(node: VirtualNode, { dot, convergenceMs }: EventOf<'converged'>): void {
    const name = dotName(dot.origin, dot.seq);
    const write = this.#byDot.get(dot.origin)?.[dot.seq];
    if (write === undefined || dot.origin !== node.origin || write.reportedMs !== undefined) {
      this.wrong.add(`${node.name} reports the convergence of ${name}, which it has not to report`);
      return;
    }
    write.reportedMs = convergenceMs;
    this.#close(write);
    const { acceptedAtMs, lastHeldMs, again, remaining } = write;
    const possible = [lastHeldMs, ...again.map((heldMs) => Math.max(heldMs, lastHeldMs))];
    const truth = possible.map((heldMs) => heldMs - acceptedAtMs);
    const actualMs = truth.find((ms) => ms === convergenceMs) ?? truth[0] ?? 0;
    this.convergenceMs.push(actualMs);
    this.converged.push(write);
    this.spread.converged(write, actualMs);
    const reports = `${node.name} reports that ${name} converged after ${convergenceMs} ms, but`;
    if (remaining > 0) this.wrong.add(`${reports} ${remaining} replicas lack it`);
    else if (convergenceMs < Math.min(...truth))
      this.wrong.add(`${reports} it was after ${truth.join(' or ')} ms`);
    else if (!truth.includes(convergenceMs))
      this.differences.differs('convergence', 'at_most', `${reports} it was after ${truth.join(' or ')} ms`);
  }

  /** Of joined writes only an upper bound is known: it must be one for each of them. */
  #runConverged(node: VirtualNode, { from, to, count, convergenceMs }: EventOf<'run_converged'>): void {
    const writes = (this.#byDot.get(node.origin)?.slice(from, to + 1) ?? []).filter(
      (write) => write.reportedMs === undefined,
    );
    const run = `${node.name} reports that ${count} writes from ${from} to ${to} converged within ${convergenceMs} ms, but`;
    if (writes.length !== count) this.wrong.add(`${run} ${writes.length} of them were pending`);
    for (const write of writes) {
      write.reportedMs = convergenceMs;
      this.#close(write);
      const actualMs = write.lastHeldMs - write.acceptedAtMs;
      this.convergenceMs.push(actualMs);
      this.converged.push(write);
      this.spread.converged(write, actualMs);
      const name = dotName(write.origin, write.seq);
      if (write.remaining > 0) this.wrong.add(`${run} ${write.remaining} replicas lack ${name}`);
      else if (actualMs > convergenceMs) this.wrong.add(`${run} it was after ${actualMs} ms for ${name}`);
    }
  }

  #applied(node: VirtualNode, event: EventOf<'applied'>, now: number): void {
    const { dot, propagationMs } = event;
    const write = this.#byDot.get(dot.origin)?.[dot.seq];
    const name = dotName(dot.origin, dot.seq);
    if (write === undefined) {
      this.#finds(node, `reports that it applied ${name}, which nobody accepted`);
      return;
    }
    const truth = now - write.acceptedAtMs;
    this.propagationMs.push(truth);
    this.spread.applied(write, node.name, event);
    if (propagationMs !== truth)
      this.#finds(node, `reports a propagation of ${name} of ${propagationMs} ms, it took ${truth}`);
  }

  #finds(node: VirtualNode, problem: string | undefined): void {
    if (problem !== undefined) this.wrong.add(`${node.name} ${problem}`);
  }

  /** Its origin has reported on it, and nothing more has to be known of it. */
  #close(write: TrueWrite): void {
    this.#levels.reported(write.origin, write.seq);
    for (const key of write.keys) this.keys.get(key)?.close(write);
  }

  #keyOf(name: Key): KeyTruth {
    let key = this.keys.get(name);
    if (key === undefined) this.keys.set(name, (key = new KeyTruth(name, this.nodes)));
    return key;
  }
}
