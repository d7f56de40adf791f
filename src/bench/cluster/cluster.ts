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
import { Child, type NodeCommand } from './child.ts';
import { MetricsAddress } from './metrics-address.ts';
import { cpuTimeOf, type CpuTime } from './cpu-time.ts';
import { findingText } from './findings.ts';
import { NodeFailure, unfinishedText } from './node-failure.ts';
import type { Purpose } from '../clients/addresses.ts';
import { ClientSet } from '../clients/client-set.ts';
import { REQUEST_TIMEOUT_MS, type RequestClient } from '../clients/request-client.ts';
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
  readonly network: Network;
  /** Maelstrom's, and the like: whom nodes may ask beside each other. */
  readonly services: ReadonlyMap<string, Service>;
  readonly now: () => number;
  /** Undefined: nobody wants to see the messages one by one. */
  readonly journal?: Journal | undefined;
  /** Which neighbours each node is told. */
  readonly topologyShape: TopologyShape;
}

export class Cluster {
  readonly names: readonly string[];
  readonly router: Router;
  readonly clients: ClientSet;
  /** Makes the load. */
  readonly load: RequestClient;
  readonly #silence: Silence;

  readonly #options: ClusterOptions;
  readonly #children = new Map<string, Child>();
  readonly #addresses = new Map<string, MetricsAddress>();
  /** Rejects when a node fails; never resolves. */
  readonly #failed: Promise<never>;
  #reportFailure: (failure: NodeFailure) => void = () => undefined;
  /** Nodes that the run itself made fail: since when they are up again; Infinity: they are not yet. */
  readonly #upSinceMs = new Map<string, number>();
  /** Whose end the run itself wants. */
  readonly #condemned = new Set<Child>();
  #watch: NodeJS.Timeout | undefined;
  #wholeSinceMs: number;
  #stopping = false;

  constructor(options: ClusterOptions) {
    const { names, network, services, now, journal } = options;
    this.#options = options;
    this.names = names;
    this.#wholeSinceMs = now();
    this.#failed = new Promise((_, reject) => (this.#reportFailure = reject));
    this.#failed.catch(() => undefined);
    this.router = new Router({
      network,
      nodes: names,
      services,
      now,
      journal,
      isClient: (address) => this.clients.has(address),
      toClient: (address, body, atMs) => this.clients.receive(address, body, atMs),
      onNonsense: (node, text) => void this.fail(node, text),
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
      pidOf: (node) => this.#children.get(node)?.pid,
      fail: (node, what) => void this.fail(node, what),
    });
  }

