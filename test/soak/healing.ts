/**
 * How a cluster heals when one node was written to while it was cut off: how long until all agree, and what repair sends beside
 * what differed. With many overwrites of few keys, with many keys, and with a second cut in the middle of repair.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { figure, target, type Figure, type Findings, type Target } from '../perf/measure.ts';
import { spreadOf } from '../perf/sampling.ts';
import { write } from './full-speed.ts';
import { SoakCluster } from './soak-cluster.ts';
import type { SoakOptions } from './soak.ts';

const POLL_MS = 100;
const LIMIT_MS = 120_000;
/** How long the second cut lasts. */
const SECOND_CUT_MS = 3000;
/** What the load sent at its end is gone by then: all that is sent from then on is repair. */
const QUIET_MS = 1000;

interface Cut {
  readonly name: string;
  readonly args: readonly string[];
  readonly writes: number;
  /** That the writer wrote. */
  readonly keys: number;
  readonly bodyOf: (i: number) => string;
  /** Keys that the others write too, later. */
  readonly othersWrite: number;
  readonly isCutAgain: boolean;
  readonly settledMs: number;
  /** Undefined: twice what differs. */
  readonly bytes: number | undefined;
}

export async function healing(options: SoakOptions): Promise<Findings> {
  const { strategies, overwrites, distinct, progress } = options;
  const overwritten = {
    writes: overwrites,
    keys: 100,
    settledMs: 5000,
    bytes: 1e6,
    isCutAgain: false,
    othersWrite: 0,
  };
  const spread = { writes: distinct, keys: distinct, settledMs: 30_000, bytes: undefined, othersWrite: 0 };
  const cuts: Cut[] = [
    ...strategies.map((strategy) => ({
      ...{ ...overwritten, name: `${strategy}, ${overwrites} overwrites of 100 keys` },
      ...{ args: ['--strategy', strategy], bodyOf: (i: number) => write(i, 100) },
    })),
    {
      ...{ ...overwritten, name: `${overwrites} overwrites, others overwrite 50 of 100 keys later` },
      ...{ args: [], bodyOf: (i: number) => write(i, 100), othersWrite: 50 },
    },
    {
      ...{ ...overwritten, name: `g-counter, ${overwrites} additions`, keys: 1 },
      ...{ args: ['--workload', 'g-counter'], bodyOf: () => '"type":"add","delta":1' },
    },
    ...[false, true].map((isCutAgain) => ({
      ...{ ...spread, name: `${distinct} keys${isCutAgain ? ', cut again in the middle' : ''}`, isCutAgain },
      ...{ args: [], bodyOf: (i: number) => write(i, distinct) },
    })),
  ];
  const targets: Target[] = [];
  const figures: Figure[] = [];
  for (const cut of cuts) {
    progress(cut.name);
    const healed = await healOnce(cut);
    targets.push(...healed.targets);
    figures.push(...healed.figures);
  }
  return { targets, figures };
}

async function healOnce(cut: Cut): Promise<Findings> {
  const cluster = await SoakCluster.start(cut.args);
  try {
    cluster.isCut = true;
    await cluster.load(0, cut.writes, cut.bodyOf);
    for (let i = 0; i < cut.othersWrite; i++)
      await cluster.nodes[1]?.ask({ type: 'write', key: `k${i}`, value: `later ${i}` });
    await pause(QUIET_MS);
    cluster.countAnew();
    cluster.isCut = false;
    if (cut.isCutAgain) await cutAgain(cluster, cut);
    const healedAtMs = performance.now();
    const settledMs = (await allAgree(cluster, cut)) - healedAtMs;
    const cost = repairOf(cluster);
    const lacked = (cut.keys + cut.othersWrite / 2) * (cluster.nodes.length - 1);
    const differs = lacked * (cluster.entryBytes / Math.max(1, cost.entries));
    return {
      targets: [
        target(`${cut.name}: all agree after`, 'ms', spreadOf([settledMs]), { atMost: cut.settledMs }),
        cut.bytes === undefined
          ? target(`${cut.name}: repair over what differs`, 'ratio', spreadOf([cost.bytes / differs]), {
              atMost: 2,
            })
          : target(`${cut.name}: repair`, 'bytes', spreadOf([cost.bytes]), { atMost: cut.bytes }),
      ],
      figures: [figure(`${cut.name}: entries sent over lacked`, 'ratio', spreadOf([cost.entries / lacked]))],
    };
  } finally {
    cluster.kill();
  }
}

/** When some of the keys have come, and others have not. */
async function cutAgain(cluster: SoakCluster, { keys }: Cut): Promise<void> {
  const isMiddle = async (): Promise<boolean> => {
    const [, ...others] = await Promise.all(cluster.nodes.map((node) => node.ask({ type: 'bench_report' })));
    return others.some((report) => Number(report['keys_stored']) > keys / 4);
  };
  for (const endMs = performance.now() + LIMIT_MS; performance.now() < endMs && !(await isMiddle());)
    await pause(POLL_MS / 10);
  cluster.isCut = true;
  await pause(SECOND_CUT_MS);
  cluster.isCut = false;
}

/** @returns when nothing was pending and all had all keys. @throws {Error} when that does not come */
async function allAgree(cluster: SoakCluster, { keys, args }: Cut): Promise<number> {
  const isCounter = args.includes('g-counter');
  for (const endMs = performance.now() + LIMIT_MS; performance.now() < endMs;) {
    const [stats, reports, reads] = await Promise.all([
      Promise.all(cluster.nodes.map((node) => node.ask({ type: 'bench_stats' }))),
      Promise.all(cluster.nodes.map((node) => node.ask({ type: 'bench_report' }))),
      Promise.all(
        cluster.nodes.map((node) =>
          node.ask(isCounter ? { type: 'read' } : { type: 'read', key: `k${keys - 1}` }),
        ),
      ),
    ]);
    const isSettled = stats.every((one) => one['writes_pending'] === 0);
    const hasAll = reports.every((one) => Number(one['keys_stored']) >= keys);
    if (isSettled && hasAll && new Set(reads.map(({ value }) => String(value))).size === 1)
      return performance.now();
    await pause(POLL_MS);
  }
  throw new Error(`the nodes do not agree after ${LIMIT_MS / 1000} s`);
}

function repairOf(cluster: SoakCluster): { bytes: number; entries: number } {
  const kinds = [...cluster.cost.values()];
  return {
    bytes: kinds.reduce((sum, { bytes }) => sum + bytes, 0),
    entries: kinds.reduce((sum, { entries }) => sum + entries, 0),
  };
}
