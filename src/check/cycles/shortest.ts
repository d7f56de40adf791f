/** Shortest ways and circles in a graph, where relays cost nothing: breadth first. */

import { LABELS, sizeOf, type Graph } from './graph.ts';

/** Edges that may still be looked at. Where none are left, what was found so far has to do. */
export interface Budget {
  edges: number;
}

/** An edge, and the node that it leaves. */
export type Start = readonly [from: number, edge: number];

/** Its edges in order, and where the first one begins. */
export interface Circle {
  readonly from: number;
  readonly edges: readonly number[];
}

/** Keeps its tables from one search to the next. */
export class ShortestPaths {
  readonly #graph: Graph;
  readonly #component: Int32Array;
  /** By node: the edge that reached it, the node where that begins, and the search that this was. */
  readonly #reachedBy: Uint32Array;
  readonly #cameFrom: Uint32Array;
  readonly #search: Uint32Array;
  readonly #settled: Uint32Array;
  #searches = 0;

  /** @param component of each node: a way never leaves it */
  constructor(graph: Graph, component: Int32Array) {
    const size = sizeOf(graph);
    this.#graph = graph;
    this.#component = component;
    this.#reachedBy = new Uint32Array(size);
    this.#cameFrom = new Uint32Array(size);
    this.#search = new Uint32Array(size);
    this.#settled = new Uint32Array(size);
  }

  /**
   * @param mask the labels that it may use
   * @param limit the length that it must stay below
   * @returns its edges in order; undefined: there is none, or the budget was used up
   */
  find(start: number, end: number, mask: number, limit: number, budget: Budget): number[] | undefined {
    const search = ++this.#searches;
    this.#search[start] = search;
    let level = [start];
    for (let length = 0; length < limit && level.length > 0; length++) {
      const following: number[] = [];
      // The list grows while it is walked through, by what a relay leads to.
      for (const node of level) {
        if (this.#settled[node] === search) continue;
        this.#settled[node] = search;
        if (node === end) return this.#wayTo(end, start);
        this.#expand(node, mask, level, following, budget);
        if (budget.edges < 0) return undefined;
      }
      level = following;
    }
    return undefined;
  }

  /**
   * A shortest circle that begins with one of these edges.
   * @param isSure whether the first search will find one: then it may cost what it will
   */
  circle(starts: readonly Start[], mask: number, budget: Budget, isSure: boolean): Circle | undefined {
    let best: { from: number; edges: readonly number[]; length: number } | undefined;
    for (const [from, edge] of starts) {
      const isFree = isSure && best === undefined;
      if (!isFree && budget.edges <= 0) break;
      const limit = best === undefined ? sizeOf(this.#graph) : best.length - 1;
      const target = this.#graph.targets[edge] ?? 0;
      const way = this.find(target, from, mask, limit, isFree ? { edges: Infinity } : budget);
      if (way === undefined) continue;
      const edges = [edge, ...way];
      const length = edges.filter((each) => this.#graph.labels[each] !== LABELS.relay).length;
      best = { from, edges, length };
      if (length === 2) break;
    }
    return best;
  }

  #expand(node: number, mask: number, level: number[], following: number[], budget: Budget): void {
    const { starts, targets, labels } = this.#graph;
    const to = starts[node + 1] ?? 0;
    for (let edge = starts[node] ?? 0; edge < to; edge++) {
      budget.edges--;
      const target = targets[edge] ?? 0;
      const label = labels[edge] ?? 0;
      if ((label & (mask | LABELS.relay)) === 0) continue;
      if (this.#component[target] !== this.#component[node]) continue;
      const isFree = label === LABELS.relay;
      // Reached again for less: what comes out of a relay is as near as the relay.
      const isKnown = this.#search[target] === this.#searches;
      if (isKnown && (!isFree || this.#settled[target] === this.#searches)) continue;
      this.#search[target] = this.#searches;
      this.#reachedBy[target] = edge;
      this.#cameFrom[target] = node;
      (isFree ? level : following).push(target);
    }
  }

  #wayTo(end: number, start: number): number[] {
    const edges: number[] = [];
    for (let node = end; node !== start; node = this.#cameFrom[node] ?? start)
      edges.push(this.#reachedBy[node] ?? 0);
    return edges.reverse();
  }
}
