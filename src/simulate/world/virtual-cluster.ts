/**
 * A whole cluster in virtual time: every message and every wake-up of every node happens here, one after the other.
 *
 * Begin here. `virtual-time.ts` has the agenda on which everything is planned, `virtual-node.ts` is one node with its own
 * `node-clock.ts`, `faults.ts` makes nodes stand still or crash, and `traffic.ts` counts what they send.
 */

import type { Journal } from '../../net/journal/journal.ts';
import type { FateName } from '../../net/journal/segment.ts';
import type { Network } from '../../net/network.ts';
import { messageBytes } from '../../protocol/encode.ts';
import type { Body, GossipMessage, ParsedLine, ReplyBody } from '../../protocol/envelope.ts';
import type { NodeId } from '../../protocol/names.ts';
import { parseLine } from '../../protocol/parse.ts';
import type { Input, Step } from '../../workload/step.ts';
import { heard } from './heard.ts';
import type { Traffic } from './traffic.ts';
import { TICKS_PER_MS, toMs, toTicks, type Agenda } from './virtual-time.ts';
import type { Arriving, Asked, VirtualNode } from './virtual-node.ts';

/** Sees each step of each node, after it was made and before its messages leave. */
export interface Watcher {
  stepped(node: VirtualNode, input: Input, step: Step, now: number, asked: Asked | undefined): void;
  sent(node: VirtualNode, message: GossipMessage, bytes: number): void;
  received(node: VirtualNode, message: GossipMessage, bytes: number): void;
  /** The node is about to begin another life. */
  forgot(node: VirtualNode): void;
  /** A process of the node was killed; another one has its data. @param isSameLife whether it goes on as the same life */
  recovered(node: VirtualNode, isSameLife: boolean, now: number): void;
}

/** Replies to clients in one process need no name. */
const CLIENT = 'c1';

export class VirtualCluster {
  readonly nodes: readonly VirtualNode[];
  readonly agenda: Agenda;
  readonly network: Network;
  /** What became of the messages. */
  readonly traffic: Traffic;
  /** Undefined: nobody wants to see the messages one by one. */
  journal: Journal | undefined;
  /** So many messages go by way of text: slower, and one that no process would take is found. */
  textMessages = 0;
  readonly #byName: ReadonlyMap<string, VirtualNode>;
  readonly #names: readonly NodeId[];
  readonly #watcher: Watcher;
  #msgId = 0;

  constructor(
    nodes: readonly VirtualNode[],
    agenda: Agenda,
    network: Network,
    traffic: Traffic,
    watcher: Watcher,
  ) {
    this.nodes = nodes;
    this.agenda = agenda;
    this.network = network;
    this.traffic = traffic;
    this.#watcher = watcher;
    this.#byName = new Map(nodes.map((node) => [node.name, node]));
    this.#names = nodes.map((node) => node.name);
  }

  /** Starts all nodes but the spare ones. */
  start(): void {
    const first = this.nodes.filter(({ isSpare }) => !isSpare);
    for (const node of first) node.begin(node.clock.at(this.agenda.now));
    const founders = first.map(({ origin }) => origin);
    for (const node of first) this.#introduce(node, { founders, seeds: this.#othersThan(node) });
  }

  /** Where members change: the node's process ends for good, and may be started as another life later. */
  retire(node: VirtualNode): void {
    this.#watcher.forgot(node);
    node.life++;
    node.isSpare = true;
    this.crash(node);
    node.begin(node.clock.at(this.agenda.now));
  }

  /** Starts a spare node: it asks the others to let it in. */
  join(node: VirtualNode): void {
    node.isSpare = false;
    node.state = 'up';
    this.#begin(node);
  }

  /** An operator's request. */
  tell(node: VirtualNode, body: Body): void {
    if (node.state === 'up') this.#tell(node, body);
  }

  /** A client's request reaches a node now. */
  ask(node: VirtualNode, asked: Asked): void {
    this.#arrive(node, { input: this.#lineOf(node, asked.request.body), asked });
  }

