/** Runs a swarm from a terminal: how fast it goes, what it saw, and the first run that failed. */

import process from 'node:process';
import { SEEDS } from '../../base/prng.ts';
import { joined, NO_RUNS, type SwarmFailure, type SwarmResult } from '../../simulate/swarm.ts';
import type { SwarmLimit } from '../flags/simulation.ts';
import type { NatsSettings } from '../../transport/nats/settings.ts';
import { jobsFor, withWorkers } from '../pool/jobs.ts';
import type { Workers } from '../pool/workers.ts';
import { PIECE_RUNS, type Asked } from '../pool/work.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { interruption } from '../terminal/interruption.ts';
import { progressLine } from '../terminal/progress-line.ts';
import { replayOfSeed } from './replay-of-seed.ts';

/** How often a thread is handed runs, at least: few enough at a time that all threads end together. */
const TURNS_OF_A_THREAD = 8;

export interface SwarmOptions {
  readonly limit: SwarmLimit;
  readonly seed: number;
  /** Of all runs; undefined: it is drawn, too. */
  readonly strategy: string | undefined;
  readonly json: boolean;
  /** Simulations at a time; undefined: as many as there are cores. */
  readonly jobs: number | undefined;
  /** Undefined: this machine does all of it. */
  readonly agents: NatsSettings | undefined;
}

export async function runSwarm(options: SwarmOptions): Promise<number> {
  const { limit, seed, json, agents } = options;
  const { runs, durationMs } = limit;
  const interrupted = interruption();
  const ending = new AbortController();
  const { signal } = ending;
  const end = (): void => ending.abort();
  interrupted.addEventListener('abort', end, { once: true });
  const timer = Number.isFinite(durationMs) ? setTimeout(end, durationMs) : undefined;
  const jobs = jobsFor({ jobs: options.jobs, runs, nodes: 1 });
  const startMs = performance.now();
  const perSecond = (done: number): string => (done / ((performance.now() - startMs) / 1000)).toFixed(1);
  const goal = (): string => {
    const leftMs = startMs + durationMs - performance.now();
    return Number.isFinite(runs) ? `of ${runs} runs` : `runs, ${Math.ceil(leftMs / 1000)} s left`;
  };
  const result = await withWorkers({ jobs, agents, signal }, async (workers) => {
    let total = NO_RUNS;
    const line = progressLine(
      () => [`${total.done} ${goal()}`, `${perSecond(total.done)} runs/s`, ...workers.describe()],
      interrupted,
    );
    try {
      for await (total of totals(workers, options, signal));
      return total;
    } finally {
      line.end();
      clearTimeout(timer);
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
  workers: Workers,
  { limit: { runs }, seed, strategy }: SwarmOptions,
  signal: AbortSignal,
): AsyncGenerator<SwarmResult, void> {
  let total = NO_RUNS;
  let asked = 0;
  const size = Math.max(1, Math.min(PIECE_RUNS, Math.ceil(runs / workers.jobs / TURNS_OF_A_THREAD)));
  const parts = function* (): Generator<Asked<'swarm'>, void> {
    for (; asked < runs && !signal.aborted; asked += size)
      yield { seed: (seed + asked) % SEEDS, runs: Math.min(size, runs - asked), strategy };
  };
  for await (const part of workers.inOrder('swarm', parts())) {
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
      : `every figure was exact, but for ${sums.excused} where books were full (docs/bounds.md)`;
  stdout.write(`✓ nothing was lost or invented, all replicas became equal, and ${exact}\n`);
}

/** What failed, and the command that runs it again. */
function failureText({ seed, description, problems }: SwarmFailure, strategy: string | undefined): string {
  return [
    `✗ seed ${seed} fails, also with no more than: ${description}`,
    ...problems.map((problem) => `  ${problem}`),
    `replay: ${replayOfSeed(seed, strategy)}\n`,
  ].join('\n');
}
