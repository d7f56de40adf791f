/** How many simulations run at a time, and who runs them. */

import { availableParallelism } from 'node:os';
import type { NatsSettings } from '../../transport/nats/settings.ts';
import { isHuge, memoryBytes, THREAD_BYTES, threadBytes } from './memory.ts';
import type { Workers } from './workers.ts';

/** Clusters from this size on may fill the whole heap that a thread is given. */
const LARGE_NODES = 2_000;

export interface Demand {
  /** What --jobs says; undefined: all cores. */
  readonly jobs: number | undefined;
  /** How many simulations there are. */
  readonly runs: number;
  /** Replicas of the largest. */
  readonly nodes: number;
}

/** Never more than there is to do; of large clusters never more than fit into memory. */
export function jobsFor({ jobs = availableParallelism(), runs, nodes }: Demand): number {
  const fit = isHuge(nodes) ? 1 : isLarge(nodes) ? largeAtATime() : Infinity;
  return Math.max(1, Math.min(jobs, runs, fit));
}

export function isLarge(nodes: number): boolean {
  return nodes >= LARGE_NODES;
}

/** Simulations of large clusters that fit into the memory of this machine, or of the container that this runs in. */
export function largeAtATime(): number {
  return Math.max(1, Math.floor(memoryBytes() / THREAD_BYTES));
}

export interface WhoWorks {
  /** Threads, where no agents do. */
  readonly jobs: number;
  /** Replicas of the largest cluster, where clusters may be large. */
  readonly nodes?: number;
  /** Where agents take their work from; undefined: this machine does it. */
  readonly agents: NatsSettings | undefined;
  /** Aborted: what is under way ends early, with what there is. */
  readonly signal: AbortSignal;
}

/** Engages workers for the time of `use`. What they need is loaded only here. @throws {RunFailed} */
export async function withWorkers<T>(
  { jobs, nodes = 0, agents, signal }: WhoWorks,
  use: (workers: Workers) => Promise<T>,
): Promise<T> {
  const workers =
    agents === undefined ? await threads(jobs, threadBytes(nodes), signal) : await hired(agents, signal);
  try {
    return await use(workers);
  } finally {
    await workers.close();
  }
}

async function threads(jobs: number, bytes: number, signal: AbortSignal): Promise<Workers> {
  const { Pool } = await import('./pool.ts');
  return new Pool({ jobs, bytes, signal });
}

async function hired(agents: NatsSettings, signal: AbortSignal): Promise<Workers> {
  const { Commander } = await import('../queue/commander.ts');
  return Commander.open(agents, signal);
}
