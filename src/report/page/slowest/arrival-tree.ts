/** How a write spread, cut down to what can be drawn: the replicas that it reached last, and the paths to them. */

import type { Arrival, LaterVersion, SlowWrite } from '../../schema/course-schema.ts';
import { latestNodes } from '../../parts/bounded-spread.ts';

export interface Branch {
  readonly node: string;
  /** Null at the origin, and where the arrival of a replica that passed the write on is not known. */
  readonly arrival: Arrival | null;
  readonly children: readonly Branch[];
  /** Replicas below this one that were left out. */
  readonly omitted: number;
}

export interface DrawnSpread {
  readonly tree: Branch;
  /** In order of time. */
  readonly laterVersions: readonly LaterVersion[];
  /** Later versions that were left out. */
  readonly laterOmitted: number;
}

/** @param limit replicas beside the origin */
export function drawnSpread(write: SlowWrite, limit: number): DrawnSpread {
  const kept = latestNodes(write, limit);
  const laterVersions = write.laterVersions.filter(({ node }) => kept.has(node));
  const laterOmitted = write.laterVersions.length - laterVersions.length;
  return { tree: arrivalTree(write, kept), laterVersions, laterOmitted };
}

function arrivalTree({ origin, arrivals }: SlowWrite, kept: ReadonlySet<string>): Branch {
  const byNode = new Map(arrivals.map((arrival) => [arrival.node, arrival]));
  const children = childrenOf(origin, arrivals, byNode);
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

function childrenOf(
  origin: string,
  arrivals: readonly Arrival[],
  byNode: ReadonlyMap<string, Arrival>,
): Map<string, string[]> {
  const children = new Map<string, string[]>();
  const add = (parent: string, node: string): void => {
    children.set(parent, [...(children.get(parent) ?? []), node]);
  };
  // Who passed a write on without an arrival of its own comes right after the origin: nothing more is known of it.
  for (const from of new Set(arrivals.map((arrival) => arrival.from)))
    if (from !== null && from !== origin && !byNode.has(from)) add(origin, from);
  for (const { node, from } of arrivals)
    if (node !== origin) add(from === null || from === node ? origin : from, node);
  return children;
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
