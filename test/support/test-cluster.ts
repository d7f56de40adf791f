/** A cluster of real nodes in virtual time, with an observer that sees every replica after every step. */

import { Heap } from '../../src/base/heap.ts';
import { prng, type Prng } from '../../src/base/prng.ts';
import type { Bounds } from '../../src/core/bounds.ts';
import { DEFAULT_GOSSIP, type GossipSettings } from '../../src/core/config.ts';
import type { NodeEvent } from '../../src/core/events.ts';
import { makeOrigin } from '../../src/core/store/dot.ts';
import { encodeMessage } from '../../src/protocol/encode.ts';
import type { GossipMessage, Reply as ReplyMessage } from '../../src/protocol/envelope.ts';
import type { NodeId, Origin } from '../../src/protocol/names.ts';
import { parseLine } from '../../src/protocol/parse.ts';
import { Server } from '../../src/workload/server.ts';
import type { Input } from '../../src/workload/step.ts';
import type { WorkloadName } from '../../src/workload/workloads.ts';

/** How long a message takes; undefined: it is lost. */
export type Link = (src: string, dest: string, now: number, rng: Prng) => readonly number[];

export interface Reply {
  readonly node: string;
  readonly inReplyTo: number | undefined;
  readonly body: Record<string, unknown>;
}

/** Steps of all nodes within one virtual second: nothing that a test does comes near it, and a loop without end passes it soon. */
const MAX_STEPS_PER_SECOND = 200_000;

interface Due {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export class TestCluster {
  /** ms; begins late enough that nothing is near zero. */
  now = 1_000_000;
  readonly names: string[];
  readonly events = new Map<string, NodeEvent[]>();
  readonly replies: Reply[] = [];
  readonly sent: { at: number; src: string; dest: string; line: string }[] = [];
  onStep: (node: string, now: number, events: readonly NodeEvent[]) => void = () => undefined;
  readonly #servers = new Map<string, Server>();
  readonly #wakes = new Map<string, number>();
  /** How far a node's clock is ahead; nodes without one have the right time. */
  readonly aheadMs = new Map<string, number>();
  readonly #due = new Heap<Due>((a, b) => a.at - b.at || a.order - b.order);
  readonly #rng: Prng;
  readonly #link: Link;
  readonly #settings: Partial<GossipSettings>;
  readonly #workload: WorkloadName;
  readonly #bounds: Partial<Bounds>;
  readonly #hasViews: boolean;
  #order = 0;
  #msgId = 0;
  #second = 0;
  #stepsInSecond = 0;
  readonly #seed: number;

  /**
   * @param nodes their names, or how many: n0, n1, …
   * @param hasViews their members change: these nodes found the cluster
   */
  constructor(
    nodes: number | readonly string[],
    seed: number,
    link: Link,
    settings: Partial<GossipSettings> = {},
    workload: WorkloadName = 'kv',
    bounds: Partial<Bounds> = {},
    hasViews = false,
  ) {
    this.#bounds = bounds;
    this.#hasViews = hasViews;
    this.names = typeof nodes === 'number' ? Array.from({ length: nodes }, (_, i) => `n${i}`) : [...nodes];
    this.#rng = prng(seed);
    this.#link = link;
    this.#settings = settings;
    this.#workload = workload;
    this.#seed = seed;
    const founders = this.names.map((name) => makeOrigin(name as NodeId, 0));
    for (const name of this.names) this.start(name, 0, hasViews ? founders : undefined);
  }

