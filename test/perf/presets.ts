/** What the presets promise, with 25 node processes: the targets of Maelstrom's broadcast exercises, and better. */

import { benchRun } from './bench-run.ts';
import { target, type Findings, type Measure, type MeasureOptions, type Target } from './measure.ts';
import { spreadOf } from './sampling.ts';

const NODES = 25;
const LOAD = [
  '--nodes',
  `${NODES}`,
  '--latency',
  '100ms',
  '--duration',
  '20s',
  '--quiet',
  '10s',
  '--workload',
  'broadcast',
];

const PROMISES = [
  { preset: 'relay-fast', perOperation: 1.5, medianMs: 400, maxMs: 600 },
  { preset: 'relay-lean', perOperation: 0.9, medianMs: 1000, maxMs: 2000 },
] as const;

export const presets: Measure = {
  name: 'presets',
  description: `gossipscope bench, ${NODES} nodes at 100 ms, broadcast, 100 operations/s for 20 s, half of them reads, and 10 s of quiet; once with each preset`,
  run,
};

async function run({ progress }: MeasureOptions): Promise<Findings> {
  const targets: Target[] = [];
  for (const { preset, perOperation, medianMs, maxMs } of PROMISES) {
    progress(preset);
    const { operations, messages, observedConvergenceMs } = await benchRun([...LOAD, '--preset', preset]);
    // Maelstrom counts the final read of each node as an operation, too.
    const started = operations.writes.started + operations.reads.started + NODES;
    targets.push(
      target(`${preset}: messages per operation`, 'ratio', spreadOf([messages.sent / started]), {
        atMost: perOperation,
      }),
      target(`${preset}: convergence p50`, 'ms', spreadOf([observedConvergenceMs?.p50 ?? NaN]), {
        atMost: medianMs,
      }),
      target(`${preset}: convergence max`, 'ms', spreadOf([observedConvergenceMs?.max ?? NaN]), {
        atMost: maxMs,
      }),
    );
  }
  return { targets, figures: [] };
}
