/**
 * What our nodes report of themselves: their `bench_stats` replies and their scrapes, and the cluster's sum of both.
 * Begin here; `node-cuts.ts` asks each node at one moment, `exposition.ts` reads what a scrape prints. The audit compares the result
 * with what the bench saw.
 */

import { z } from 'zod';
import { MAX_BINS, MAX_KEY, Sketch } from '../../observe/metrics/sketch.ts';
import { SKETCH_NAMES, type SketchName } from '../../observe/metrics/stats.ts';
import type { ClusterAccount } from '../../report/parts/cluster-account.ts';
import { SummarySchema } from '../../report/schema/run-schema.ts';
import { parseSamples, valueOf, type Sample } from './exposition.ts';

const count = z.int().min(0);
const summary = z.object(SummarySchema.shape);

const value = z.number().min(0);
const sketch = z.object({
  ...{ sum: value, min: value, max: value, zeros: count },
  bins: z.array(z.tuple([z.int().min(-MAX_KEY).max(MAX_KEY), z.int().min(1)])).max(MAX_BINS),
});

/** The fields of `bench_stats_ok` that the bench uses. */
export const NodeStatsSchema = z.looseObject({
  total_writes: count,
  total_gossip_msgs: count,
  reads: count,
  stale_reads: count,
  writes_pending: count,
  convergence: summary,
  confirmed: summary,
  propagation: summary,
  staleness: summary,
  messages_by_kind: z.record(z.string(), count),
  bytes_sent: count,
});
export type NodeStats = z.infer<typeof NodeStatsSchema>;

/** The same with what quantiles are made of, where they were asked for. */
export const SketchedStatsSchema = NodeStatsSchema.extend({
  sketches: z.record(z.enum(SKETCH_NAMES), sketch),
});
export type SketchedStats = z.infer<typeof SketchedStatsSchema>;

/** What one node reports. */
export interface NodeAccount {
  readonly stats: SketchedStats;
  /** Of its scrape endpoint; empty where that could not be read. */
  readonly samples: readonly Sample[];
}

const SCRAPE_TIMEOUT_MS = 2_000;

/** A node's metrics. @throws when the endpoint does not answer */
export async function scrape(url: string): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(SCRAPE_TIMEOUT_MS), redirect: 'error' });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return await response.text();
}

export async function scrapeSamples(url: string | undefined): Promise<readonly Sample[]> {
  if (url === undefined) return [];
  try {
    return parseSamples(await scrape(url));
  } catch {
    return [];
  }
}

/** Counts are added up; quantiles come from the nodes' sketches joined, never from quantiles. */
export function sumAccounts(accounts: readonly NodeAccount[]): ClusterAccount {
  const sum = (pick: (stats: NodeStats) => number): number =>
    accounts.reduce((total, { stats }) => total + pick(stats), 0);
  const kinds = new Set(accounts.flatMap(({ stats }) => Object.keys(stats.messages_by_kind)));
  const received = (outcome: string): number =>
    accounts.reduce(
      (n, { samples }) => n + valueOf(samples, 'gossip_entries_received_total', { outcome }),
      0,
    );
  return {
    strategy: strategyIn(accounts),
    messagesSentByKind: Object.fromEntries(
      [...kinds].map((kind) => [kind, sum((stats) => stats.messages_by_kind[kind] ?? 0)]),
    ),
    bytesSent: sum((stats) => stats.bytes_sent),
    writes: sum((stats) => stats.total_writes),
    reads: sum((stats) => stats.reads),
    staleReads: sum((stats) => stats.stale_reads),
    pendingWrites: sum((stats) => stats.writes_pending),
    convergence: joined(accounts, 'convergence').summary(1000),
    confirmed: joined(accounts, 'confirmed').summary(1000),
    propagation: joined(accounts, 'propagation').summary(1000),
    staleness: joined(accounts, 'staleness').summary(1000),
    depth: joined(accounts, 'depth').summary(1),
    entries: {
      applied: received('applied'),
      superseded: received('superseded'),
      duplicate: received('duplicate'),
      late: received('late'),
    },
    dropped: droppedIn(accounts),
  };
}

/** What fell off bounds of the nodes: it stands in their scrapes alone. */
function droppedIn(accounts: readonly NodeAccount[]): Map<string, number> {
  const dropped = new Map<string, number>();
  for (const { name, labels, value } of accounts.flatMap(({ samples }) => samples)) {
    const what = labels['what'];
    if (name !== 'gossip_dropped_total' || what === undefined || value === 0) continue;
    dropped.set(what, (dropped.get(what) ?? 0) + value);
  }
  return dropped;
}

function strategyIn(accounts: readonly NodeAccount[]): string | null {
  const told = accounts.flatMap(({ samples }) => samples.filter(({ name }) => name === 'gossip_node_info'));
  const [strategy = null, ...others] = new Set(told.map(({ labels }) => labels['strategy'] ?? null));
  return others.length === 0 ? strategy : null;
}

function joined(accounts: readonly NodeAccount[], name: SketchName): Sketch {
  const all = new Sketch(name === 'depth');
  for (const { stats } of accounts) all.merge(stats.sketches[name]);
  return all;
}
