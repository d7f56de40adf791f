/** Runs a swarm from a terminal: how fast it goes, what it saw, and the first run that failed. */

import process from 'node:process';
import { joined, NO_RUNS, type SwarmResult } from '../../simulate/swarm.ts';
import type { SwarmLimit } from '../flags/simulation.ts';
import { jobsFor, withPool } from '../pool/jobs.ts';
import type { Pool } from '../pool/pool.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { interruption } from '../terminal/interruption.ts';
import { progressLine } from '../terminal/progress-line.ts';

/** Runs that a thread makes at a time: few enough that all threads end together, enough that handing over costs nothing. */
const MOST_AT_A_TIME = 16;
const TURNS_OF_A_THREAD = 8;
const SEEDS = 2 ** 32;

export interface SwarmOptions {
  readonly limit: SwarmLimit;
  readonly seed: number;
  readonly json: boolean;
  /** Simulations at a time; undefined: as many as there are cores. */
  readonly jobs: number | undefined;
}

export async function runSwarm({ limit, seed, json, jobs: asked }: SwarmOptions): Promise<number> {
  const { runs, durationMs } = limit;
  const interrupted = interruption();
  const inTime = Number.isFinite(durationMs) ? AbortSignal.timeout(durationMs) : undefined;
  const signal = inTime === undefined ? interrupted : AbortSignal.any([interrupted, inTime]);
  const jobs = jobsFor({ jobs: asked, runs, nodes: 1 });
  const startMs = performance.now();
  const perSecond = (done: number): string => (done / ((performance.now() - startMs) / 1000)).toFixed(1);
  const goal = (): string => {
    const leftMs = startMs + durationMs - performance.now();
    return Number.isFinite(runs) ? `of ${runs} runs` : `runs, ${Math.ceil(leftMs / 1000)} s left`;
  };
  const result = await withPool({ jobs, signal }, async (pool) => {
    let total = NO_RUNS;
    const line = progressLine(() => `${total.done} ${goal()} · ${perSecond(total.done)} runs/s`);
    try {
      for await (total of totals(pool, runs, seed, signal));
      return total;
    } finally {
      line.end();
    }
  });
  const isInterrupted = interrupted.aborted;
  if (json) printJson(result, seed, isInterrupted);
  else print(result, seed, perSecond(result.done), isInterrupted);
  if (result.failure !== undefined) return EXIT.unsound;
  return isInterrupted ? EXIT.interrupted : EXIT.ok;
}

/** The sum so far, after each part. It ends with the first failure, in the order of the seeds. */
async function* totals(
  pool: Pool,
  runs: number,
  seed: number,
  signal: AbortSignal,
): AsyncGenerator<SwarmResult, void> {
  let total = NO_RUNS;
  let asked = 0;
  const size = Math.max(1, Math.min(MOST_AT_A_TIME, Math.ceil(runs / pool.jobs / TURNS_OF_A_THREAD)));
  const parts = function* (): Generator<{ seed: number; runs: number }, void> {
    for (; asked < runs && !signal.aborted; asked += size)
      yield { seed: (seed + asked) % SEEDS, runs: Math.min(size, runs - asked) };
  };
  for await (const part of pool.inOrder('swarm', parts())) {
    total = joined(total, part);
    yield total;
    if (total.failure !== undefined) return;
  }
}

function printJson({ done, totals: sums, failure }: SwarmResult, seed: number, interrupted: boolean): void {
  process.stdout.write(
    `${JSON.stringify({ seed, runs: done, interrupted, totals: sums, failure }, null, 2)}\n`,
  );
}

function print(
  { done, totals: sums, failure }: SwarmResult,
  seed: number,
  perSecond: string,
  isInterrupted: boolean,
): void {
  const { stdout } = process;
  stdout.write(
    `${done} runs from seed ${seed} on, ${perSecond} runs/s: ${sums.operations} operations, ${sums.messages} messages, ${sums.staleReads} stale reads, ${sums.writes} writes\n`,
  );
  if (failure !== undefined) {
    stdout.write(`✗ seed ${failure.seed} fails, also with no more than: ${failure.description}\n`);
    for (const problem of failure.problems) stdout.write(`  ${problem}\n`);
    stdout.write(`replay: gossipscope simulate --swarm 1 --seed ${failure.seed}\n`);
    return;
  }
  if (isInterrupted) return;
  const exact =
    sums.excused === 0
      ? 'every figure was exact'
      : `figures differed ${sums.excused} times, where a bound was hit`;
  stdout.write(`✓ nothing was lost or invented, all replicas became equal, and ${exact}\n`);
}
