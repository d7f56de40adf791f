/** What the simulator costs: happenings a second, and time and memory against the number of replicas. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { figure, target, type Figure, type Findings, type Measure, type MeasureOptions } from './measure.ts';
import { spreadOf } from './sampling.ts';

const SIZES = [10, 100, 1_000, 10_000] as const;
const WRITES = 100;
const LIMIT_MS = 60_000;
const LIMIT_BYTES = 4 * 2 ** 30;
const PROGRAM = fileURLToPath(new URL('../../bin/gossipscope', import.meta.url));

export const simulation: Measure = {
  name: 'simulate',
  description: `gossipscope simulate with rumor-mongering, ${WRITES} writes and ${SIZES.join(', ')} replicas, each in a process of its own: from its start to its report`,
  run,
};

interface Cost {
  readonly elapsedMs: number;
  readonly peakBytes: number;
  readonly messages: number;
}

/** The largest cluster is simulated once: it takes most of a minute. */
async function run({ rounds, progress }: MeasureOptions): Promise<Findings> {
  const figures: Figure[] = [];
  const targets: Findings['targets'][number][] = [];
  for (const nodes of SIZES) {
    const costs: Cost[] = [];
    const times = nodes === Math.max(...SIZES) ? 1 : rounds;
    for (let round = 0; round < times; round++) {
      progress(`${nodes} replicas, round ${round + 1} of ${times}`);
      costs.push(await costOf(nodes));
    }
    const of = (pick: (cost: Cost) => number) => spreadOf(costs.map(pick));
    const name = `${nodes} replicas`;
    figures.push(
      figure(
        `${name}: messages a second`,
        '1/s',
        of((cost) => (cost.messages * 1000) / cost.elapsedMs),
      ),
    );
    if (nodes < Math.max(...SIZES)) {
      figures.push(
        figure(
          `${name}: time`,
          'ms',
          of((cost) => cost.elapsedMs),
        ),
        figure(
          `${name}: peak resident memory`,
          'bytes',
          of((cost) => cost.peakBytes),
        ),
      );
    } else {
      targets.push(
        target(
          `${name}: time`,
          'ms',
          of((cost) => cost.elapsedMs),
          { atMost: LIMIT_MS },
        ),
        target(
          `${name}: peak resident memory`,
          'bytes',
          of((cost) => cost.peakBytes),
          { atMost: LIMIT_BYTES },
        ),
      );
    }
  }
  return { targets, figures };
}

/** Node's own view of its peak memory comes last on stderr. */
const PEAK = "process.on('exit', () => console.error(`peak ${process.resourceUsage().maxRSS * 1024}`))";

async function costOf(nodes: number): Promise<Cost> {
  const flags = ['--nodes', `${nodes}`, '--strategy', 'rumor-mongering', '--scenario', 'normal', '--json'];
  const load = ['--rate', '50', '--duration', '2s', '--read-ratio', '0'];
  const startMs = performance.now();
  const { stdout, stderr } = await promisify(execFile)(PROGRAM, ['simulate', ...flags, ...load], {
    maxBuffer: 2 ** 30,
    env: { ...process.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(PEAK)}` },
  });
  const elapsedMs = performance.now() - startMs;
  const report = JSON.parse(stdout) as { runs: { messages: { sent: number } }[] };
  const peakBytes = Number(/peak (\d+)\s*$/.exec(stderr)?.[1]);
  return { elapsedMs, peakBytes, messages: report.runs[0]?.messages.sent ?? 0 };
}