  pause(node: VirtualNode): void {
    if (node.state === 'up') node.state = 'paused';
  }

  /** It neither receives nor does anything. */
  crash(node: VirtualNode): void {
    node.state = 'down';
    for (const { asked } of node.waiting.splice(0)) asked?.answered(undefined);
  }

  /** What it has said and nobody has heard is never heard. */
  #silence(node: VirtualNode): void {
    for (const asked of node.unanswered) asked.answered(undefined);
    node.unanswered.clear();
  }

  /** Lets a paused or crashed node go on with what it remembers. */
  resume(node: VirtualNode): void {
    if (node.state === 'up') return;
    node.state = 'up';
    for (const leave of node.leaving.splice(0)) leave();
    for (const arriving of node.waiting.splice(0)) this.#arrive(node, arriving);
    this.#plan(node);
  }

  /** Starts a crashed node again, without its memory. */
  restart(node: VirtualNode): void {
    this.#silence(node);
    this.#watcher.forgot(node);
    node.life++;
    node.state = 'up';
    this.#begin(node);
  }

  /** Starts a killed node again, with what it kept. */
  recover(node: VirtualNode): void {
    this.#silence(node);
    node.state = 'up';
    const { origin, life } = node;
    const now = node.clock.at(this.agenda.now);
    node.recover(now);
    const body = node.hasViews
      ? { type: 'join_cluster', seeds: this.#othersThan(node) }
      : { type: 'init', node_ids: this.#names };
    const input = this.#told(node, { ...body, node_id: node.name });
    const step = node.takeStep(input, this.agenda.now);
    const isSameLife = node.origin === origin;
    if (!isSameLife) {
      // The one that ends is to be told from the one that it is now.
      const [newOrigin, newLife] = [node.origin, node.life];
      [node.origin, node.life] = [origin, life];
      this.#watcher.forgot(node);
      [node.origin, node.life] = [newOrigin, newLife];
    }
    this.#watcher.recovered(node, isSameLife, now);
    this.#made(node, input, step, undefined);
    this.#tellNeighbours(node);
  }

  #begin(node: VirtualNode): void {
    node.begin(node.clock.at(this.agenda.now));
    this.#introduce(node, { seeds: this.#othersThan(node) });
  }

  #othersThan({ name, hasViews }: VirtualNode): readonly NodeId[] {
    return hasViews ? this.#names.filter((other) => other !== name) : [];
  }

  /** @param views how it comes to be a member, where members change */
  #introduce(node: VirtualNode, views: Readonly<Record<string, unknown>>): void {
    if (node.hasViews) this.#tell(node, { type: 'join_cluster', node_id: node.name, ...views });
    // Not as text: all nodes share one list of names.
    else this.#tell(node, { type: 'init', node_id: node.name, node_ids: this.#names });
    this.#tellNeighbours(node);
  }

  #tellNeighbours(node: VirtualNode): void {
    if (node.neighbours.length === 0) return;
    const topology = { [node.name]: node.neighbours };
    this.#step(node, this.#told(node, { type: 'topology', topology }), undefined);
  }

  #tell(node: VirtualNode, body: Body): void {
    this.#step(node, this.#told(node, body), undefined);
  }

  #told(node: VirtualNode, body: Body): Input {
    const message = { src: CLIENT, dest: node.name, body, msgId: this.#msgId++, line: '' };
    return { type: 'line', parsed: { ok: true, message } };
  }

  #lineOf(node: VirtualNode, body: Readonly<Record<string, unknown>>): { type: 'line'; parsed: ParsedLine } {
    const line = JSON.stringify({ src: CLIENT, dest: node.name, body: { ...body, msg_id: this.#msgId++ } });
    return { type: 'line', parsed: parseLine(line) };
  }

  #arrive(node: VirtualNode, arriving: Arriving): void {
    if (node.state === 'up') this.#step(node, arriving.input, arriving.asked);
    else if (node.state === 'paused') node.waiting.push(arriving);
    else arriving.asked?.answered(undefined);
  }

  #step(node: VirtualNode, input: Input, asked: Asked | undefined): void {
    if (node.server.isToBeginAnew) {
      // In a step of its own: what it brings is to be told from what the input brings.
      if (input.type !== 'wake') this.#step(node, { type: 'wake' }, undefined);
      else this.#watcher.forgot(node);
    }
    this.#made(node, input, node.takeStep(input, this.agenda.now), asked);
  }

  /** It is watched when it is made; what it sends may leave later. */
  #made(node: VirtualNode, input: Input, step: Step, asked: Asked | undefined): void {
    const now = node.clock.at(this.agenda.now) + node.server.correctionMs;
    this.#watcher.stepped(node, input, step, now, asked);
    if (asked !== undefined) node.unanswered.add(asked);
    node.send(step, () => {
      for (const message of step.sends) {
        if (message.kind === 'gossip') this.#send(node, message);
        else if (message.kind === 'reply' && asked !== undefined) this.#answer(node, asked, message.body);
      }
    });
    node.wakeTick = step.wakeAt === undefined ? Infinity : node.clock.when(step.wakeAt);
    this.#plan(node);
  }

  #answer(node: VirtualNode, asked: Asked, body: ReplyBody): void {
    node.unanswered.delete(asked);
    asked.answered(body);
  }

  #send(from: VirtualNode, message: GossipMessage): void {
    const bytes = messageBytes(from.name, message);
    this.#watcher.sent(from, message, bytes);
    this.traffic.sent(from.index, message.body.type, bytes);
    const fate = this.network.route(from.name, message.dest);
    if (fate.outcome === 'drop') {
      this.traffic.dropped.loss++;
      this.#becameOf(this.#noted(from, message), 'loss');
      return;
    }
    const to = this.#byName.get(message.dest);
    if (to === undefined) return;
    this.traffic.duplicated += fate.delaysMs.length - 1;
    const { now } = this.agenda;
    for (const delayMs of fate.delaysMs) {
      const number = this.#noted(from, message);
      this.agenda.at(now + toTicks(delayMs), () => {
        this.#becameOf(number, this.#deliver(from, to, message, bytes));
      });
    }
  }

  /** @returns the number of this copy in the journal */
  #noted({ name }: VirtualNode, { dest, body }: GossipMessage): number | undefined {
    const number = this.journal?.left(name, dest, body.type, toMs(this.agenda.now));
    if (number !== undefined && body.entries !== undefined) this.journal?.carries(number, body.entries);
    return number;
  }

  #becameOf(number: number | undefined, fate: FateName): void {
    if (number === undefined) return;
    if (fate === 'arrived') this.journal?.arrived(number, toMs(this.agenda.now));
    else this.journal?.lost(number, fate);
  }

  #deliver(from: VirtualNode, to: VirtualNode, message: GossipMessage, bytes: number): FateName {
    if (!this.network.admits(from.name, to.name)) {
      this.traffic.dropped.partition++;
      return 'partition';
    }
    if (to.state === 'down') {
      this.traffic.dropped.down++;
      return 'down';
    }
    this.traffic.delivered++;
    this.#watcher.received(to, message, bytes);
    this.#arrive(to, { input: heard(from.name, message, this.textMessages-- > 0) });
    return 'arrived';
  }

  /** A node has one planned wake-up at a time: one that comes too early plans the next. */
  #plan(node: VirtualNode): void {
    if (node.wakeTick === Infinity || node.state !== 'up') return;
    const { now } = this.agenda;
    // A timer that is due already fires after a millisecond, as in Node.
    const planned = node.wakeTick > now ? node.wakeTick : now + TICKS_PER_MS;
    if (planned >= node.plannedWake) return;
    node.plannedWake = planned;
    this.agenda.at(planned, () => {
      if (node.plannedWake > planned) return;
      node.plannedWake = Infinity;
      if (node.state !== 'up') return;
      if (node.wakeTick <= this.agenda.now) this.#step(node, { type: 'wake' }, undefined);
      else this.#plan(node);
    });
  }
}
