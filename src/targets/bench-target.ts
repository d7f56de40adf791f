/** All runs against a store: each point of a sweep, each scenario, through links that stay as long as the bench does. */

import { arch, availableParallelism, platform } from 'node:os';
import process from 'node:process';
import { prng } from '../base/prng.ts';
import { networkConfigOf } from '../net/network-config.ts';
import { scenarioNamed } from '../net/scenarios.ts';
import { storeRun } from '../report/parts/store-run.ts';
import type { Point, Varied } from '../report/schema/repeated-schema.ts';
import { STORE_SCHEMA_VERSION, type StoreReport, type StoreRun } from '../report/schema/store-schema.ts';
import type { StoreSettings } from '../report/schema/store-settings-schema.ts';
import { Link } from './link.ts';
import { runStore } from './run.ts';
import { StoreError, TargetFailure, type Store } from './store.ts';

/** Settings with one value for each flag that is varied. */
export interface StorePoint {
  readonly settings: StoreSettings;
  readonly point: Point;
}

export interface TargetOptions {
  readonly store: Store;
  /** With credentials. */
  readonly target: string;
  readonly replicas: readonly string[];
  /** The first one's settings stand in the report. */
  readonly points: readonly [StorePoint, ...StorePoint[]];
  readonly sweep: Varied;
  readonly version: string;
  /** Aborted: the user wants to stop, and to see what has been measured. */
  readonly signal: AbortSignal;
  readonly onPhase: (phase: string) => void;
}

/** What makes it fail stands in the report, with the runs before. */
export async function benchTarget(options: TargetOptions): Promise<StoreReport> {
  const { points, sweep, version, signal } = options;
  const runs: StoreRun[] = [];
  const failure = await failureOf(async () => {
    for (const point of points) await runPoint(point, options, runs);
  });
  return {
    storeSchemaVersion: STORE_SCHEMA_VERSION,
    tool: { name: 'gossipscope', version },
    machine: { platform: `${platform()} ${arch()}`, nodejs: process.version, cpus: availableParallelism() },
    settings: points[0].settings,
    ...{ sweep: [...sweep], runs, failure, interrupted: signal.aborted },
  };
}

async function failureOf(act: () => Promise<void>): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (error) {
    if (error instanceof TargetFailure || error instanceof StoreError) return error.message;
    throw error;
  }
}

/** Links are made anew for each point: it may vary what they are like. */
async function runPoint(
  { settings, point }: StorePoint,
  options: TargetOptions,
  runs: StoreRun[],
): Promise<void> {
  const { store, target, replicas, signal, onPhase } = options;
  const links: Link[] = [];
  try {
    for (const plan of settings.links) links.push(await Link.open(plan, linkOptions(settings, plan.port)));
    for (const name of settings.scenarios) {
      const scenario = scenarioNamed(name);
      if (scenario === undefined || signal.aborted) continue;
      const facts = await runStore({
        ...{ store, settings, target, replicas, scenario, links, signal, onPhase },
      });
      runs.push(storeRun(facts, point));
    }
  } finally {
    await Promise.all(links.map((link) => link.close()));
  }
}

function linkOptions(settings: StoreSettings, port: number): Parameters<typeof Link.open>[1] {
  const { bandwidthMbitPerSec } = settings;
  return {
    network: networkConfigOf({ ...settings, lossRatio: 0, duplicateRatio: 0 }),
    bytesPerSec: bandwidthMbitPerSec === null ? Infinity : (bandwidthMbitPerSec * 1e6) / 8,
    rng: prng(settings.seed).fork(`link ${port}`),
  };
}
