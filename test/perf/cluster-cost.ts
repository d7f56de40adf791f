/** What a write costs a cluster: the bench with its defaults, on the network as it normally is. */

import type { Run } from '../../src/report/schema/run-schema.ts';
import {
  figure,
  type Figure,
  type Findings,
  type Measure,
  type MeasureOptions,
  type Unit,
} from './measure.ts';
import { benchRun } from './bench-run.ts';
import { spreadOf } from './sampling.ts';

export const clusterCost: Measure = {
  name: 'cluster-cost',
  description:
    '`gossipscope bench` with its defaults (5 nodes, 100 operations/s, half of them reads, 10 s), scenario normal, a seed for each round',
  run,
};

async function run({ rounds, progress }: MeasureOptions): Promise<Findings> {
  const runs: Run[] = [];
  for (let seed = 1; seed <= rounds; seed++) {
    progress(`bench ${seed} of ${rounds}`);
    runs.push(await benchRun(['--seed', String(seed)]));
  }
  const of = (name: string, unit: Unit, part: (run: Run) => number): Figure =>
    figure(name, unit, spreadOf(runs.map(part)));
  return {
    targets: [],
    figures: [
      of('messages per write', 'count', ({ messages }) => messages.perWrite ?? NaN),
      of('bytes per write', 'bytes', ({ messages }) => messages.bytesPerWrite ?? NaN),
      of('convergence p50', 'ms', ({ observedConvergenceMs }) => observedConvergenceMs?.p50 ?? NaN),
      of('convergence p99', 'ms', ({ observedConvergenceMs }) => observedConvergenceMs?.p99 ?? NaN),
    ],
  };
}
