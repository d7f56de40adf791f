/** Real `gossipscope` processes that work for each other over NATS: agents, and programs that ask them. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { JobFate, JobKind } from '../../src/observe/metrics/agent-metrics.ts';
import { waitFor } from './wait-for.ts';

const BIN = fileURLToPath(new URL('../../bin/gossipscope', import.meta.url));
const START_LIMIT_MS = 60_000;

const running = new Set<ChildProcess>();

/** For a hook after the tests: no process outlives them. */
export function killPrograms(): void {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
}

export class Program {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly ended: Promise<number | null>;

  /** @param bin default: this build @param wrapper what it is started by, if not by itself */
  constructor(args: readonly string[], bin = BIN, wrapper: readonly string[] = []) {
    const [command = '', ...rest] = [...wrapper, process.execPath, bin, ...args];
    const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.child = child;
    running.add(child);
    child.stdout.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.ended = once(child, 'close').then(([code]) => {
      running.delete(child);
      return code as number | null;
    });
  }

  /** @throws {Error} with what it said, where it takes longer */
  async endedWithin(limitMs: number): Promise<number | null> {
    const late = new AbortController();
    const limit = pause(limitMs, undefined, late).then(() => {
      throw new Error(`${this.child.spawnargs.join(' ')} has not ended after ${limitMs} ms: ${this.stderr}`);
    });
    return Promise.race([this.ended, limit]).finally(() => late.abort());
  }

  stop(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }
}

/** One thread, and metrics on a free port. */
export class AgentProcess extends Program {
  #metricsUrl = '';

  static async start(args: readonly string[], bin?: string): Promise<AgentProcess> {
    const agent = new AgentProcess(['agent', '--jobs', '1', '--metrics-port', '0', ...args], bin);
    agent.#metricsUrl = await waitFor(
      'the agent',
      () =>
        /metrics at (http\S+)/.exec(agent.stderr)?.[1] ?? (agent.child.exitCode !== null ? '' : undefined),
      START_LIMIT_MS,
    );
    if (agent.#metricsUrl === '') throw new Error(`the agent did not start: ${agent.stderr}`);
    return agent;
  }

  /** Where Prometheus finds it. */
  get target(): string {
    return new URL(this.#metricsUrl).host;
  }

  /** Jobs that ended in this way, of this kind, or of all. */
  async jobs(fate: JobFate, kind?: JobKind): Promise<number> {
    const page = await (await fetch(this.#metricsUrl)).text();
    const labels = `kind="${kind ?? '[a-z]+'}",fate="${fate}"`;
    const lines = page.matchAll(new RegExp(`^gossip_agent_jobs_total\\{${labels}\\} (\\d+)`, 'gm'));
    return [...lines].reduce((sum, [, count]) => sum + Number(count), 0);
  }
}
