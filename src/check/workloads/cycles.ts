/** Cycles in a directed graph: of each part whose members all reach each other, one short cycle as the evidence. */

/** Edges by the index of the node they leave. */
export type Graph = readonly (readonly number[])[];

/** One cycle for each strongly connected component that has any: its nodes in order, the first follows the last. O(n + edges). */
export function findCycles(graph: Graph): number[][] {
  return components(graph).flatMap((members) => {
    const cycle = cycleAmong(graph, new Set(members), members[0] ?? 0);
    return cycle === undefined ? [] : [cycle];
  });
}

/** Tarjan's strongly connected components (1972), without recursion: histories are long. */
function components(graph: Graph): number[][] {
  const order = new Int32Array(graph.length).fill(-1);
  const low = new Int32Array(graph.length);
  const onStack = new Uint8Array(graph.length);
  const stack: number[] = [];
  const found: number[][] = [];
  let visited = 0;
  const enter = (node: number): { node: number; next: number } => {
    order[node] = low[node] = visited++;
    stack.push(node);
    onStack[node] = 1;
    return { node, next: 0 };
  };
  for (let root = 0; root < graph.length; root++) {
    if (order[root] !== -1) continue;
    const path = [enter(root)];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { node } = top;
      const to = graph[node]?.[top.next++];
      if (to === undefined) {
        path.pop();
        const parent = path.at(-1)?.node;
        if (parent !== undefined) lower(low, parent, low[node] ?? 0);
        if (low[node] === order[node]) found.push(popThrough(node));
      } else if (order[to] === -1) path.push(enter(to));
      else if (onStack[to] === 1) lower(low, node, order[to] ?? 0);
    }
  }
  return found;

  function popThrough(node: number): number[] {
    const members = stack.splice(stack.lastIndexOf(node));
    for (const member of members) onStack[member] = 0;
    return members;
  }
}

function lower(low: Int32Array, node: number, to: number): void {
  low[node] = Math.min(low[node] ?? to, to);
}

/** A shortest way from `start` back to itself within the members; undefined: there is none. Breadth first. */
function cycleAmong(graph: Graph, members: ReadonlySet<number>, start: number): number[] | undefined {
  const cameFrom = new Map<number, number>();
  const queue = [start];
  for (const node of queue) {
    for (const to of graph[node] ?? []) {
      if (to === start) return pathTo(node, start, cameFrom);
      if (!members.has(to) || cameFrom.has(to)) continue;
      cameFrom.set(to, node);
      queue.push(to);
    }
  }
  return undefined;
}

function pathTo(end: number, start: number, cameFrom: ReadonlyMap<number, number>): number[] {
  const path = [end];
  for (let node = end; node !== start;) {
    node = cameFrom.get(node) ?? start;
    path.push(node);
  }
  return path.reverse();
}
