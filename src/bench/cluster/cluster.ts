/**
 * The nodes of one scenario: started together, watched while they run, and stopped together, also after a failure.
 *
 * Begin here. `child.ts` is one node process; `router.ts` is the network between them in real time, kept on time by
 * `timetable.ts`; `traffic.ts` counts every message and `wiretap.ts` reads along.
 */

import type { Journal } from '../../net/journal/journal.ts';
import type { Network } from '../../net/network.ts';
import type { Service } from '../../net/services/service.ts';
import { topologyOf, type TopologyShape } from '../../net/topology.ts';
import type { RequestBody } from '../../load/workload.ts';
import type { Body } from '../../protocol/envelope.ts';
import { ask } from './ask.ts';
import type { CpuTime } from './cpu-time.ts';
import type { NodeCommand } from './child.ts';
import { NodeFailure, printedBy, unfinishedText } from './node-failure.ts';
import { startHere, type NodeProcess, type StartProcess } from './node-process.ts';
import type { Purpose } from '../clients/addresses.ts';
import { ClientSet } from '../clients/client-set.ts';
import { REQUEST_TIMEOUT_MS, type RequestClient } from '../clients/request-client.ts';
import type { MeasuredCluster } from './measured-cluster.ts';
import { Router } from './router.ts';
import { Silence } from './silence.ts';

/** Maelstrom's limit for `init`. */
export const INIT_TIMEOUT_MS = 10_000;
/** How long a node may take to end after its stdin has ended. */
export const STOP_GRACE_MS = 3_000;
const WATCH_INTERVAL_MS = 100;

export interface ClusterOptions {
  readonly names: readonly string[];
  readonly command: NodeCommand;
  /** Where the processes run, if not here. */
  readonly start?: StartProcess | undefined;
  readonly network: Network;
  /** Maelstrom's, and the like: whom nodes may ask beside each other. */
  readonly services: ReadonlyMap<string, Service>;
  readonly now: () => number;
  /** Undefined: nobody wants to see the messages one by one. */
  readonly journal?: Journal | undefined;
  /** Which neighbours each node is told. */
  readonly topologyShape: TopologyShape;
}

export class Cluster implements MeasuredCluster {
  readonly names: readonly string[];
  readonly router: Router;
  readonly clients: ClientSet;
  /** Makes the load. */
  readonly load: RequestClient;
  /** Those that went with their machine: the run goes on without them. */
  readonly lost = new Set<string>();
  readonly #silence: Silence;

  readonly #options: ClusterOptions;
  readonly #children = new Map<string, NodeProcess>();
  /** Rejects when a node fails; never resolves. */
  readonly #failed: Promise<never>;
  #reportFailure: (failure: NodeFailure) => void = () => undefined;
  /** Nodes that the run itself made fail: since when they are up again; Infinity: they are not yet. */
  readonly #upSinceMs = new Map<string, number>();
  /** Whose end the run itself wants. */
  readonly #condemned = new Set<NodeProcess>();
  #watch: NodeJS.Timeout | undefined;
  #wholeSinceMs: number;
  #stopping = false;
  /** Told of each node that is lost. Undefined: the run cannot do without any. */
  onLost: ((node: string, sinceMs: number) => void) | undefined;

