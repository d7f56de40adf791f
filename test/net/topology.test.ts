/** Maelstrom's topologies, drawn out. */

import assert from 'node:assert/strict';
import { TOPOLOGY_SHAPES, topologyOf, type TopologyShape } from '../../src/net/topology.ts';
import { abbreviate, nodeNames } from '../../src/net/names.ts';

function drawn(shape: TopologyShape, count: number): Record<string, string> {
  return Object.fromEntries(
    [...topologyOf(shape, nodeNames(count))].map(([node, neighbours]) => [
      node,
      neighbours.toSorted().join(' '),
    ]),
  );
}

describe('the grid', () => {
  it('has about √n columns, and no neighbour around a corner', () => {
    // n0 n1 n2
    // n3 n4 n5
    // n6 n7
    assert.deepEqual(drawn('grid', 8), {
      ...{ n0: 'n1 n3', n1: 'n0 n2 n4', n2: 'n1 n5', n3: 'n0 n4 n6', n4: 'n1 n3 n5 n7', n5: 'n2 n4' },
      ...{ n6: 'n3 n7', n7: 'n4 n6' },
    });
  });

  it('of one node has no neighbours, of two a single link', () => {
    assert.deepEqual(drawn('grid', 1), { n0: '' });
    assert.deepEqual(drawn('grid', 2), { n0: 'n1', n1: 'n0' });
  });
});

describe('other topologies', () => {
  it('are a line, and everybody with everybody', () => {
    assert.deepEqual(drawn('line', 4), { n0: 'n1', n1: 'n0 n2', n2: 'n1 n3', n3: 'n2' });
    assert.deepEqual(drawn('total', 3), { n0: 'n1 n2', n1: 'n0 n2', n2: 'n0 n1' });
  });

  it('are trees of two to four branches, full from the top', () => {
    const binary = { n0: 'n1 n2', n1: 'n0 n3 n4', n2: 'n0 n5', n3: 'n1', n4: 'n1', n5: 'n2' };
    assert.deepEqual(drawn('tree2', 6), binary);
    assert.deepEqual(drawn('tree', 6), binary);
    assert.deepEqual(drawn('tree3', 6), {
      n0: 'n1 n2 n3',
      n1: 'n0 n4 n5',
      n2: 'n0',
      n3: 'n0',
      n4: 'n1',
      n5: 'n1',
    });
    assert.deepEqual(drawn('tree4', 6), {
      n0: 'n1 n2 n3 n4',
      n1: 'n0 n5',
      n2: 'n0',
      n3: 'n0',
      n4: 'n0',
      n5: 'n1',
    });
  });

  it('connect all nodes, both ways', () => {
    for (const shape of TOPOLOGY_SHAPES) {
      for (const count of [1, 2, 3, 10, 25]) {
        const topology = topologyOf(shape, nodeNames(count));
        const reached = new Set(nodeNames(1));
        for (const node of reached) {
          for (const other of topology.get(node) ?? []) {
            reached.add(other);
            assert.ok(topology.get(other)?.includes(node), `${shape}: ${node} and ${other}`);
          }
        }
        assert.equal(reached.size, count, shape);
      }
    }
  });
});

describe('a list of names', () => {
  it('spells ten out, and counts the others', () => {
    assert.equal(abbreviate(nodeNames(3)), 'n0 n1 n2');
    assert.equal(abbreviate(nodeNames(10)), 'n0 n1 n2 n3 n4 n5 n6 n7 n8 n9');
    assert.equal(abbreviate(nodeNames(12)), 'n0 n1 n2 n3 n4 n5 n6 n7 n8 n9 (+2 more)');
  });
});
