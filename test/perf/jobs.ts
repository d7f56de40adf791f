/** What a second core gives: the same simulations on one thread and on two. */

import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { figure, target, type Findings, type Measure, type MeasureOptions } from './measure.ts';
import { interleave, ratioOf, spreadOf } from './sampling.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/gossipscope', import.meta.url));
/** Twelve simulations of about a second each: starting the threads hardly counts. */
const SIMULATION = ['--nodes', '50', '--duration', '20s', '--scenario', 'normal'];
const SEEDS = '1..12';
const HALVES = ['1..6', '7..12'];
const LEAST_GAIN = 1.8;

export const jobs: Measure = {
  name: 'jobs',
  description:
    `gossipscope simulate ${SIMULATION.join(' ')} --sweep seed=${SEEDS} with --jobs 1 and with --jobs 2: from its start to its report. ` +
    "Beside it two processes with half of the seeds each, with nothing in common: what this machine's second core gives",
  run,
};

async function run({ rounds, progress }: MeasureOptions): Promise<Findings> {
  const ways = { one: () => elapsedMs(SEEDS, 1), two: () => elapsedMs(SEEDS, 2), apart };
  const samples = await interleave(ways, rounds, (round) => progress(`round ${round + 1} of ${rounds}`));
  const gain = ratioOf(samples.one, samples.two);
  const name = 'two threads: times as fast as one';
  const figures = [
    figure('one thread: time', 'ms', spreadOf(samples.one)),
    figure('two threads: time', 'ms', spreadOf(samples.two)),
    figure('two processes: times as fast as one thread', 'ratio', ratioOf(samples.one, samples.apart)),
  ];
  // On one core there is nothing to gain.
  return availableParallelism() < 2
    ? { targets: [], figures: [...figures, figure(name, 'ratio', gain)] }
    : { targets: [target(name, 'ratio', gain, { atLeast: LEAST_GAIN })], figures };
}

/** Until both are done. */
async function apart(): Promise<number> {
  return Math.max(...(await Promise.all(HALVES.map((seeds) => elapsedMs(seeds, 1)))));
}

async function elapsedMs(seeds: string, threads: number): Promise<number> {
  const startMs = performance.now();
  const how = ['--sweep', `seed=${seeds}`, '--jobs', `${threads}`, '--json'];
  await promisify(execFile)(PROGRAM, ['simulate', ...SIMULATION, ...how], { maxBuffer: 2 ** 30 });
  return performance.now() - startMs;
}
