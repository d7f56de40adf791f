/** Maelstrom's grid, drawn out: each node's neighbours are those above, below, left and right of it. */

import assert from 'node:assert/strict';
import { gridTopology } from '../../src/net/topology.ts';
import { abbreviate, nodeNames } from '../../src/net/names.ts';

function grid(count: number): Record<string, string> {
  return Object.fromEntries(
    [...gridTopology(nodeNames(count))].map(([node, neighbours]) => [node, neighbours.toSorted().join(' ')]),
  );
}

describe('the grid', () => {
  it('has about √n columns, and no neighbour around a corner', () => {
    // n0 n1 n2
    // n3 n4 n5
    // n6 n7
    assert.deepEqual(grid(8), {
      ...{ n0: 'n1 n3', n1: 'n0 n2 n4', n2: 'n1 n5', n3: 'n0 n4 n6', n4: 'n1 n3 n5 n7', n5: 'n2 n4' },
      ...{ n6: 'n3 n7', n7: 'n4 n6' },
    });
  });

  it('of one node has no neighbours, of two a single link', () => {
    assert.deepEqual(grid(1), { n0: '' });
    assert.deepEqual(grid(2), { n0: 'n1', n1: 'n0' });
  });
});

describe('a list of names', () => {
  it('spells ten out, and counts the others', () => {
    assert.equal(abbreviate(nodeNames(3)), 'n0 n1 n2');
    assert.equal(abbreviate(nodeNames(10)), 'n0 n1 n2 n3 n4 n5 n6 n7 n8 n9');
    assert.equal(abbreviate(nodeNames(12)), 'n0 n1 n2 n3 n4 n5 n6 n7 n8 n9 (+2 more)');
  });
});
