/** How many messages the bench's network routes in real time, and beside how many processes it keeps up. */

import process from 'node:process';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { prng } from '../../src/base/prng.ts';
import { wallClockMs } from '../../src/observe/wall-clock.ts';
import { Cluster } from '../../src/bench/cluster/cluster.ts';
import { Network } from '../../src/net/network.ts';
import { figure, type Findings, type Measure, type MeasureOptions } from './measure.ts';
import { spreadOf } from './sampling.ts';

const NODE = fileURLToPath(new URL('passing-node.mjs', import.meta.url));
const WARM_UP_MS = 1000;
const DURATION_MS = 2000;
/** The bench's default. */
const LATENCY_MS = 20;

const FLOODING_NODES = 5;
/** Messages under way, of each node: enough that none waits for the latency. */
const FLOOD_WINDOW = 4000;

const PACED_NODES = [5, 10, 25, 50, 100];
const PACE_MS = 10;
const ADDED_DELAY_LIMIT_MS = 2;

export const routing: Measure = {
  name: 'routing',
  description:
    `the bench's network, ${LATENCY_MS} ms latency. Flood: ${FLOODING_NODES} node processes that send as fast as messages arrive. ` +
    `Added delay: node processes that each send ${1000 / PACE_MS} messages a second to the others in turn`,
  run,
};

async function run({ rounds, progress }: MeasureOptions): Promise<Findings> {
  const routed: number[] = [];
  const delays = PACED_NODES.map((nodes) => ({ nodes, p99Ms: [] as number[] }));
  for (let round = 0; round < rounds; round++) {
    progress(`round ${round + 1} of ${rounds}: flood`);
    routed.push(await routedPerSec());
    for (const { nodes, p99Ms } of delays) {
      progress(`round ${round + 1} of ${rounds}: ${nodes} node processes`);
      p99Ms.push(await addedDelayP99Ms(nodes));
    }
  }
  const keptUp = routed.map((_, round) =>
    processesKeptUpWith(delays.map(({ nodes, p99Ms }) => [nodes, p99Ms[round] ?? Infinity])),
  );
  return {
    targets: [],
    figures: [
      figure('messages routed', '1/s', spreadOf(routed)),
      figure(
        `node processes with less than ${ADDED_DELAY_LIMIT_MS} ms of added delay at p99`,
        'count',
        spreadOf(keptUp),
      ),
      ...delays.map(({ nodes, p99Ms }) =>
        figure(`added delay p99, ${nodes} node processes`, 'ms', spreadOf(p99Ms)),
      ),
    ],
  };
}

/** The largest number of processes up to which the delay keeps below the limit; 0: not even with the smallest. */
export function processesKeptUpWith(
  p99MsByNodes: readonly (readonly [nodes: number, p99Ms: number])[],
): number {
  let kept = 0;
  for (const [nodes, p99Ms] of p99MsByNodes) {
    if (p99Ms >= ADDED_DELAY_LIMIT_MS) break;
    kept = nodes;
  }
  return kept;
}

async function routedPerSec(): Promise<number> {
  return withCluster(FLOODING_NODES, { type: 'flood', count: FLOOD_WINDOW }, async ({ router }) => {
    await pause(WARM_UP_MS);
    const before = router.traffic.delivered;
    const startMs = wallClockMs();
    await pause(DURATION_MS);
    return (router.traffic.delivered - before) / ((wallClockMs() - startMs) / 1000);
  });
}

async function addedDelayP99Ms(nodes: number): Promise<number> {
  return withCluster(nodes, { type: 'pace', intervalMs: PACE_MS }, async ({ router }) => {
    await pause(WARM_UP_MS + DURATION_MS);
    return router.traffic.addedDelayMs().p99;
  });
}

async function withCluster(
  nodes: number,
  order: Readonly<Record<string, unknown>> & { readonly type: string },
  measure: (cluster: Cluster) => Promise<number>,
): Promise<number> {
  const names = Array.from({ length: nodes }, (_, index) => `n${index + 1}`);
  const latency = { distribution: 'constant', meanMs: LATENCY_MS, jitterMs: 0 } as const;
  const network = new Network({ latency, lossRatio: 0, duplicateRatio: 0 }, names, prng(1));
  const command = { command: process.execPath, args: [NODE], env: {} };
  const cluster = new Cluster({
    names,
    command,
    network,
    services: new Map(),
    now: wallClockMs,
    topologyShape: 'grid',
  });
  try {
    await cluster.start();
    await cluster.askAll(() => order);
    return await cluster.guard(measure(cluster));
  } finally {
    await cluster.kill();
  }
}
