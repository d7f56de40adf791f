/** Random clusters on random bad networks, for properties that must hold on all of them. */

import fc from 'fast-check';
import { STRATEGY_NAMES, type StrategyName } from '../../src/core/dissemination/strategies.ts';
import type { WorkloadName } from '../../src/workload/workloads.ts';
import { prng, type Prng } from '../../src/base/prng.ts';
import { TestCluster, type Link } from './test-cluster.ts';

export interface FaultyRun {
  readonly seed: number;
  readonly nodes: number;
  readonly keys: number;
  readonly operations: number;
  readonly meanGapMs: number;
  readonly latencyMs: number;
  /** Everything happens at multiples of this: the coarser, the more happens at once. */
  readonly tickMs: number;
  readonly lossRatio: number;
  readonly duplicateRatio: number;
  readonly flushIntervalMs: number;
  readonly ackDelayMs: number;
  readonly partitions: boolean;
  readonly strategy: StrategyName;
  /** Whether each node gossips with two others only, found by HyParView. */
  readonly hasPartialViews: boolean;
  /** Whether the nodes probe each other. */
  readonly hasDetector: boolean;
}

export const faultyRuns = fc.record<FaultyRun>({
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
  nodes: fc.integer({ min: 1, max: 6 }),
  keys: fc.integer({ min: 1, max: 4 }),
  operations: fc.integer({ min: 1, max: 120 }),
  meanGapMs: fc.constantFrom(1, 20, 200),
  latencyMs: fc.constantFrom(1, 20, 300),
  tickMs: fc.constantFrom(0.001, 0.001, 10),
  lossRatio: fc.constantFrom(0, 0.05, 0.4),
  duplicateRatio: fc.constantFrom(0, 0.2),
  flushIntervalMs: fc.constantFrom(0, 10, 500),
  ackDelayMs: fc.constantFrom(0, 100),
  partitions: fc.boolean(),
  strategy: fc.constantFrom(...STRATEGY_NAMES),
  hasPartialViews: fc.constantFrom(false, false, true),
  hasDetector: fc.constantFrom(false, false, true),
});

const LOAD_LIMIT_MS = 120_000;
/** Long enough for anti-entropy to repair anything. */
const QUIET_MS = 90_000;

/**
 * Plays a run through: a load on a bad network, then a good one until everything has settled.
 * @param prepare gives the function that makes one operation at a node
 */
export function play(
  faultyRun: FaultyRun,
  workload: WorkloadName,
  prepare: (cluster: TestCluster) => (node: string, rng: Prng, i: number) => void,
): TestCluster {
  const rng = prng(faultyRun.seed).fork('load');
  const healsAt = 1_000_000 + Math.min(LOAD_LIMIT_MS, faultyRun.operations * faultyRun.meanGapMs * 2);
  const { flushIntervalMs, ackDelayMs, strategy, hasPartialViews, hasDetector } = faultyRun;
  const overlay = hasPartialViews ? ({ topology: 'hyparview', fanout: 1 } as const) : {};
  const detector = hasDetector ? ({ failureDetector: 'swim' } as const) : {};
  const settings = { flushIntervalMs, ackDelayMs, strategy, ...overlay, ...detector };
  const link = faultyLink(faultyRun, healsAt);
  const cluster = new TestCluster(faultyRun.nodes, faultyRun.seed, link, settings, workload);
  const operate = prepare(cluster);
  for (let i = 0; i < faultyRun.operations && cluster.now < healsAt; i++) {
    cluster.runFor(round(rng.float() * 2 * faultyRun.meanGapMs, faultyRun));
    operate(cluster.names[rng.below(faultyRun.nodes)] ?? '', rng, i);
  }
  cluster.runUntil(Math.max(cluster.now, healsAt) + QUIET_MS);
  return cluster;
}

/** Drops, doubles and reorders; cuts off half of the nodes for every other two seconds of the load. */
function faultyLink(faultyRun: FaultyRun, healsAt: number): Link {
  return (src, dest, now, rng) => {
    const side = (name: string): boolean => Number(name.slice(1)) % 2 === 0;
    const isCut = faultyRun.partitions && Math.floor(now / 2000) % 2 === 1 && side(src) !== side(dest);
    if (now < healsAt && (isCut || rng.float() < faultyRun.lossRatio)) return [];
    const delay = (): number => round(faultyRun.latencyMs * rng.float() * 2, faultyRun);
    return rng.float() < faultyRun.duplicateRatio ? [delay(), delay()] : [delay()];
  };
}

/** Digits are cut where doubles would add some. */
function round(ms: number, { tickMs }: FaultyRun): number {
  return Math.round(Math.round(ms / tickMs) * tickMs * 1000) / 1000;
}
