/**
 * What goes round in a circle among transactions, by the anomalies of Adya (1999) with the names that Elle gives them. Whether there is a
 * circle of a kind is decided by strongly connected components, in linear time; a short one is then searched for as the evidence.
 *
 * A kind is what a consistency model excludes: circles of writes alone, of writes and reads, those that go through what was overwritten
 * (`rw`) but never twice in a row, and any; each of data alone, then with the order within processes, then with that of real time.
 */

import { componentsOf, edgesWithin, type Components } from './components.ts';
import { EdgeList, graphOf, LABELS, withoutAdjacentRw, type Graph, type Label } from './graph.ts';
import { ShortestPaths, type Budget, type Circle } from './shortest.ts';

export const BASE_TYPES = ['G0', 'G1c', 'G-single-item', 'G-nonadjacent-item', 'G2-item'] as const;
type BaseType = (typeof BASE_TYPES)[number];
export type CycleType = BaseType | `${BaseType}-process` | `${BaseType}-realtime`;

export interface Cycle {
  readonly type: CycleType;
  /** In order: the first follows the last. */
  readonly transactions: readonly number[];
  /** `labels[i]` says why transaction i comes before the next one. */
  readonly labels: readonly Label[];
}

export interface CycleVerdict {
  readonly cycles: readonly Cycle[];
  /** Whether there may be circles with one `rw` edge alone that were not found; one of the same component is among `cycles`. */
  readonly gaveUp: boolean;
}

/** Edges that are looked at for each kind, beyond one search in each component. About a second. */
const DEFAULT_BUDGET = 20_000_000;

interface Kind {
  readonly mask: number;
  /** An edge that such a circle must have, where none of the kinds before it is there. */
  readonly required: number;
  readonly isNonadjacent: boolean;
}

const { ww, wr, rw } = LABELS;
/** Of time. */
const ORDERS = LABELS.process | LABELS.realtime;

const KINDS: readonly Kind[] = [0, LABELS.process, ORDERS].flatMap((order) => [
  { mask: ww | order, required: ww, isNonadjacent: false },
  { mask: ww | wr | order, required: wr, isNonadjacent: false },
  { mask: ww | wr | rw | order, required: rw, isNonadjacent: true },
  { mask: ww | wr | rw | order, required: rw, isNonadjacent: false },
]);

/** A short circle of each kind in each component, but where one of a graver kind is there that excludes the same models. */
export function findCycles(edges: EdgeList, budget = DEFAULT_BUDGET): CycleVerdict {
  const inCircles = withinComponents(edges);
  const used = inCircles.labels.reduce((sum, label) => sum | label, 0);
  const found: Found[] = [];
  let gaveUp = false;
  for (const kind of KINDS) {
    const order = kind.mask & ORDERS;
    if ((used & kind.required) === 0 || (order !== 0 && (used & order) === 0)) continue;
    const search = new KindSearch(kind, inCircles, found, { edges: budget });
    found.push(...search.run());
    gaveUp ||= search.gaveUp;
  }
  return { cycles: found.map(({ cycle }) => cycle), gaveUp };
}

/** One short circle among these edges in each component, whatever they say: its nodes in order. */
export function circlesAmong(edges: EdgeList): number[][] {
  const graph = graphOf(edges, ~0);
  const components = componentsOf(graph);
  const paths = new ShortestPaths(graph, components.of);
  const budget = { edges: DEFAULT_BUDGET };
  return [...edgesWithin(graph, components, ~0).values()].flatMap((starts) => {
    const circle = paths.circle(starts, ~0, budget, true);
    if (circle === undefined) return [];
    return [[circle.from, ...circle.edges.slice(0, -1).map((edge) => graph.targets[edge] ?? 0)]];
  });
}

/** A cycle, and what decides which kinds it is of. */
interface Found {
  readonly cycle: Cycle;
  readonly mask: number;
  readonly hasAdjacentRw: boolean;
}

