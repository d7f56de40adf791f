/**
 * How many operations a second one bench drives through nodes of a course (examples/course) while it adds less to a message than it may,
 * and how soon the first operation starts.
 */

import { fileURLToPath } from 'node:url';
import { benchRun } from './bench-run.ts';
import { figure, target, type Findings, type Measure, type MeasureOptions } from './measure.ts';
import { spreadOf } from './sampling.ts';

/** Nodes that answer by themselves, and nodes that tell each other. */
const ALONE = ['--workload', 'echo', '--bin', exampleOf('echo')];
const TOGETHER = ['--workload', 'broadcast', '--read-ratio', '0', '--bin', exampleOf('broadcast')];
const DURATION = '1s';
const ADDED_DELAY_LIMIT_MS = 2;
/** The bench issues so much of what it is asked for, or it is behind. */
const IN_TIME = 0.98;
/** Each twice the one before. */
const LEAST_RATE = 250;
const MOST_RATE = 32_000;

/** How soon the first operation has to start. */
const CLUSTERS = [
  { nodes: 1, firstMs: 1_000 },
  { nodes: 5, firstMs: 1_000 },
  { nodes: 25, firstMs: 5_000 },
] as const;
const DRIVEN = [
  { nodes: 1, load: ALONE, what: 'echo, 1 node' },
  { nodes: 25, load: ALONE, what: 'echo, 25 nodes' },
  { nodes: 25, load: TOGETHER, what: 'broadcast, 25 nodes that tell each other' },
] as const;

export const driving: Measure = {
  name: 'driving',
  description:
    `gossipscope bench with nodes of examples/course, twice as many operations a second each time: the most that are issued in time and all ` +
    `answered, while the bench adds less than ${ADDED_DELAY_LIMIT_MS} ms to messages between nodes at the 99th percentile. ` +
    'And from the start of the command until its first operation',
  run,
};

async function run({ rounds, progress }: MeasureOptions): Promise<Findings> {
  const rates = new Map(DRIVEN.map((driven) => [driven, [] as number[]]));
  const firsts = new Map(CLUSTERS.map(({ nodes }) => [nodes, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const [nodes, times] of firsts) {
      progress(`round ${round + 1} of ${rounds}: the first operation of ${nodes}`);
      times.push(await firstOperationMs(nodes));
    }
    for (const [driven, perSec] of rates) {
      progress(`round ${round + 1} of ${rounds}: ${driven.what}`);
      perSec.push(await drivenPerSec(driven));
    }
  }
  return {
    targets: CLUSTERS.map(({ nodes, firstMs }) =>
      target(
        `first operation, ${nodes} ${nodes === 1 ? 'node' : 'nodes'}`,
        'ms',
        spreadOf(firsts.get(nodes) ?? []),
        { atMost: firstMs },
      ),
    ),
    figures: DRIVEN.map((driven) =>
      figure(`operations driven: ${driven.what}`, '1/s', spreadOf(rates.get(driven) ?? [])),
    ),
  };
}

function exampleOf(name: string): string {
  return fileURLToPath(new URL(`../../examples/course/javascript/${name}.mjs`, import.meta.url));
}

function runOf(nodes: number, load: readonly string[], ratePerSec: number): ReturnType<typeof benchRun> {
  return benchRun([...load, '--nodes', String(nodes), '--rate', String(ratePerSec), '--duration', DURATION]);
}

async function firstOperationMs(nodes: number): Promise<number> {
  const beganAtMs = Date.now();
  const { startedAt } = await runOf(nodes, ALONE, LEAST_RATE);
  return Date.parse(startedAt) - beganAtMs;
}

/** 0: not even the least. */
async function drivenPerSec({ nodes, load }: (typeof DRIVEN)[number]): Promise<number> {
  let driven = 0;
  for (let ratePerSec = LEAST_RATE; ratePerSec <= MOST_RATE; ratePerSec *= 2) {
    const { bench, operations } = await runOf(nodes, load, ratePerSec);
    const { reads, writes, throughputPerSec, shed } = operations;
    const isAnswered = reads.ok + writes.ok === reads.started + writes.started && shed === 0;
    const isInTime = throughputPerSec >= IN_TIME * ratePerSec;
    if (bench.addedDelayMs.p99 >= ADDED_DELAY_LIMIT_MS || !isAnswered || !isInTime) break;
    driven = throughputPerSec;
  }
  return driven;
}
