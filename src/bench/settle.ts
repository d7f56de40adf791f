/** The quiet after the load: the network is whole again, and the bench waits until the cluster has nothing left to do. */

import { setTimeout as pause } from 'node:timers/promises';
import type { WireConvergence } from '../check/audit/wire-convergence.ts';
import type { LifeStarts } from '../check/lives.ts';
import type { MeasuredCluster } from './cluster/measured-cluster.ts';
import { askStats } from './accounts/node-cuts.ts';
import { readEverywhere, type FinalReadOptions } from './clients/final-reads.ts';
import type { LiveOperation } from './clients/operation.ts';

/** When the bench stops waiting. */
export const SETTLE_TIMEOUT_MS = 15_000;
/** Nodes of ours have more to do: each write has to be confirmed, on a lossy network over several rounds. */
export const SETTLE_OURS_TIMEOUT_MS = 30_000;
const POLL_MS = 200;

export interface SettleOptions {
  readonly cluster: MeasuredCluster;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/** How long it took; undefined: it did not settle in time, or the user would not wait. @throws {NodeFailure} */
export async function waitUntil(
  settled: () => Promise<boolean>,
  { cluster, now, signal }: SettleOptions,
  timeoutMs = SETTLE_TIMEOUT_MS,
): Promise<number | undefined> {
  const startMs = now();
  while (!signal.aborted && now() - startMs < timeoutMs) {
    if (cluster.load.unanswered === 0 && (await settled())) return now() - startMs;
    await cluster.guard(pause(POLL_MS));
  }
  return undefined;
}

/** Until every operation is answered or has timed out. @throws {NodeFailure} */
export async function answersIn({ cluster, signal }: SettleOptions): Promise<void> {
  while (!signal.aborted && cluster.load.unanswered > 0) await cluster.guard(pause(POLL_MS));
}

/** Until so long after `sinceMs`, or the user would not wait. @throws {NodeFailure} */
export async function quiet(
  quietMs: number,
  sinceMs: number,
  { cluster, now, signal }: SettleOptions,
): Promise<void> {
  while (!signal.aborted && now() < sinceMs + quietMs)
    await cluster.guard(pause(Math.min(POLL_MS, sinceMs + quietMs - now())));
}

/** Our nodes say themselves when nothing is pending and every stale read's details are known. @throws {NodeFailure} */
export function settleOurs(
  options: SettleOptions & { readonly lifeStarts: LifeStarts },
): Promise<number | undefined> {
  return waitUntil(
    async () => {
      const { lost, router } = options.cluster;
      // A node is busy for some 30 ms when it is asked for the first time: the last writes are not to wait for that.
      if (lost.size === 0 && router.wiretap.convergence.pending > 0) return false;
      const stats = await askStats(options.cluster);
      // Writes that those lack stay pending; what counts is that all others hold them.
      if (lost.size > 0) return isEverywhereBut(lost, router.wiretap.convergence);
      // Writes that had converged do not count as pending where a node has lost them since.
      const isWhole = options.lifeStarts.size === 0 || options.cluster.router.wiretap.convergence.isCaughtUp;
      return (
        isWhole && stats.every((one) => one.writes_pending === 0 && one.staleness.count === one.stale_reads)
      );
    },
    options,
    SETTLE_OURS_TIMEOUT_MS,
  );
}

function isEverywhereBut(lost: ReadonlySet<string>, convergence: WireConvergence): boolean {
  return convergence
    .pendingWrites(Infinity)
    .every(({ missingAt }) => missingAt.every((node) => lost.has(node)));
}

/**
 * Strangers have settled when what every node answers in the end leaves nothing to wait for. Returns the reads that showed
 * it, or the last ones.
 * @throws {NodeFailure}
 */
export async function settleStrangers(
  keys: readonly (string | number)[],
  options: SettleOptions & FinalReadOptions,
  isSettled: (finalReads: readonly LiveOperation[]) => boolean,
): Promise<{ settledMs: number | undefined; reads: LiveOperation[] }> {
  let reads: LiveOperation[] = [];
  const settledMs = await waitUntil(async () => {
    reads = await readEverywhere(keys, options);
    return isSettled(reads);
  }, options);
  return { settledMs, reads };
}
