/**
 * What the nodes of a running cluster say of themselves at one time: their statistics, and two scrapes around them. Nodes cannot all be asked
 * in one moment; what was received between the inner scrapes, and what between the outer ones, are the bounds of what was sent.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { parseStats } from '../accounts/node-cuts.ts';
import { parseSamples, type Sample } from '../accounts/exposition.ts';
import { SketchedStatsSchema, type SketchedStats } from '../accounts/node-stats.ts';
import type { AttachedCluster } from './attached-cluster.ts';
import { answerOf, refusalText } from './node-api.ts';

/** Longer than a message is on its way, unless a fault holds it back. */
const TRAVEL_MS = 200;

type Scrapes = ReadonlyMap<string, readonly Sample[]>;

export interface Look {
  /** Before the statistics. */
  readonly first: Scrapes;
  readonly stats: ReadonlyMap<string, SketchedStats>;
  /** After them, when what had been sent by then has arrived. */
  readonly second: Scrapes;
}

/** @param heldBackMs by faults, at most @throws {NodeFailure} */
export async function lookAt(cluster: AttachedCluster, heldBackMs: number): Promise<Look> {
  const first = await scrapeAll(cluster);
  const answers = await cluster.askAll(() => ({ type: 'bench_stats', sketches: true }));
  const stats = await Promise.all(
    [...answers].map(
      async ([name, body]) => [name, await parseStats(cluster, name, body, SketchedStatsSchema)] as const,
    ),
  );
  await cluster.guard(pause(TRAVEL_MS + heldBackMs));
  return { first, stats: new Map(stats), second: await scrapeAll(cluster) };
}

async function scrapeAll(cluster: AttachedCluster): Promise<Scrapes> {
  const one = async ({ name, api }: AttachedCluster['nodes'][number]): Promise<[string, Sample[]]> => {
    const said = await answerOf(api, 'GET', '/metrics').catch((error: unknown) => (error as Error).message);
    if (typeof said === 'string') return cluster.fail(name, `did not show its metrics: ${said}`);
    if (said.status !== 200)
      return cluster.fail(name, `did not show its metrics: ${refusalText(api, 'GET', '/metrics', said)}`);
    return [name, parseSamples(said.text)];
  };
  return new Map(await cluster.guard(Promise.all(cluster.nodes.map(one))));
}
