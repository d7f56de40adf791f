/** What a second core gives: the same simulations on one thread and on two. */

import { execFile } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { figure, target, type Findings, type Measure, type MeasureOptions } from './measure.ts';
import { interleave, ratioOf, spreadOf } from './sampling.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/gossipscope', import.meta.url));
/** Twelve simulations of about a second each: starting the threads hardly counts. */
const SWEEP = ['--nodes', '50', '--duration', '20s', '--scenario', 'normal', '--sweep', 'seed=1..12'];
const LEAST_GAIN = 1.8;

export const jobs: Measure = {
  name: 'jobs',
  description: `gossipscope simulate ${SWEEP.join(' ')} with --jobs 1 and with --jobs 2: from its start to its report`,
  run,
};

async function run({ rounds, progress }: MeasureOptions): Promise<Findings> {
  const samples = await interleave({ one: () => elapsedMs(1), two: () => elapsedMs(2) }, rounds, (round) =>
    progress(`round ${round + 1} of ${rounds}`),
  );
  const gain = ratioOf(samples.one, samples.two);
  const name = 'two threads: times as fast as one';
  const figures = [
    figure('one thread: time', 'ms', spreadOf(samples.one)),
    figure('two threads: time', 'ms', spreadOf(samples.two)),
  ];
  // On one core there is nothing to gain.
  return availableParallelism() < 2
    ? { targets: [], figures: [...figures, figure(name, 'ratio', gain)] }
    : { targets: [target(name, 'ratio', gain, { atLeast: LEAST_GAIN })], figures };
}

async function elapsedMs(threads: number): Promise<number> {
  const startMs = performance.now();
  await promisify(execFile)(PROGRAM, ['simulate', ...SWEEP, '--jobs', `${threads}`, '--json'], {
    maxBuffer: 2 ** 30,
  });
  return performance.now() - startMs;
}
