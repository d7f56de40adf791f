/** What agents cost: the same swarm on two threads of the local pool, and on two agents of one thread each, on the same cores. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cpuTimeOf } from '../../src/bench/cluster/cpu-time.ts';
import { AgentProcess, Program } from '../support/agent-process.ts';
import { freePorts } from '../support/serve-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { figure, target, type Findings, type Measure, type MeasureOptions } from './measure.ts';
import { interleave, ratioOf, spreadOf } from './sampling.ts';

const RUNS = 200;
const SWARM = ['simulate', '--swarm', String(RUNS), '--seed', '1', '--json'];
const LEAST_SHARE = 0.9;

export const agents: Measure = {
  name: 'agents',
  description: `gossipscope ${SWARM.join(' ')} with --jobs 2, and with two agents of one thread each: from its start to its result; processor time of all processes, the NATS server included`,
  run,
};

interface Taken {
  readonly elapsedMs: number;
  readonly cpuMs: number;
}

async function run({ rounds, progress }: MeasureOptions): Promise<Findings> {
  const taken: Record<'pool' | 'agents', Taken[]> = { pool: [], agents: [] };
  const noted = (name: keyof typeof taken, measure: () => Promise<Taken>) => async (): Promise<number> => {
    const one = await measure();
    taken[name].push(one);
    return one.elapsedMs;
  };
  const samples = await interleave(
    { pool: noted('pool', onPool), agents: noted('agents', onAgents) },
    rounds,
    (round) => progress(`round ${round + 1} of ${rounds}`),
  );
  const perSec = (list: readonly number[]): number[] => list.map((ms) => (RUNS * 1000) / ms);
  const cpu = (list: readonly Taken[]): number[] => list.map(({ cpuMs }) => cpuMs);
  const speed = ratioOf(perSec(samples.agents), perSec(samples.pool));
  const work = ratioOf(cpu(taken.pool), cpu(taken.agents));
  return {
    targets: [
      target('seeds a second: agents over pool', 'ratio', speed, { atLeast: LEAST_SHARE }),
      target('seeds for the same processor time: agents over pool', 'ratio', work, { atLeast: LEAST_SHARE }),
    ],
    figures: [
      figure('pool: seeds', '1/s', spreadOf(perSec(samples.pool))),
      figure('agents: seeds', '1/s', spreadOf(perSec(samples.agents))),
      figure('pool: processor time', 'ms', spreadOf(cpu(taken.pool))),
      figure('agents: processor time', 'ms', spreadOf(cpu(taken.agents))),
    ],
  };
}

async function onPool(): Promise<Taken> {
  return timed(['--jobs', '2']);
}

/** New ones each time: what the engine has learned in one round is not to help the next. */
async function onAgents(): Promise<Taken> {
  const folder = mkdtempSync(join(tmpdir(), 'gossipscope-agents-'));
  const [port = 0] = await freePorts(1);
  const url = `nats://127.0.0.1:${port}`;
  const args = ['--jetstream', '--store_dir', folder, '--addr', '127.0.0.1', '--port', String(port)];
  const server = spawn('nats-server', args, { stdio: 'ignore' });
  const both = await started(url);
  const cpuMs = (): number =>
    [server, ...both.map(({ child }) => child)].reduce(
      (sum, { pid }) => sum + (cpuTimeOf(pid)?.ranMs ?? NaN),
      0,
    );
  const beforeMs = cpuMs();
  const taken = await timed(['--agents', url]);
  const othersMs = cpuMs() - beforeMs;
  await Promise.all(both.map((agent) => agent.stop('SIGTERM')));
  const exited = once(server, 'exit');
  server.kill('SIGKILL');
  await exited;
  rmSync(folder, { recursive: true });
  return { elapsedMs: taken.elapsedMs, cpuMs: taken.cpuMs + othersMs };
}

/** The server may take a moment to listen. */
function started(url: string): Promise<readonly AgentProcess[]> {
  const start = (): Promise<AgentProcess> => AgentProcess.start(['--nats', url]);
  return waitFor('two agents', () => Promise.all([start(), start()]).catch(() => undefined), 20_000);
}

/** The shell says what its child took of the processors when it has ended. */
async function timed(more: readonly string[]): Promise<Taken> {
  const startMs = performance.now();
  const program = new Program([...SWARM, ...more], undefined, ['/bin/sh', '-c', '"$@"; times', 'sh']);
  const code = await program.ended;
  if (code !== 0) throw new Error(`the swarm failed: ${program.stderr}`);
  const elapsedMs = performance.now() - startMs;
  const times = [...program.stdout.matchAll(/(\d+)m([\d.]+)s/g)].slice(-2);
  return {
    elapsedMs,
    cpuMs: times.reduce(
      (sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000,
      0,
    ),
  };
}
