/**
 * The agents of one run: called, asked for their clocks, given their nodes, watched, and let go again.
 *
 * Begin here; `agent-link.ts` is one agent, `remote-process.ts` one of its processes, `frames.ts` what is said, `numbered.ts` how it is
 * counted. `hosting/` is the other end. All lines pass the bench: its network decides what becomes of them, and it sees every one.
 */

import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { compareText } from '../../base/order.ts';
import type { NodeProcess, StartProcess } from '../cluster/node-process.ts';
import { AgentLink, keyOf, SILENCE_MS } from './agent-link.ts';
import type { Bus } from './bus.ts';
import { agentsAccount, type AgentsAccount } from './account.ts';
import { AgentsError } from './agents-error.ts';
import { spread } from './clock-spread.ts';
import { placed } from './placement.ts';
import { RemoteProcess } from './remote-process.ts';
import { startScrapeProxy, type ScrapeProxy } from './scrape-proxy.ts';
import { callOf, senderIn, toBench, type AgentName } from './subjects.ts';

/** All agents that answer within this time take part; where none does, the bench waits longer for a first one. */
const CALL_MS = 1_000;
const FIRST_MS = 5_000;
const CALL_AGAIN_MS = 250;
const POLL_MS = 10;
/** Questions for the clock before the nodes start, one after the other. */
const CLOCK_QUESTIONS = 16;
const CLOCK_MS = 5_000;
/** How often agents are told that the bench is there. */
export const BEAT_MS = 250;
/** What a bench is late by when its own machine stood still: then it is not the agents that were silent. */
const LATE_MS = 1_000;
/** How long agents have to end what is left. */
const FAREWELL_MS = 3_000;

const ANYBODY: AgentName = { owner: '*', agent: '*' };

export interface FleetOptions {
  readonly bus: Bus;
  /** Of this program: agents of another would run other nodes. */
  readonly version: string;
  readonly nodes: readonly string[];
  /** Null: ours. */
  readonly bin: string | null;
  readonly args: readonly string[];
  readonly now: () => number;
}

export class Fleet {
  readonly #options: FleetOptions;
  readonly #session = randomBytes(8).toString('hex');
  /** Takes what agents pass on; undefined: the nodes are not traced. */
  onExport: ((body: Uint8Array, contentType: string) => void) | undefined;
  readonly #links = new Map<string, AgentLink>();
  #places: ReadonlyMap<string, string> = new Map();
  #proxy: ScrapeProxy | undefined;
  #unsubscribe: () => void = () => undefined;
  #beats: NodeJS.Timeout | undefined;
  #lastBeatMs = 0;
  #lastId = 0;
  #farthestMs = 0;

  private constructor(options: FleetOptions) {
    this.#options = options;
  }

  /** @throws {AgentsError} */
  static async gather(options: FleetOptions): Promise<Fleet> {
    const fleet = new Fleet(options);
    try {
      await fleet.#call();
      fleet.#place();
      await fleet.#askForClocks();
      fleet.#proxy = await startScrapeProxy((node) => fleet.#scrape(node));
      fleet.#lastBeatMs = options.now();
      fleet.#beats = setInterval(() => fleet.#beat(), BEAT_MS);
      return fleet;
    } catch (error) {
      await fleet.close();
      throw error;
    }
  }

  /** Starts a node's process where it belongs. */
  readonly start: StartProcess = (name, command, events): NodeProcess => {
    const { bin, args } = this.#options;
    const carrier = this.#linkOf(name);
    const id = ++this.#lastId;
    const metricsUrl = this.#proxy?.urlOf(name) ?? '';
    const process = new RemoteProcess({ id, name, carrier, events, metricsUrl });
    carrier.processes.set(id, process);
    const isTraced = this.onExport !== undefined;
    carrier.order({ kind: 'start', id, node: name, bin, args: [...args], env: { ...command.env }, isTraced });
    return process;
  };

  /** How far apart the clocks of agents and bench may be, at most, as far as is known by now. */
  get farthestMs(): number {
    this.#farthestMs = Math.max(this.#farthestMs, spread(this.#present, this.#options.now()));
    return this.#farthestMs;
  }

