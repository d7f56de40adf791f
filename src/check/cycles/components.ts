/** The parts of a directed graph whose members all reach each other: only there can anything go round in a circle. */

import { sizeOf, type Graph } from './graph.ts';
import type { Start } from './shortest.ts';

export interface Components {
  /** The component of each node. */
  readonly of: Int32Array;
  /** The members of those that have more than one, by the component. */
  readonly large: ReadonlyMap<number, readonly number[]>;
}

/** Tarjan's strongly connected components (1972), without recursion: histories are long. O(nodes + edges). */
export function componentsOf(graph: Graph): Components {
  const { starts, targets } = graph;
  const size = sizeOf(graph);
  const order = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const of = new Int32Array(size).fill(-1);
  const next = starts.slice();
  const large = new Map<number, readonly number[]>();
  const stack: number[] = [];
  const path: number[] = [];
  let visited = 0;
  let components = 0;

  const enter = (node: number): void => {
    order[node] = low[node] = visited++;
    stack.push(node);
    path.push(node);
  };
  const leave = (node: number): void => {
    path.pop();
    const parent = path.at(-1);
    if (parent !== undefined) lower(low, parent, low[node] ?? 0);
    if (low[node] !== order[node]) return;
    const members: number[] = [];
    for (let member = stack.pop(); member !== undefined; member = stack.pop()) {
      of[member] = components;
      members.push(member);
      if (member === node) break;
    }
    if (members.length > 1) large.set(components, members.reverse());
    components++;
  };

  for (let root = 0; root < size; root++) {
    if (order[root] !== -1) continue;
    enter(root);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const edge = next[node] ?? 0;
      if (edge === starts[node + 1]) {
        leave(node);
        continue;
      }
      next[node] = edge + 1;
      const to = targets[edge] ?? 0;
      if (order[to] === -1) enter(to);
      else if (of[to] === -1) lower(low, node, order[to] ?? 0);
    }
  }
  return { of, large };
}

/** The edges with these labels that stay within a component, by the component. */
export function edgesWithin(graph: Graph, { of, large }: Components, labels: number): Map<number, Start[]> {
  const within = new Map<number, Start[]>();
  for (const [component, members] of large) {
    const edges: Start[] = [];
    for (const from of members) {
      for (let edge = graph.starts[from] ?? 0; edge < (graph.starts[from + 1] ?? 0); edge++) {
        const isOne = ((graph.labels[edge] ?? 0) & labels) !== 0;
        if (isOne && of[graph.targets[edge] ?? 0] === component) edges.push([from, edge]);
      }
    }
    if (edges.length > 0) within.set(component, edges);
  }
  return within;
}

function lower(low: Int32Array, node: number, to: number): void {
  low[node] = Math.min(low[node] ?? to, to);
}
