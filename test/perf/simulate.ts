/** What the simulator costs: happenings a second, and time and memory against the number of replicas. */

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { figure, target, type Figure, type Findings, type Measure, type MeasureOptions } from './measure.ts';
import { spreadOf, type Spread } from './sampling.ts';

const SIZES: readonly number[] = [10, 100, 1_000, 10_000];
/** The one with bounds that have to hold. */
const TARGET_SIZE = 10_000;
/** Only where the user asks for all: it takes many minutes. */
const HUGE = 100_000;
const WRITES = 100;
const LIMIT_MS = 60_000;
const LIMIT_BYTES = 4 * 2 ** 30;
const PROGRAM = fileURLToPath(new URL('../../bin/gossipscope', import.meta.url));

export const simulation: Measure = {
  name: 'simulate',
  description: `gossipscope simulate with rumor-mongering, ${WRITES} writes and ${SIZES.join(', ')} replicas (with --full ${HUGE}, too), each in a process of its own: from its start to its report`,
  run,
};

interface Cost {
  readonly elapsedMs: number;
  readonly peakBytes: number;
  readonly messages: number;
}

/** Large clusters are simulated once: each takes a minute and more. */
async function run({ rounds, progress, full }: MeasureOptions): Promise<Findings> {
  const figures: Figure[] = [];
  const targets: Findings['targets'][number][] = [];
  for (const nodes of full ? [...SIZES, HUGE] : SIZES) {
    const costs: Cost[] = [];
    const times = nodes < TARGET_SIZE ? rounds : 1;
    for (let round = 0; round < times; round++) {
      progress(`${nodes} replicas, round ${round + 1} of ${times}`);
      costs.push(await costOf(nodes));
    }
    const of = (pick: (cost: Cost) => number) => spreadOf(costs.map(pick));
    const [time, memory] = [of(({ elapsedMs }) => elapsedMs), of(({ peakBytes }) => peakBytes)];
    const name = `${nodes} replicas`;
    const [timeName, memoryName] = [`${name}: time`, `${name}: peak resident memory`];
    if (nodes === TARGET_SIZE) {
      targets.push(target(timeName, 'ms', time, { atMost: LIMIT_MS }));
      targets.push(target(memoryName, 'bytes', memory, { atMost: LIMIT_BYTES }));
    } else figures.push(figure(timeName, 'ms', time), figure(memoryName, 'bytes', memory));
    figures.push(...eachCost(name, nodes, of));
  }
  return { targets, figures };
}

/** What one replica and one message cost. In a small cluster it is mostly the program's start. */
function eachCost(name: string, nodes: number, of: (pick: (cost: Cost) => number) => Spread): Figure[] {
  return [
    figure(
      `${name}: messages a second`,
      '1/s',
      of(({ messages, elapsedMs }) => (messages * 1000) / elapsedMs),
    ),
    figure(
      `${name}: time per replica`,
      'ms',
      of(({ elapsedMs }) => elapsedMs / nodes),
    ),
    figure(
      `${name}: time per message`,
      'ms',
      of(({ elapsedMs, messages }) => elapsedMs / messages),
    ),
    figure(
      `${name}: memory per replica`,
      'bytes',
      of(({ peakBytes }) => peakBytes / nodes),
    ),
    figure(
      `${name}: memory per message`,
      'bytes',
      of(({ peakBytes, messages }) => peakBytes / messages),
    ),
  ];
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