  account(): AgentsAccount {
    return agentsAccount([...this.#links.values()], this.#places, this.farthestMs);
  }

  /** Ends what is left, and lets the agents go. Resolves when they say so. */
  async close(): Promise<void> {
    const present = this.#present;
    for (const link of present) link.bye();
    const deadlineMs = this.#options.now() + FAREWELL_MS;
    while (present.some((link) => !link.hasSaidFarewell) && this.#options.now() < deadlineMs)
      await pause(POLL_MS);
    clearInterval(this.#beats);
    this.#unsubscribe();
    this.#proxy?.close();
  }

  get #present(): AgentLink[] {
    return [...this.#links.values()].filter(({ whyGone }) => whyGone === undefined);
  }

  #linkOf(node: string): AgentLink {
    const link = this.#links.get(this.#places.get(node) ?? '');
    if (link === undefined) throw new Error(`${node} has no agent`);
    return link;
  }

  async #call(): Promise<void> {
    const { bus, now } = this.#options;
    this.#unsubscribe = bus.subscribe(toBench(this.#session, ANYBODY), (subject, bytes) =>
      this.#take(senderIn(subject), bytes),
    );
    await bus.flush();
    const startMs = now();
    let calledMs = -Infinity;
    const isOver = (passedMs: number): boolean =>
      passedMs > FIRST_MS || (passedMs > CALL_MS && this.#answered.length > 0);
    while (!isOver(now() - startMs)) {
      if (now() - calledMs > CALL_AGAIN_MS) {
        bus.publish(callOf(this.#session), Buffer.from(this.#options.version));
        calledMs = now();
      }
      await pause(POLL_MS);
    }
    for (const [name, { here }] of this.#links) if (here === undefined) this.#links.delete(name);
  }

  get #answered(): AgentLink[] {
    return [...this.#links.values()].filter(({ here }) => here !== undefined);
  }

  #take(name: AgentName, bytes: Uint8Array): void {
    const key = keyOf(name);
    let link = this.#links.get(key);
    if (link === undefined) {
      // Who answers late would find no place.
      if (this.#places.size > 0) return;
      const { bus, now } = this.#options;
      const spans = (body: Uint8Array, contentType: string): void => this.onExport?.(body, contentType);
      link = new AgentLink(name, { session: this.#session, bus, now, spans });
      this.#links.set(key, link);
    }
    link.take(bytes);
  }

  #place(): void {
    const { nodes, version } = this.#options;
    const agents = [...this.#links.values()];
    const problem = problemWith(agents, version);
    if (problem !== undefined) throw new AgentsError(problem);
    const places = placed(
      nodes,
      agents.map(({ key, here }) => ({ name: key, room: here?.room ?? 0 })),
    );
    if (places === undefined) throw new AgentsError(tooFew(agents, nodes.length));
    this.#places = places;
    const used = new Set(places.values());
    for (const [key, link] of this.#links) {
      if (used.has(key)) continue;
      link.bye();
      this.#links.delete(key);
    }
  }

  async #askForClocks(): Promise<void> {
    const ask = async (link: AgentLink): Promise<void> => {
      const deadlineMs = this.#options.now() + CLOCK_MS;
      for (let count = 1; count <= CLOCK_QUESTIONS; count++) {
        link.ping();
        while (link.roundTrip.count < count) {
          if (this.#options.now() > deadlineMs)
            throw new AgentsError(
              `agent ${link.name} does not say what time it is: is its machine too busy?`,
            );
          await pause(1);
        }
      }
    };
    await Promise.all([...this.#links.values()].map(ask));
  }

  #beat(): void {
    const nowMs = this.#options.now();
    const wasLate = nowMs - this.#lastBeatMs > BEAT_MS + LATE_MS;
    this.#lastBeatMs = nowMs;
    this.#farthestMs = this.farthestMs;
    for (const link of this.#present) {
      if (wasLate) link.lastHeardMs = nowMs;
      else if (nowMs - link.lastHeardMs > SILENCE_MS)
        link.lose(`was not heard of for ${SILENCE_MS / 1000} s`);
      link.ping();
    }
  }

  async #scrape(node: string): Promise<string> {
    const link = this.#linkOf(node);
    const process = [...link.processes.values()].findLast(({ name }) => name === node);
    return await link.scrape(process?.id ?? 0);
  }
}

/** Undefined: all can be used. */
function problemWith(agents: readonly AgentLink[], version: string): string | undefined {
  if (agents.length === 0)
    return 'no agent answers through NATS: start at least one, on any machine that reaches the same server, with gossipscope agent --nats';
  const double = agents.find(({ isDouble }) => isDouble);
  if (double !== undefined)
    return `two agents answer as ${double.name}: give each a name of its own, with --name`;
  const other = agents.find(({ here }) => here?.version !== version);
  return other === undefined
    ? undefined
    : `agent ${other.name} (${other.here?.host ?? ''}) is of version ${other.here?.version ?? ''}, and this bench of ${version}: the versions have to be equal, so install the same one on all machines`;
}

function tooFew(agents: readonly AgentLink[], nodes: number): string {
  const room = [...agents]
    .sort((a, b) => compareText(a.name, b.name))
    .map(({ name, here }) => `${name} takes ${here?.room ?? 0}`);
  return `there are too few agents for ${nodes} nodes (${room.join(', ')}): start more of them, raise their --max-nodes, or lower --nodes`;
}
