/** Equivalent mutants in the search for cycles. */

import type { Equivalent } from './equivalent.ts';

const CYCLES = 'src/check/cycles/cycles.ts';
const COMPONENTS = 'src/check/cycles/components.ts';
const GRAPH = 'src/check/cycles/graph.ts';
const SHORTEST = 'src/check/cycles/shortest.ts';

const BEHIND_THE_END = 'what stands behind the end has no edges and no labels, and counts nowhere';
const NOT_BEFORE_ITSELF =
  'nothing comes before itself: a node alone has no edge within its component, and no circle one edge';
const NOTHING_NEW = 'a short cut: a search for this kind finds nothing that is not known';
const NO_WAY_BACK = 'a short cut: from outside of a component no way leads back';
const NOTHING_LEFT = 'a short cut: a search that may look at nothing finds nothing';
const NONE_AT_BOTH_ENDS =
  'a circle begins with an overwritten read where it has one, and where none are adjacent it does not end with another';

/** Loops that would go one step further. */
const BOUNDS: readonly Equivalent[] = [
  { file: COMPONENTS, from: 'root < size', to: 'root <= size', reason: BEHIND_THE_END },
  { file: CYCLES, from: 'edge < edges.from.length', to: 'edge <= edges.from.length', reason: BEHIND_THE_END },
  { file: GRAPH, from: 'edge < from.length', to: 'edge <= from.length', reason: BEHIND_THE_END },
  { file: GRAPH, from: 'node < size', to: 'node <= size', reason: BEHIND_THE_END },
];

const IS_SKIPPED = '(used & kind.required) === 0 || (order !== 0 && (used & order) === 0)';

/** Searches that are left out. */
const LEFT_OUT: readonly Equivalent[] = [
  { file: CYCLES, from: IS_SKIPPED, to: 'false', reason: NOTHING_NEW },
  {
    file: CYCLES,
    from: IS_SKIPPED,
    to: '(used & kind.required) === 0 && order !== 0 && (used & order) === 0',
    reason: NOTHING_NEW,
  },
  { file: CYCLES, from: '(used & kind.required) === 0', to: 'false', reason: NOTHING_NEW },
  { file: CYCLES, from: 'order !== 0 && (used & order) === 0', to: 'false', reason: NOTHING_NEW },
  {
    file: COMPONENTS,
    from: 'of[graph.targets[edge] ?? 0] === component',
    to: 'true',
    reason: NO_WAY_BACK,
  },
  {
    file: COMPONENTS,
    from: 'edges.length > 0',
    reason: 'a short cut: without an edge to begin with there is no search',
  },
  {
    file: SHORTEST,
    from: 'this.#component[target] !== this.#component[node]',
    to: 'false',
    reason: NO_WAY_BACK,
  },
  { file: SHORTEST, from: '!isFree && budget.edges <= 0', to: 'false', reason: NOTHING_LEFT },
  { file: SHORTEST, from: 'budget.edges <= 0', to: 'budget.edges < 0', reason: NOTHING_LEFT },
  { file: SHORTEST, from: 'length === 2', to: 'false', reason: 'a short cut: no circle is shorter than two' },
  {
    file: SHORTEST,
    from: 'this.#settled[node] === search',
    to: 'false',
    reason: 'a short cut: what was gone through is gone through again, and all that it leads to is known',
  },
];

export const CYCLES_EQUIVALENT: readonly Equivalent[] = [
  ...BOUNDS,
  ...LEFT_OUT,
  { file: COMPONENTS, from: 'members.length > 1', to: 'true', reason: NOT_BEFORE_ITSELF },
  { file: COMPONENTS, from: 'members.length > 1', to: 'members.length >= 1', reason: NOT_BEFORE_ITSELF },
  { file: CYCLES, from: 'bits.length > 1', to: 'true', reason: NOT_BEFORE_ITSELF },
  { file: CYCLES, from: 'bits.length > 1', to: 'bits.length >= 1', reason: NOT_BEFORE_ITSELF },
  {
    file: CYCLES,
    from: 'overwritten > 1',
    to: 'overwritten >= 1',
    reason: 'the line before has taken those with one',
  },
  {
    file: CYCLES,
    from: 'true',
    to: 'false',
    at: 'const circle = paths.circle(starts, ~0',
    reason: 'only a circle of twenty million edges costs more than its search may',
  },
  {
    file: CYCLES,
    from: "this.#states === 2 && cycle.labels.at(-1) === 'rw'",
    to: 'false',
    reason: NONE_AT_BOTH_ENDS,
  },
  { file: CYCLES, from: '-1', to: '+1', at: 'const state =', reason: NONE_AT_BOTH_ENDS },
  {
    file: CYCLES,
    from: '(cycle.transactions[0] ?? 0) * this.#states + state',
    to: '(cycle.transactions[0] ?? 0) * this.#states - state',
    reason: NONE_AT_BOTH_ENDS,
  },
];
