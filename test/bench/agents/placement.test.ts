/** Nodes are spread evenly over the agents, and no agent gets more than it takes. */

import assert from 'node:assert/strict';
import { placed } from '../../../src/bench/agents/placement.ts';

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `n${index}`);

function counts(nodes: number, rooms: Readonly<Record<string, number>>): Record<string, number> | undefined {
  const agents = Object.entries(rooms).map(([name, room]) => ({ name, room }));
  const places = placed(names(nodes), agents);
  if (places === undefined) return undefined;
  const found: Record<string, number> = {};
  for (const agent of places.values()) found[agent] = (found[agent] ?? 0) + 1;
  return found;
}

describe('the placement of nodes', () => {
  it('is even, and the same whatever the order of the answers', () => {
    assert.deepEqual(counts(7, { b: 10, a: 10, c: 10 }), { a: 3, b: 2, c: 2 });
    const [first] = placed(names(1), [
      { name: 'z', room: 1 },
      { name: 'a', room: 1 },
    ]) ?? [['', '']];
    assert.deepEqual(first, ['n0', 'a']);
  });

  it('fills up what has more room', () => {
    assert.deepEqual(counts(10, { a: 2, b: 20, c: 3 }), { a: 2, b: 5, c: 3 });
  });

  it('is none where there is too little room', () => {
    assert.equal(counts(5, { a: 2, b: 2 }), undefined);
    assert.equal(counts(1, {}), undefined);
  });
});
