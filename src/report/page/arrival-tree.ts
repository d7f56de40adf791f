/** The tree along which a write spread, cut down to what can be drawn: the latest arrivals, and the ways on which they came. */

import type { SlowWrite } from '../course-schema.ts';

type Arrival = SlowWrite['arrivals'][number];

export interface Branch {
  readonly node: string;
  /** Null at the origin, and where the arrival of a replica that passed the write on is not known. */
  readonly arrival: Arrival | null;
  readonly children: readonly Branch[];
  /** Replicas below this one that were left out. */
  readonly omitted: number;
}

/** @param limit replicas beside the origin */
export function arrivalTree({ origin, arrivals }: SlowWrite, limit: number): Branch {
  const byNode = new Map(arrivals.map((arrival) => [arrival.node, arrival]));
  const kept = keptNodes(origin, arrivals, byNode, limit);
  const children = new Map<string, string[]>();
  const add = (parent: string, node: string): void => {
    children.set(parent, [...(children.get(parent) ?? []), node]);
  };
  const seen = new Set([origin]);
  for (const { node } of arrivals) seen.add(node);
  // Who passed a write on without an arrival of its own comes right after the origin: nothing more is known of it.
  for (const { from } of arrivals) {
    if (from === null || seen.has(from)) continue;
    seen.add(from);
    kept.add(from);
    add(origin, from);
  }
  for (const { node, from } of arrivals)
    if (node !== origin) add(from === null || from === node ? origin : from, node);
  const placed = new Set<string>();
  const branch = (node: string): Branch => {
    placed.add(node);
    const below = (children.get(node) ?? []).filter((child) => !placed.has(child));
    const omitted = below.filter((child) => !kept.has(child));
    return {
      ...{ node, arrival: byNode.get(node) ?? null },
      children: below.filter((child) => kept.has(child)).map(branch),
      omitted: omitted.reduce((sum, child) => sum + sizeOf(child), 0),
    };
  };
  /** A replica and all that are below it. */
  const sizeOf = (node: string): number => {
    placed.add(node);
    const below = (children.get(node) ?? []).filter((child) => !placed.has(child));
    return below.reduce((sum, child) => sum + sizeOf(child), 1);
  };
  return branch(origin);
}

/** The latest first, each with its way from the origin, as long as there is room. */
function keptNodes(
  origin: string,
  arrivals: readonly Arrival[],
  byNode: ReadonlyMap<string, Arrival>,
  limit: number,
): Set<string> {
  const kept = new Set<string>();
  for (const { node } of [...arrivals].sort((a, b) => b.appliedAtMs - a.appliedAtMs)) {
    const way: string[] = [];
    let at: string | null = node;
    while (at !== null && at !== origin && !kept.has(at) && !way.includes(at)) {
      way.push(at);
      at = byNode.get(at)?.from ?? null;
    }
    if (kept.size + way.length > limit) continue;
    for (const one of way) kept.add(one);
  }
  return kept;
}

/** A replica, or how many were left out in its place. */
export interface TreeRow {
  readonly of: Branch | { readonly omitted: number };
  readonly depth: number;
}

/** In the order in which the tree is read from the top. */
export function treeRows(branch: Branch, depth = 0): TreeRow[] {
  const { children, omitted } = branch;
  return [
    { of: branch, depth },
    ...children.flatMap((child) => treeRows(child, depth + 1)),
    ...(omitted > 0 ? [{ of: { omitted }, depth: depth + 1 }] : []),
  ];
}