  constructor(options: ClusterOptions) {
    const { names, network, services, now, journal } = options;
    this.#options = options;
    this.names = names;
    this.#wholeSinceMs = now();
    this.#failed = new Promise((_, reject) => (this.#reportFailure = reject));
    this.#failed.catch(() => undefined);
    this.router = new Router({
      ...{ network, nodes: names, services },
      now,
      journal,
      isClient: (address) => this.clients.has(address),
      toClient: (address, body, atMs, from) => this.clients.receive(address, body, atMs, from),
      onNonsense: (node, text) => void this.fail(node, text, true),
    });
    const send = (node: string, line: string): boolean => {
      this.router.fromClient(node, line);
      return true;
    };
    const sendUp = (node: string, line: string): boolean => !this.router.isDown(node) && send(node, line);
    this.clients = new ClientSet(
      names,
      (purpose) => (purpose === 'load' || purpose === 'probe' ? sendUp : send),
      now,
    );
    this.load = this.clients.for('load');
    this.#silence = new Silence({
      ...{ router: this.router, load: this.load, now },
      cpuTimeOf: (node) => this.cpuTimeOf(node),
      fail: (node, what) => void this.fail(node, what),
    });
  }

  cpuTimeOf(node: string): CpuTime | undefined {
    return this.#children.get(node)?.cpuTime;
  }

  get running(): number {
    return [...this.#children.values()].filter((child) => child.how === undefined).length;
  }

  /** Whether all nodes say that they are ours. */
  get startedAsOurs(): boolean {
    return [...this.#children.values()].every((process) => process.startedAsOurs);
  }

  /** Where the nodes that said so can be scraped, by name. */
  get metricsUrls(): Map<string, string> {
    return this.#known(({ metricsUrl }) => metricsUrl);
  }

  #known<T>(what: (process: NodeProcess) => T | undefined): Map<string, T> {
    const found = [...this.#children].map(([node, process]) => ({ node, one: what(process) }));
    return new Map(found.flatMap(({ node, one }) => (one === undefined ? [] : [[node, one]])));
  }

  /** Those that are not lost. */
  get present(): readonly string[] {
    return this.names.filter((name) => !this.lost.has(name));
  }

  /** Starts every node and waits until each has answered `init`. @throws {NodeFailure} */
  async start(): Promise<void> {
    for (const name of this.names) this.#spawn(name);
    this.#watch = setInterval(() => this.#look(), WATCH_INTERVAL_MS);
    await this.#askEach((name) => this.#initialise(name));
  }

  #initialise(name: string): Promise<Body | undefined> {
    const init = { type: 'init', node_id: name, node_ids: this.names };
    return this.#ask('init', name, init, INIT_TIMEOUT_MS);
  }

  /** The node stands still. @param isReachable whether what is sent to it waits; otherwise it is lost */
  pause(name: string, isReachable: boolean): void {
    this.#upSinceMs.set(name, Infinity);
    if (isReachable) this.router.standStill(name);
    else this.router.down(name);
    this.#children.get(name)?.pause();
  }

  resume(name: string): void {
    this.#children.get(name)?.resume();
    this.#isUp(name);
  }

  /** Ends the node's process at once. Resolves when it is gone, and all that it had printed has been read. */
  async killNode(name: string): Promise<void> {
    const child = this.#children.get(name);
    if (child === undefined) return;
    this.#upSinceMs.set(name, Infinity);
    this.router.down(name);
    this.#condemned.add(child);
    child.kill();
    await child.ended;
    this.#forgetRequests(name);
  }

  /** Starts a process for a node that was killed. Resolves when it has answered `init`. @throws {NodeFailure} */
  async startAgain(name: string, hasTopology: boolean): Promise<void> {
    if (this.#stopping || this.lost.has(name)) return;
    this.#spawn(name);
    await this.guard(this.#initialise(name));
    if (hasTopology) await this.guard(this.#ask('topology', name, this.#topology()));
    if (!this.lost.has(name)) this.#isUp(name);
  }

  #isUp(name: string): void {
    this.#upSinceMs.set(name, this.#options.now());
    this.router.up(name);
  }

  /** Tells each node its neighbours, as Maelstrom's broadcast workload does. @throws {NodeFailure} */
  sendTopology(): Promise<Map<string, Body>> {
    return this.#askEach((name) => this.#ask('topology', name, this.#topology()));
  }

  #topology(): RequestBody {
    const topology = topologyOf(this.#options.topologyShape, this.names);
    return { type: 'topology', topology: Object.fromEntries(topology) };
  }

  askAll(request: (name: string) => RequestBody): Promise<Map<string, Body>> {
    return this.#askEach((name) => this.#ask('control', name, request(name)));
  }

  async #askEach(ask: (name: string) => Promise<Body | undefined>): Promise<Map<string, Body>> {
    const answers = await this.guard(
      Promise.all(this.present.map(async (name) => [name, await ask(name)] as const)),
    );
    return new Map(answers.flatMap(([name, answer]) => (answer === undefined ? [] : [[name, answer]])));
  }

  /** Undefined: the node is lost. */
  async #ask(
    client: Purpose,
    name: string,
    body: RequestBody,
    timeoutMs = REQUEST_TIMEOUT_MS,
  ): Promise<Body | undefined> {
    const cpuTime = (): CpuTime | undefined => this.cpuTimeOf(name);
    const answer = await ask({ client: this.clients.for(client), node: name, body, timeoutMs, cpuTime });
    return typeof answer === 'string' ? await this.unanswered(name, answer) : answer;
  }

  async unanswered(name: string, what: string): Promise<Body | undefined> {
    await this.#children.get(name)?.doubt?.();
    return this.lost.has(name) ? undefined : this.fail(name, what);
  }

  guard<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.#failed]);
  }

  /** The first failure ends the run. Returns a promise that never resolves, so that nobody goes on with that node. */
  fail(node: string, what: string, isOfLine = false): Promise<never> {
    if (!this.#stopping) {
      const printed = printedBy(node, this.#children.get(node), this.router);
      this.#reportFailure(new NodeFailure(node, what, { ...printed, isOfLine }));
    }
    return this.#failed;
  }

  /** Lets every node end by itself, and ends those that do not. */
  async stop(): Promise<void> {
    const grace = setTimeout(() => void this.kill(), STOP_GRACE_MS);
    await this.#end((child) => child.endInput());
    clearTimeout(grace);
  }

  /** Ends every node at once, with all that it started. Resolves when they are gone. */
  async kill(): Promise<void> {
    await this.#end((child) => child.kill());
  }

  async #end(end: (child: NodeProcess) => void): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#watch);
    this.router.stop();
    const children = [...this.#children.values()];
    for (const child of children) end(child);
    await Promise.all(children.map((child) => child.ended));
  }

  #spawn(name: string): void {
    const { start = startHere, command } = this.#options;
    const child = start(name, command, {
      lines: (lines, readAtMs) => {
        if (!this.#stopping) this.router.fromNode(name, lines, readAtMs);
      },
      exited: (how) => {
        if (!this.#condemned.delete(child)) void this.fail(name, `${how}.`);
      },
      lost: (why, sinceMs) => this.#lose(name, why, sinceMs),
    });
    this.#children.set(name, child);
    this.router.attach(child);
  }

  /** Its machine is gone, and it will not come back. */
  #lose(name: string, why: string, sinceMs: number): void {
    if (this.#stopping || this.lost.has(name)) return;
    if (this.onLost === undefined) void this.fail(name, `${why}.`);
    else {
      this.lost.add(name);
      this.router.down(name);
      this.#forgetRequests(name);
      this.onLost(name, sinceMs);
    }
  }

  #forgetRequests(name: string): void {
    for (const purpose of ['load', 'probe'] as const) this.clients.for(purpose).lost(name);
  }

  unfinished(): { readonly node: string; readonly text: string }[] {
    const printed = [...this.#known(({ unfinished }) => unfinished)];
    return printed.map(([node, one]) => ({ node, text: unfinishedText(one) }));
  }

  /** Timeouts, and nodes that hang. */
  #look(): void {
    this.clients.sweep();
    if (this.#options.network.partition !== undefined) this.#wholeSinceMs = this.#options.now();
    this.#silence.begin();
    const since = this.#wholeSinceMs;
    for (const name of this.present) this.#silence.look(name, this.#upSinceMs.get(name) ?? 0, since);
  }
}