/** Edges between components are on no circle. */
function withinComponents(edges: EdgeList): EdgeList {
  const { of } = componentsOf(graphOf(edges, ~0));
  const kept = new EdgeList(edges.transactions);
  kept.size = edges.size;
  for (let edge = 0; edge < edges.from.length; edge++) {
    const [from, to] = [edges.from[edge] ?? 0, edges.to[edge] ?? 0];
    if (of[from] !== of[to]) continue;
    kept.from.push(from);
    kept.to.push(to);
    kept.labels.push(edges.labels[edge] ?? 0);
  }
  return kept;
}

class KindSearch {
  gaveUp = false;
  readonly #kind: Kind;
  readonly #graph: Graph;
  readonly #components: Components;
  readonly #paths: ShortestPaths;
  readonly #transactions: number;
  /** Nodes to each transaction. */
  readonly #states: number;
  readonly #budget: Budget;
  /** Components that need no search: what is in them is known. */
  readonly #known: ReadonlySet<number>;

  constructor(kind: Kind, edges: EdgeList, found: readonly Found[], budget: Budget) {
    const graph = graphOf(edges, kind.mask);
    this.#kind = kind;
    this.#states = kind.isNonadjacent ? 2 : 1;
    this.#graph = kind.isNonadjacent ? withoutAdjacentRw(graph) : graph;
    this.#components = componentsOf(this.#graph);
    this.#paths = new ShortestPaths(this.#graph, this.#components.of);
    this.#transactions = edges.transactions;
    this.#budget = budget;
    this.#known = new Set(found.flatMap((one) => this.#componentWith(one) ?? []));
  }

  run(): Found[] {
    const { isNonadjacent, mask, required } = this.#kind;
    const found: Found[] = [];
    for (const [component, starts] of edgesWithin(this.#graph, this.#components, required)) {
      if (this.#known.has(component)) continue;
      // One such edge in the whole circle is a graver anomaly than several.
      const single = isNonadjacent ? this.#paths.circle(starts, mask & ~rw, this.#budget, false) : undefined;
      if (isNonadjacent && single === undefined && this.#budget.edges <= 0) this.gaveUp = true;
      const circle = single ?? this.#paths.circle(starts, mask, this.#budget, true);
      if (circle !== undefined) found.push(this.#found(circle));
    }
    return found;
  }

  /** The component in which a cycle lies that is of this kind, too; undefined: it is not. */
  #componentWith({ cycle, mask, hasAdjacentRw }: Found): number | undefined {
    const { mask: allowed, required, isNonadjacent } = this.#kind;
    const lacksRw = required === rw && (mask & rw) === 0;
    if ((mask & ~allowed) !== 0 || lacksRw || (isNonadjacent && hasAdjacentRw)) return undefined;
    const state = this.#states === 2 && cycle.labels.at(-1) === 'rw' ? 1 : 0;
    return this.#components.of[(cycle.transactions[0] ?? 0) * this.#states + state];
  }

  #found({ from, edges }: Circle): Found {
    const { targets, labels } = this.#graph;
    const passed = [from, ...edges.map((edge) => targets[edge] ?? 0)].map((node) =>
      Math.floor(node / this.#states),
    );
    const bits = edges.map((edge) => labels[edge] ?? 0).filter((label) => label !== LABELS.relay);
    const hasAdjacentRw = bits.some((bit, i) => bit === rw && bits.at(i - 1) === rw) && bits.length > 1;
    return {
      cycle: {
        type: typeOf(bits, hasAdjacentRw),
        transactions: passed.slice(0, -1).filter((node) => node < this.#transactions),
        labels: bits.map((bit) => NAMES.get(bit) ?? 'ww'),
      },
      mask: bits.reduce((sum, bit) => sum | bit, 0),
      hasAdjacentRw,
    };
  }
}

const NAMES = new Map(Object.entries(LABELS).map(([name, bit]) => [bit as number, name as Label]));

function typeOf(bits: readonly number[], hasAdjacentRw: boolean): CycleType {
  const overwritten = bits.filter((bit) => bit === rw).length;
  const base = (): BaseType => {
    if (overwritten === 1) return 'G-single-item';
    if (overwritten > 1) return hasAdjacentRw ? 'G2-item' : 'G-nonadjacent-item';
    return bits.includes(wr) ? 'G1c' : 'G0';
  };
  if (bits.includes(LABELS.realtime)) return `${base()}-realtime`;
  return bits.includes(LABELS.process) ? `${base()}-process` : base();
}
