/** Cycles are found where a plain transitive closure says that there are some, and only there. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findCycles, type Graph } from '../../../src/check/workloads/cycles.ts';
import { cases } from '../../support/random-cases.ts';

const NODES = 7;
const graphs = fc
  .array(fc.tuple(fc.nat({ max: NODES - 1 }), fc.nat({ max: NODES - 1 })), { maxLength: 14, size: 'max' })
  .map((edges): Graph => {
    return Array.from({ length: NODES }, (_, from) =>
      edges.filter(([source]) => source === from).map(([, to]) => to),
    );
  });

/** Whether there is a way of one edge or more. */
function reachable(graph: Graph): boolean[][] {
  const reach = graph.map((edges) => graph.map((_, to) => edges.includes(to)));
  for (let via = 0; via < graph.length; via++)
    for (const from of reach)
      for (let to = 0; to < graph.length; to++) from[to] ||= from[via] === true && reach[via]?.[to] === true;
  return reach;
}

describe('finding cycles', () => {
  it('finds one in each component that has any', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const reach = reachable(graph);
        const components = new Set(
          graph.flatMap((_, node) => {
            const circling = graph.findIndex(
              (_edges, other) => reach[node]?.[other] === true && reach[other]?.[node] === true,
            );
            return circling === -1 ? [] : [circling];
          }),
        );
        const cycles = findCycles(graph);
        assert.equal(cycles.length, components.size);
        for (const cycle of cycles) {
          assert.equal(new Set(cycle).size, cycle.length, 'no node twice');
          cycle.forEach((node, i) => {
            const next = cycle[(i + 1) % cycle.length] ?? -1;
            assert.ok(graph[node]?.includes(next) === true, `${node} → ${next} is an edge`);
          });
        }
      }),
      { numRuns: cases(2000) },
    );
  });

  it('takes long chains without running out of stack', () => {
    const chain: number[][] = Array.from({ length: 50_000 }, (_, i) => [i + 1]);
    chain.push([]);
    assert.deepEqual(findCycles(chain), []);
    chain.pop();
    chain.push([0]);
    assert.equal(findCycles(chain)[0]?.length, 50_001);
  });
});
