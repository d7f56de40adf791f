/** How many simulations run at a time, and the pool that runs them. */

import { availableParallelism, totalmem } from 'node:os';
import type { Pool, PoolOptions } from './pool.ts';

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
  const fitting = nodes < LARGE_NODES ? Infinity : Math.floor(totalmem() / THREAD_BYTES);
  return Math.max(1, Math.min(jobs, runs, fitting));
}

/** Opens a pool for the time of `use`. What it needs is loaded only here. */
export async function withPool<T>(options: PoolOptions, use: (pool: Pool) => Promise<T>): Promise<T> {
  const { Pool: ThreadPool } = await import('./pool.ts');
  const pool = new ThreadPool(options);
  try {
    return await use(pool);
  } finally {
    await pool.close();
  }
}
