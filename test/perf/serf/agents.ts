/** A cluster of Serf's agents, on loopback or wherever they are put, and what their logs say: when which agent came to believe what. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { freePorts } from '../../support/serve-process.ts';
import { Speakers } from './speakers.ts';

/** Where an agent runs. */
export interface Place {
  readonly name: string;
  readonly bind: string;
  readonly rpc: string;
  /** What goes before its command. */
  readonly prefix: readonly string[];
}

interface Agent extends Place {
  child: ChildProcess;
}

export class SerfAgents extends Speakers {
  readonly #profile: string;
  readonly #agents: Agent[] = [];

  private constructor(profile: string) {
    super();
    this.#profile = profile;
  }

  /** All of them know all others when this resolves. */
  static async start(places: readonly Place[], profile: string): Promise<SerfAgents> {
    const cluster = new SerfAgents(profile);
    for (const place of places) cluster.#agents.push({ ...place, child: cluster.#spawn(place) });
    for (const { name } of places)
      await cluster.heard(new RegExp(`EventMemberJoin: ${name} `), cluster.names);
    return cluster;
  }

  get names(): string[] {
    return this.#agents.map(({ name }) => name);
  }

  stop(): void {
    for (const { child } of this.#agents) child.kill('SIGKILL');
  }

  /** @returns when it was killed */
  async kill(name: string): Promise<number> {
    const { child } = this.#agentOf(name);
    const atMs = performance.now();
    child.kill('SIGKILL');
    await once(child, 'exit');
    return atMs;
  }

  async restart(name: string): Promise<void> {
    const agent = this.#agentOf(name);
    const from = this.said.length;
    agent.child = this.#spawn(agent);
    await this.heard(new RegExp(`EventMemberJoin: ${name} `), this.names, from);
  }

  /** An event of a user, which spreads to all agents. */
  async event(by: string, event: string): Promise<void> {
    const child = spawn('serf', ['event', '-coalesce=false', `-rpc-addr=${this.#agentOf(by).rpc}`, event], {
      stdio: 'ignore',
    });
    await once(child, 'exit');
  }

  #spawn({ name, bind, rpc, prefix }: Place): ChildProcess {
    const first = this.#agents[0];
    // Who comes back after the first one was killed asks another one.
    const seed = first?.name === name ? this.#agents[1] : first;
    const join = seed === undefined ? [] : [`-retry-join=${seed.bind}`, '-retry-interval=1s'];
    const args = ['agent', `-node=${name}`, `-bind=${bind}`, `-rpc-addr=${rpc}`, `-profile=${this.#profile}`];
    const [program, ...words] = [...prefix, 'serf', ...args, ...join, '-log-level=debug'];
    const child = spawn(program, words, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.listen(name, child.stdout);
    return child;
  }

  #agentOf(name: string): Agent {
    const agent = this.#agents.find((one) => one.name === name);
    if (agent === undefined) throw new Error(`there is no agent ${name}`);
    return agent;
  }
}

/** So many agents on loopback. */
export async function onLoopback(count: number): Promise<Place[]> {
  const ports = await freePorts(2 * count);
  return Array.from({ length: count }, (_, i) => ({
    ...{ name: `s${i}`, prefix: [] },
    ...{ bind: `127.0.0.1:${ports[2 * i]}`, rpc: `127.0.0.1:${ports[2 * i + 1]}` },
  }));
}
