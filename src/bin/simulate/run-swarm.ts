/** Runs a swarm from a terminal: how fast it goes, what it saw, and the first run that failed. */

import process from 'node:process';
import { joined, NO_RUNS, type SwarmFailure, type SwarmResult } from '../../simulate/swarm.ts';
import type { SwarmLimit } from '../flags/simulation.ts';
import { jobsFor, withPool } from '../pool/jobs.ts';
import type { Pool } from '../pool/pool.ts';
import type { Asked } from '../pool/work.ts';
import { commandLine } from '../terminal/command-line.ts';
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
  /** Of all runs; undefined: it is drawn, too. */
  readonly strategy: string | undefined;
  readonly json: boolean;
  /** Simulations at a time; undefined: as many as there are cores. */
  readonly jobs: number | undefined;
}

export async function runSwarm(options: SwarmOptions): Promise<number> {
  const { limit, seed, json } = options;
  const { runs, durationMs } = limit;
  const interrupted = interruption();
  const inTime = Number.isFinite(durationMs) ? AbortSignal.timeout(durationMs) : undefined;
  const signal = inTime === undefined ? interrupted : AbortSignal.any([interrupted, inTime]);
  const jobs = jobsFor({ jobs: options.jobs, runs, nodes: 1 });
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
      for await (total of totals(pool, options, signal));
      return total;
    } finally {
      line.end();
    }
  });
  const isInterrupted = interrupted.aborted;
  if (json) printJson(result, seed, isInterrupted);
  else print(result, options, perSecond(result.done), isInterrupted);
  if (result.failure !== undefined) return EXIT.unsound;
  return isInterrupted ? EXIT.interrupted : EXIT.ok;
}

/** The sum so far, after each part. It ends with the first failure, in the order of the seeds. */
async function* totals(
  pool: Pool,
  { limit: { runs }, seed, strategy }: SwarmOptions,
  signal: AbortSignal,
): AsyncGenerator<SwarmResult, void> {
  let total = NO_RUNS;
  let asked = 0;
  const size = Math.max(1, Math.min(MOST_AT_A_TIME, Math.ceil(runs / pool.jobs / TURNS_OF_A_THREAD)));
  const parts = function* (): Generator<Asked<'swarm'>, void> {
    for (; asked < runs && !signal.aborted; asked += size)
      yield { seed: (seed + asked) % SEEDS, runs: Math.min(size, runs - asked), strategy };
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
  { seed, strategy }: SwarmOptions,
  perSecond: string,
  isInterrupted: boolean,
): void {
  const { stdout } = process;
  stdout.write(
    `${done} runs from seed ${seed} on, ${perSecond} runs/s: ${sums.operations} operations, ${sums.messages} messages, ${sums.staleReads} stale reads, ${sums.writes} writes\n`,
  );
  if (failure !== undefined) {
    stdout.write(failureText(failure, strategy));
    return;
  }
  if (isInterrupted) return;
  const exact =
    sums.excused === 0
      ? 'every figure was exact'
      : `figures differed ${sums.excused} times, where a bound was hit`;
  stdout.write(`✓ nothing was lost or invented, all replicas became equal, and ${exact}\n`);
}

/** What failed, and the command that runs it again. */
function failureText({ seed, description, problems }: SwarmFailure, strategy: string | undefined): string {
  const fixed: [string, string][] = strategy === undefined ? [] : [['strategy', strategy]];
  const flags: [string, string][] = [['swarm', '1'], ...fixed, ['seed', String(seed)]];
  return [
    `✗ seed ${seed} fails, also with no more than: ${description}`,
    ...problems.map((problem) => `  ${problem}`),
    `replay: ${commandLine('gossipscope simulate', flags)}\n`,
  ].join('\n');
}
