/**
 * Which transaction comes before which, and why: a directed graph with a label on each edge.
 *
 * Begin here. `components.ts` finds the parts whose members all reach each other, `shortest.ts` the shortest way back, and `cycles.ts`
 * names what was found.
 */

/** What an edge says, one bit each: its start comes before its end because … */
export const LABELS = {
  /** the end wrote over what the start wrote */
  ww: 1,
  /** the end read what the start wrote */
  wr: 2,
  /** the end wrote over what the start read */
  rw: 4,
  /** both are of one process, which did one after the other */
  process: 8,
  /** the start was answered before the end was invoked */
  realtime: 16,
  /** Out of a relay: it goes on with what led into the relay. */
  relay: 32,
} as const;

export type Label = keyof typeof LABELS;

/** Edges as three parallel lists: a history has hundreds of thousands. */
interface Edges {
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly labels: readonly number[];
  /** Nodes. */
  readonly size: number;
}

export class EdgeList implements Edges {
  readonly from: number[] = [];
  readonly to: number[] = [];
  readonly labels: number[] = [];
  /** Nodes: the transactions come first, relays after them. */
  size: number;
  /** How many of the nodes are no relays. */
  readonly transactions: number;

  constructor(transactions: number) {
    this.transactions = transactions;
    this.size = transactions;
  }

  /** What comes into a relay comes out of it by each of its edges: n + m edges in place of n × m. */
  addRelay(): number {
    return this.size++;
  }

  add(from: number, to: number, label: Label): void {
    this.from.push(from);
    this.to.push(to);
    this.labels.push(LABELS[label]);
  }
}

/** Edges by the node that they leave: those of node i stand at `starts[i]` up to `starts[i + 1]`. */
export interface Graph {
  readonly starts: Uint32Array;
  readonly targets: Uint32Array;
  readonly labels: Uint8Array;
}

export function sizeOf({ starts }: Graph): number {
  return starts.length - 1;
}

/** @param mask the labels that count; those out of relays always do */
export function graphOf({ from, to, labels, size }: Edges, mask: number): Graph {
  const starts = new Uint32Array(size + 1);
  const counts = (edge: number): boolean => ((labels[edge] ?? 0) & (mask | LABELS.relay)) !== 0;
  for (let edge = 0; edge < from.length; edge++) if (counts(edge)) bump(starts, (from[edge] ?? 0) + 1);
  for (let node = 0; node < size; node++) bump(starts, node + 1, starts[node]);
  const next = starts.slice();
  const kept = starts[size] ?? 0;
  const graph = { starts, targets: new Uint32Array(kept), labels: new Uint8Array(kept) };
  for (let edge = 0; edge < from.length; edge++) {
    if (!counts(edge)) continue;
    const at = next[from[edge] ?? 0] ?? 0;
    graph.targets[at] = to[edge] ?? 0;
    graph.labels[at] = labels[edge] ?? 0;
    bump(next, from[edge] ?? 0);
  }
  return graph;
}

function bump(counts: Uint32Array, index: number, by = 1): void {
  counts[index] = (counts[index] ?? 0) + by;
}

/**
 * The graph in which no two `rw` edges follow each other: node i is there twice, as 2i, and as 2i + 1 where it was reached by such an edge.
 * What goes round in it goes round in the graph without two of them in a row. None of them may lead into a relay.
 */
export function withoutAdjacentRw(graph: Graph): Graph {
  const from: number[] = [];
  const to: number[] = [];
  const labels: number[] = [];
  const size = sizeOf(graph);
  for (let node = 0; node < size; node++) {
    for (let edge = graph.starts[node] ?? 0; edge < (graph.starts[node + 1] ?? 0); edge++) {
      const [target, label] = [graph.targets[edge] ?? 0, graph.labels[edge] ?? 0];
      const add = (state: number, reached: number): void => {
        from.push(2 * node + state);
        to.push(2 * target + reached);
        labels.push(label);
      };
      if (label === LABELS.rw) add(0, 1);
      else {
        add(0, 0);
        add(1, 0);
      }
    }
  }
  return graphOf({ from, to, labels, size: 2 * size }, ~0);
}