  /**
   * Starts a node, or starts it again without its memory. Where members change it asks the others to let it in.
   * @param founders it founds a cluster with these
   */
  start(name: string, incarnation: number, founders?: readonly Origin[]): void {
    const gossip = { ...DEFAULT_GOSSIP, ...this.#settings };
    const server = new Server({
      ...{ gossip, workload: this.#workload, incarnation },
      ...{ seed: this.#seed, bounds: this.#bounds, hasViews: this.#hasViews },
    });
    this.#servers.set(name, server);
    if (!this.events.has(name)) this.events.set(name, []);
    const views =
      founders === undefined ? { seeds: this.names.filter((other) => other !== name) } : { founders };
    if (this.#hasViews) this.request(name, { type: 'join_cluster', node_id: name, ...views });
    else this.request(name, { type: 'init', node_id: name, node_ids: this.names });
  }

  /** A peer's message, as it might be made by a node that is not in order. */
  inject(node: string, src: string, body: Record<string, unknown>): void {
    this.#deliver(node, JSON.stringify({ src, dest: node, body: { ...body, msg_id: this.#msgId++ } }));
  }

  /** Sends a client's request now. */
  request(node: string, body: Record<string, unknown>, src = 'c1'): number {
    const msg_id = this.#msgId++;
    this.#deliver(node, JSON.stringify({ src, dest: node, body: { ...body, msg_id } }));
    return msg_id;
  }

  server(name: string): Server {
    const server = this.#servers.get(name);
    if (server === undefined) throw new Error(`no node ${name}`);
    return server;
  }

  replyTo(msgId: number): Record<string, unknown> | undefined {
    return this.replies.find(({ inReplyTo }) => inReplyTo === msgId)?.body;
  }

  /** Calls `run` at a time. */
  at(time: number, run: () => void): void {
    this.#due.push({ at: time, order: this.#order++, run });
  }

  runUntil(time: number): void {
    for (let due = this.#due.peek(); due !== undefined && due.at <= time; due = this.#due.peek()) {
      this.#due.pop();
      this.now = Math.max(this.now, due.at);
      due.run();
    }
    this.now = time;
  }

  runFor(ms: number): void {
    this.runUntil(this.now + ms);
  }

  eventsOf<T extends NodeEvent['type']>(type: T): (Extract<NodeEvent, { type: T }> & { node: string })[] {
    return [...this.events].flatMap(([node, events]) =>
      events
        .filter((event): event is Extract<NodeEvent, { type: T }> => event.type === type)
        .map((event) => ({ ...event, node })),
    );
  }

  #deliver(node: string, line: string): void {
    this.#step(node, { type: 'line', parsed: parseLine(line) });
  }

  #step(node: string, input: Input): void {
    const server = this.#servers.get(node);
    if (server === undefined) return;
    this.#count(node, input);
    const aheadMs = this.aheadMs.get(node) ?? 0;
    const step = server.step(input, this.now + aheadMs);
    this.events.get(node)?.push(...step.events);
    for (const send of step.sends) if (send.kind !== 'report') this.#route(node, send);
    this.onStep(node, this.now, step.events);
    // Sums of such numbers are rounded: what is due by a hair is due a millisecond later, as with the timers of Node.
    const isOff = step.wakeAt !== undefined && aheadMs !== 0;
    this.#wake(node, server, isOff ? Math.max(step.wakeAt - aheadMs, this.now + 1) : step.wakeAt);
  }

  /** @throws {Error} where nodes keep each other busy without end: a test that hangs tells nothing */
  #count(node: string, input: Input): void {
    const second = Math.floor(this.now / 1000);
    if (second !== this.#second) [this.#second, this.#stepsInSecond] = [second, 0];
    if (++this.#stepsInSecond <= MAX_STEPS_PER_SECOND) return;
    const last = this.sent.slice(-3).map(({ src, dest, line }) => `${src} to ${dest}: ${line.slice(0, 200)}`);
    throw new Error(
      `${MAX_STEPS_PER_SECOND} steps within a virtual second, the last one at ${node} (${input.type}): something goes on without end. The last messages:\n${last.join('\n')}`,
    );
  }

  #route(src: string, message: ReplyMessage | GossipMessage): void {
    if (!this.#servers.has(message.dest)) {
      const inReplyTo = message.kind === 'reply' ? Number(message.inReplyTo) : undefined;
      this.replies.push({ node: src, inReplyTo, body: { ...message.body } });
      return;
    }
    const line = encodeMessage(src, message);
    this.sent.push({ at: this.now, src, dest: message.dest, line });
    for (const delay of this.#link(src, message.dest, this.now, this.#rng)) {
      this.at(this.now + delay, () => this.#deliver(message.dest, line));
    }
  }

  #wake(node: string, server: Server, wakeAt: number | undefined): void {
    if (wakeAt === undefined || this.#wakes.get(node) === wakeAt) return;
    this.#wakes.set(node, wakeAt);
    this.at(wakeAt, () => {
      if (this.#servers.get(node) !== server || this.#wakes.get(node) !== wakeAt) return;
      this.#wakes.delete(node);
      this.#step(node, { type: 'wake' });
    });
  }
}
