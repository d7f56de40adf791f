/** How many simulations run at a time, and who runs them. */

import { availableParallelism, totalmem } from 'node:os';
import process from 'node:process';
import type { NatsSettings } from '../../transport/nats/settings.ts';
import type { Workers } from './workers.ts';

/** Clusters from this size on may fill the whole heap that a thread is given. */
const LARGE_NODES = 2_000;
/** What a thread with a full heap takes. */
const THREAD_BYTES = 4 * 2 ** 30;

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
  return Math.max(1, Math.min(jobs, runs, isLarge(nodes) ? largeAtATime() : Infinity));
}

export function isLarge(nodes: number): boolean {
  return nodes >= LARGE_NODES;
}

/** Simulations of large clusters that fit into the memory of this machine, or of the container that this runs in. */
export function largeAtATime(): number {
  // Without a limit it is no number, 0, or more than there is.
  const limit = process.constrainedMemory() || Infinity;
  return Math.max(1, Math.floor(Math.min(totalmem(), limit) / THREAD_BYTES));
}

export interface WhoWorks {
  /** Threads, where no agents do. */
  readonly jobs: number;
  /** Where agents take their work from; undefined: this machine does it. */
  readonly agents: NatsSettings | undefined;
  /** Aborted: what is under way ends early, with what there is. */
  readonly signal: AbortSignal;
}

/** Engages workers for the time of `use`. What they need is loaded only here. @throws {RunFailed} */
export async function withWorkers<T>(
  { jobs, agents, signal }: WhoWorks,
  use: (workers: Workers) => Promise<T>,
): Promise<T> {
  const workers = agents === undefined ? await threads(jobs, signal) : await hired(agents, signal);
  try {
    return await use(workers);
  } finally {
    await workers.close();
  }
}

async function threads(jobs: number, signal: AbortSignal): Promise<Workers> {
  const { Pool } = await import('./pool.ts');
  return new Pool({ jobs, signal });
}

async function hired(agents: NatsSettings, signal: AbortSignal): Promise<Workers> {
  const { Commander } = await import('../queue/commander.ts');
  return Commander.open(agents, signal);
}
