/** A cluster of Serf's agents on loopback, and what their logs say: when which agent came to believe what. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePorts } from '../../support/serve-process.ts';
import { waitFor } from '../../support/wait-for.ts';

const LIMIT_MS = 120_000;

/** A line of an agent's log, with the time at which it was read here: the clocks of all lines are one. */
interface Said {
  readonly by: string;
  readonly atMs: number;
  readonly text: string;
}

interface Agent {
  readonly name: string;
  readonly bind: string;
  readonly rpc: string;
  child: ChildProcess;
}

export class SerfAgents {
  readonly said: Said[] = [];
  readonly #agents: Agent[] = [];

  /** All of them know all others when this resolves. */
  static async start(count: number): Promise<SerfAgents> {
    const cluster = new SerfAgents();
    const ports = await freePorts(2 * count);
    for (let i = 0; i < count; i++) {
      const [name, bind, rpc] = [`s${i}`, `127.0.0.1:${ports[2 * i]}`, `127.0.0.1:${ports[2 * i + 1]}`];
      cluster.#agents.push({ name, bind, rpc, child: cluster.#spawn({ name, bind, rpc }) });
    }
    for (const { name } of cluster.#agents) await cluster.heard(`EventMemberJoin: ${name} `, cluster.names);
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
    await this.heard(`EventMemberJoin: ${name} `, this.names, from);
  }

  /** An event of a user, which spreads to all agents. */
  async event(by: string, event: string): Promise<void> {
    const child = spawn('serf', ['event', '-coalesce=false', `-rpc-addr=${this.#agentOf(by).rpc}`, event], {
      stdio: 'ignore',
    });
    await once(child, 'exit');
  }

  /** When each of these said something that contains the text, for the first time. @param from where in all that was said to begin */
  async heard(text: string, by: readonly string[], from = 0): Promise<number[]> {
    const firsts = (): (number | undefined)[] =>
      by.map((name) => this.said.slice(from).find((one) => one.by === name && one.text.includes(text))?.atMs);
    await waitFor(`"${text}" of ${by.join(', ')}`, () => !firsts().includes(undefined), LIMIT_MS);
    return firsts().map((atMs) => atMs ?? NaN);
  }

  #spawn({ name, bind, rpc }: Pick<Agent, 'name' | 'bind' | 'rpc'>): ChildProcess {
    const first = this.#agents[0];
    // Who comes back after the first one was killed asks another one.
    const seed = first?.name === name ? this.#agents[1] : first;
    const join = seed === undefined ? [] : [`-retry-join=${seed.bind}`, '-retry-interval=1s'];
    const args = ['agent', `-node=${name}`, `-bind=${bind}`, `-rpc-addr=${rpc}`, '-profile=local', ...join];
    const child = spawn('serf', [...args, '-log-level=debug'], { stdio: ['ignore', 'pipe', 'ignore'] });
    createInterface({ input: child.stdout }).on('line', (text) =>
      this.said.push({ by: name, atMs: performance.now(), text }),
    );
    return child;
  }

  #agentOf(name: string): Agent {
    const agent = this.#agents.find((one) => one.name === name);
    if (agent === undefined) throw new Error(`there is no agent ${name}`);
    return agent;
  }
}
