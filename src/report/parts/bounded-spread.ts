/** How a write spread, cut down to what a report carries, or a page draws. */

import { COURSE_LIMITS, type Arrival, type LaterVersion } from '../schema/course-schema.ts';

export interface Spread {
  readonly origin: string;
  readonly arrivals: readonly Arrival[];
  readonly laterVersions: readonly LaterVersion[];
}

export interface BoundedSpread {
  readonly arrivals: Arrival[];
  readonly laterVersions: LaterVersion[];
  /** Arrivals and later versions that the bound left no room for. */
  readonly omitted: number;
}

/** In order of time, one arrival a node. A later version counts where it came after the arrival: a write may have several keys. */
export function boundedSpread(spread: Spread, limit: number = COURSE_LIMITS.arrivals): BoundedSpread {
  const byNode = new Map<string, Arrival>();
  // A node that lost its memory took the write in twice: the first time is when it had it.
  for (const arrival of spread.arrivals.toSorted((a, b) => a.appliedAtMs - b.appliedAtMs))
    if (!byNode.has(arrival.node)) byNode.set(arrival.node, arrival);
  const arrivals = [...byNode.values()];
  const laterVersions = spread.laterVersions
    .filter(({ node, atMs }) => atMs > (byNode.get(node)?.appliedAtMs ?? -Infinity))
    .sort((a, b) => a.atMs - b.atMs);
  const total = arrivals.length + laterVersions.length;
  if (total <= limit) return { arrivals, laterVersions, omitted: 0 };
  const kept = latestNodes({ origin: spread.origin, arrivals, laterVersions }, limit);
  const listed = {
    arrivals: arrivals.filter(({ node }) => kept.has(node)),
    laterVersions: laterVersions.filter(({ node }) => kept.has(node)),
  };
  return { ...listed, omitted: total - listed.arrivals.length - listed.laterVersions.length };
}

/** The nodes that were reached last (they are why it took so long), each with its path from the origin, while there is room. */
export function latestNodes({ origin, arrivals, laterVersions }: Spread, limit: number): Set<string> {
  const sources = new Map(arrivals.map(({ node, from }) => [node, from]));
  const reached = [
    ...arrivals.map(({ node, appliedAtMs }) => ({ node, atMs: appliedAtMs })),
    ...laterVersions,
  ].sort((a, b) => b.atMs - a.atMs);
  const kept = new Set<string>();
  for (const { node } of reached) {
    const way: string[] = [];
    let at: string | null = node;
    while (at !== null && at !== origin && !kept.has(at) && !way.includes(at)) {
      way.push(at);
      at = sources.get(at) ?? null;
    }
    // A shorter path may still fit.
    if (kept.size + way.length <= limit) for (const one of way) kept.add(one);
  }
  return kept;
}
