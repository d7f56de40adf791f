/** The tree along which a write spread, cut down to what a report carries. */

import { COURSE_LIMITS, type Arrival } from './course-schema.ts';

/**
 * In order of time, one arrival a node. Where there are too many, those that came last, as they are why it took so long, and
 * the ways to them.
 */
export function boundedTree(arrivals: readonly Arrival[], limit: number = COURSE_LIMITS.arrivals): Arrival[] {
  const ordered = arrivals.toSorted((a, b) => a.appliedAtMs - b.appliedAtMs);
  const byNode = new Map<string, Arrival>();
  // A node that lost its memory took the write in twice: the first time is when it had it.
  for (const arrival of ordered) if (!byNode.has(arrival.node)) byNode.set(arrival.node, arrival);
  if (byNode.size <= limit) return [...byNode.values()];
  const kept = new Set<Arrival>();
  for (const last of [...byNode.values()].reverse()) {
    const way: Arrival[] = [];
    for (
      let next: Arrival | undefined = last;
      next !== undefined && !kept.has(next) && !way.includes(next);
      next = byNode.get(next.from ?? '')
    )
      way.push(next);
    if (kept.size + way.length > limit) break;
    for (const arrival of way) kept.add(arrival);
  }
  return [...byNode.values()].filter((arrival) => kept.has(arrival));
}