  /** What the processors gave each node so far, as far as the system tells. */
  cpuTimes(): ReadonlyMap<string, CpuTime> {
    const times = [...this.#children].map(([node, { pid }]) => [node, cpuTimeOf(pid)] as const);
    return new Map(times.flatMap(([node, time]) => (time === undefined ? [] : [[node, time]])));
  }

  /** Process ids, to check that none outlives the bench. */
  get pids(): number[] {
    return [...this.#children.values()].flatMap((child) => child.pid ?? []);
  }

  get running(): number {
    return [...this.#children.values()].filter((child) => child.how === undefined).length;
  }

  /** Where the nodes that said so can be scraped, by name. */
  get metricsUrls(): Map<string, string> {
    const found = new Map<string, string>();
    for (const [name, { url }] of this.#addresses) if (url !== undefined) found.set(name, url);
    return found;
  }

  /** Starts every node and waits until each has answered `init`. @throws {NodeFailure} */
  async start(): Promise<void> {
    for (const name of this.names) this.#spawn(name);
    this.#watch = setInterval(() => this.#look(), WATCH_INTERVAL_MS);
    await this.#askEach((name) => this.#initialise(name));
  }

  #initialise(name: string): Promise<Body> {
    return this.#ask('init', name, this.#init(name), INIT_TIMEOUT_MS);
  }

  #init(name: string): RequestBody {
    return { type: 'init', node_id: name, node_ids: this.names };
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
    for (const purpose of ['load', 'probe'] as const) this.clients.for(purpose).lost(name);
  }

  /** Starts a process for a node that was killed. Resolves when it has answered `init`. @throws {NodeFailure} */
  async startAgain(name: string, hasTopology: boolean): Promise<void> {
    if (this.#stopping) return;
    this.#spawn(name);
    await this.guard(this.#initialise(name));
    if (hasTopology) await this.guard(this.#ask('topology', name, this.#topology()));
    this.#isUp(name);
  }

  #isUp(name: string): void {
    this.#upSinceMs.set(name, this.#options.now());
    this.router.up(name);
  }

  /** Tells each node its neighbours, as Maelstrom's broadcast workload does. @throws {NodeFailure} */
  async sendTopology(): Promise<void> {
    await this.#askEach((name) => this.#ask('topology', name, this.#topology()));
  }

  #topology(): RequestBody {
    return {
      type: 'topology',
      topology: Object.fromEntries(topologyOf(this.#options.topologyShape, this.names)),
    };
  }

  /** Asks every node; an error or silence is a failure of that node. @returns the answers, by name */
  askAll(request: (name: string) => RequestBody): Promise<Map<string, Body>> {
    return this.#askEach((name) => this.#ask('control', name, request(name)));
  }

  async #askEach(ask: (name: string) => Promise<Body>): Promise<Map<string, Body>> {
    const named = async (name: string): Promise<[string, Body]> => [name, await ask(name)];
    return new Map(await this.guard(Promise.all(this.names.map(named))));
  }

  async #ask(
    client: Purpose,
    name: string,
    body: RequestBody,
    timeoutMs = REQUEST_TIMEOUT_MS,
  ): Promise<Body> {
    const pid = this.#children.get(name)?.pid;
    const answer = await ask({ client: this.clients.for(client), node: name, body, timeoutMs, pid });
    return typeof answer === 'string' ? this.fail(name, answer) : answer;
  }

  /** The same promise, but rejected as soon as a node fails. @throws {NodeFailure} */
  guard<T>(promise: Promise<T>): Promise<T> {
    return Promise.race([promise, this.#failed]);
  }

  /** The first failure ends the run. Returns a promise that never resolves, so that nobody goes on with that node. */
  fail(node: string, what: string): Promise<never> {
    const child = this.#children.get(node);
    if (!this.#stopping) {
      const findings = this.router.findings.list().filter((one) => one.node === node);
      const printed = {
        stderrTail: () => child?.tail.lines() ?? [],
        unfinished: child?.unfinished,
        findings: findings.map(findingText),
        lastLine: this.router.lastLineOf(node),
      };
      this.#reportFailure(new NodeFailure(node, what, printed));
    }
    return this.#failed;
  }

  /** Lets every node end by itself, and ends those that do not. */
  async stop(): Promise<void> {
    this.#prepareStop();
    const children = [...this.#children.values()];
    for (const child of children) child.endInput();
    const grace = setTimeout(() => void this.kill(), STOP_GRACE_MS);
    await Promise.all(children.map((child) => child.ended));
    clearTimeout(grace);
  }

  /** Ends every node at once, with all that it started. Resolves when they are gone. */
  async kill(): Promise<void> {
    this.#prepareStop();
    const children = [...this.#children.values()];
    for (const child of children) child.kill();
    await Promise.all(children.map((child) => child.ended));
  }

  #prepareStop(): void {
    this.#stopping = true;
    clearInterval(this.#watch);
    this.router.stop();
  }

  #spawn(name: string): void {
    const address = new MetricsAddress();
    const child = new Child(name, this.#options.command, {
      lines: (lines) => {
        if (!this.#stopping) this.router.fromNode(name, lines);
      },
      stderr: (chunk) => address.push(chunk),
      exited: (how) => {
        if (!this.#condemned.delete(child)) void this.fail(name, `${how}.`);
      },
    });
    this.#addresses.set(name, address);
    this.#children.set(name, child);
    this.router.attach(child);
  }

  /** What nodes printed since their last newline, in words that follow their names. */
  unfinished(): { readonly node: string; readonly text: string }[] {
    return [...this.#children].flatMap(([node, { unfinished }]) =>
      unfinished === undefined ? [] : [{ node, text: unfinishedText(unfinished) }],
    );
  }

  /** Timeouts, and nodes that hang. */
  #look(): void {
    this.clients.sweep();
    if (this.#options.network.partition !== undefined) this.#wholeSinceMs = this.#options.now();
    this.#silence.begin();
    for (const name of this.names)
      this.#silence.look(name, this.#upSinceMs.get(name) ?? 0, this.#wholeSinceMs);
  }
}
