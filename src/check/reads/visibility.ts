/**
 * How soon does a write become visible? t-visibility (Bailis et al. 2012, "Probabilistically Bounded Staleness",
 * sections 2.2 and 3): the probability that a read which begins t after the latest write of its key was acknowledged
 * does not see it, by t.
 */

import { isServed, type Operation } from '../history.ts';
import { groupByKey } from './key-writes.ts';
import { countBelow } from '../search.ts';
import type { ReadVerdict } from './stale-reads.ts';

export interface VisibilityBin {
  /** Time since the latest acknowledged write of the key, from (inclusive) … */
  readonly fromMs: number;
  /** … to (exclusive). */
  readonly toMs: number;
  /** Reads that began then. */
  readonly reads: number;
  /** Those of them that are certainly stale. `stale / reads` estimates the probability. */
  readonly stale: number;
}

/**
 * Bins 0–1, 1–2, 2–5, 5–10, 10–20, … ms, up to the longest time seen. Reads before the first acknowledged write of their key
 * are in none.
 * @param verdict of the same history.
 */
export function visibility(history: Iterable<Operation>, verdict: ReadVerdict): VisibilityBin[] {
  // Not by its id: a transaction makes several reads, all with its own.
  const stale = new Set<Operation>(
    verdict.staleReads.filter(({ certain }) => certain).map(({ read }) => read),
  );
  const sinceAckMs: number[] = [];
  const staleSinceAckMs: number[] = [];
  for (const { writes, reads } of groupByKey(history).values()) {
    const acks = writes
      .filter(isServed)
      .map((op) => op.completedAtMs)
      .sort((a, b) => a - b);
    for (const read of reads.filter(isServed)) {
      const latestAckMs = acks[countBelow(acks, read.invokedAtMs) - 1];
      if (latestAckMs === undefined) continue;
      sinceAckMs.push(read.invokedAtMs - latestAckMs);
      if (stale.has(read)) staleSinceAckMs.push(read.invokedAtMs - latestAckMs);
    }
  }
  sinceAckMs.sort((a, b) => a - b);
  staleSinceAckMs.sort((a, b) => a - b);
  const within = (sorted: readonly number[], fromMs: number, toMs: number): number =>
    countBelow(sorted, toMs) - countBelow(sorted, fromMs);
  return binEdges(sinceAckMs.at(-1)).map(([fromMs, toMs]) => ({
    fromMs,
    toMs,
    reads: within(sinceAckMs, fromMs, toMs),
    stale: within(staleSinceAckMs, fromMs, toMs),
  }));
}

/** Three bins a decade, from 1 ms on, until the longest time lies within one. */
export function binEdges(longestMs: number | undefined): [fromMs: number, toMs: number][] {
  if (longestMs === undefined) return [];
  const edges: [number, number][] = [[0, 1]];
  for (let decade = 1, toMs = 1; toMs <= longestMs; decade *= 10) {
    for (const factor of [2, 5, 10]) {
      if (toMs > longestMs) break;
      edges.push([toMs, decade * factor]);
      toMs = decade * factor;
    }
  }
  return edges;
}
