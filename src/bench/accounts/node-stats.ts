/**
 * What our nodes report of themselves: their `bench_stats` replies and their scrapes, and the cluster's sum of both.
 * Begin here; `node-cuts.ts` asks each node at one moment, `exposition.ts` reads what a scrape prints. The audit compares the result
 * with what the bench saw.
 */

import { z } from 'zod';
import { bucketQuantiles, bucketSummary } from '../../base/bucket-summary.ts';
import { mergeBuckets, type Bucket } from '../../base/histogram.ts';
import { EMPTY_SUMMARY, type Summary } from '../../base/summary.ts';
import type { ClusterAccount } from '../../report/parts/cluster-account.ts';
import { SummarySchema } from '../../report/schema/run-schema.ts';
import { bucketsOf, parseSamples, valueOf, type Sample } from './exposition.ts';

const count = z.int().min(0);
const summary = z.object(SummarySchema.shape);

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

/** What one node reports. */
export interface NodeAccount {
  readonly stats: NodeStats;
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

export interface SummedAccount extends ClusterAccount {
  /** Upper bounds of the convergence histogram, ms. */
  readonly convergenceBucketsMs: readonly number[];
}

/** Counts are added up, quantiles come from the nodes' buckets added up, and a maximum is the largest one. */
export function sumAccounts(accounts: readonly NodeAccount[]): SummedAccount {
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
    convergence: timeSummary(accounts, 'gossip_convergence_seconds', (stats) => stats.convergence),
    confirmed: timeSummary(accounts, 'gossip_convergence_confirmed_seconds', (stats) => stats.confirmed),
    propagation: timeSummary(accounts, 'gossip_propagation_seconds', (stats) => stats.propagation),
    staleness: timeSummary(accounts, 'gossip_read_staleness_seconds', (stats) => stats.staleness),
    depth: depthSummary(accounts),
    entries: {
      applied: received('applied'),
      superseded: received('superseded'),
      duplicate: received('duplicate'),
    },
    dropped: droppedIn(accounts),
    convergenceBucketsMs: merged(accounts, 'gossip_convergence_seconds').map(({ le }) => le * 1000),
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

/** Quantiles never come from quantiles: without scrapes there are none, and they are 0. */
function timeSummary(
  accounts: readonly NodeAccount[],
  histogram: string,
  pick: (stats: NodeStats) => Summary,
): Summary {
  const parts = accounts.map(({ stats }) => pick(stats));
  const count = parts.reduce((total, part) => total + part.count, 0);
  if (count === 0) return EMPTY_SUMMARY;
  return {
    count,
    mean: parts.reduce((total, part) => total + part.mean * part.count, 0) / count,
    ...bucketQuantiles(merged(accounts, histogram), 1000),
    max: Math.max(...parts.map((part) => part.max)),
  };
}

/** The nodes keep no maximum of it. */
function depthSummary(accounts: readonly NodeAccount[]): Summary {
  const name = 'gossip_read_staleness_versions';
  const sum = accounts.reduce((total, { samples }) => total + valueOf(samples, `${name}_sum`), 0);
  return bucketSummary(merged(accounts, name), { sum, max: undefined }, 1);
}

function merged(accounts: readonly NodeAccount[], histogram: string): Bucket[] {
  const parts = accounts
    .map(({ samples }) => bucketsOf(samples, histogram))
    .filter((part) => part.length > 0);
  const [first = [], ...rest] = parts;
  return rest.reduce(mergeBuckets, first);
}
