/** The overlay that the nodes make without talking: the same everywhere, connected and shallow. */

import assert from 'node:assert/strict';
import { neighboursOf } from '../../../src/core/dissemination/overlay.ts';
import type { NodeId } from '../../../src/protocol/names.ts';

describe('the overlay', () => {
  it('is symmetric, of the degree asked for, and the same whoever works it out', () => {
    const nodes = Array.from({ length: 50 }, (_, i) => `n${i}` as NodeId);
    const of = (me: NodeId): NodeId[] => neighboursOf(me, nodes.filter((node) => node !== me).reverse(), 4);
    for (const node of nodes) {
      assert.ok(of(node).length <= 4 && of(node).length >= 2);
      for (const neighbour of of(node)) assert.ok(of(neighbour).includes(node), `${node} and ${neighbour}`);
    }
  });

  it('is connected, and shallow', () => {
    const nodes = Array.from({ length: 500 }, (_, i) => `n${i}` as NodeId);
    const all = new Map(
      nodes.map((me) => [
        me,
        neighboursOf(
          me,
          nodes.filter((node) => node !== me),
          4,
        ),
      ]),
    );
    let frontier = nodes.slice(0, 1);
    const reached = new Set(frontier);
    let hops = 0;
    for (; frontier.length > 0; hops++) {
      frontier = [...new Set(frontier.flatMap((node) => all.get(node) ?? []))].filter(
        (node) => !reached.has(node),
      );
      for (const node of frontier) reached.add(node);
    }
    assert.equal(reached.size, 500);
    assert.ok(hops <= 10, `${hops} hops`);
  });

  it('is the same in every version: nodes of two of them have to agree on it', () => {
    const nodes = Array.from({ length: 9 }, (_, i) => `n${i}` as NodeId);
    const of = (me: string, degree: number): string =>
      neighboursOf(
        me as NodeId,
        nodes.filter((node) => node !== me),
        degree,
      ).join(' ');
    assert.deepEqual([of('n0', 2), of('n4', 2), of('n8', 2)], ['n1 n8', 'n3 n5', 'n0 n7']);
    assert.deepEqual([of('n0', 4), of('n4', 4), of('n8', 4)], ['n1 n2 n7 n8', 'n2 n3 n5', 'n0 n3 n7']);
    assert.deepEqual(
      [of('n0', 6), of('n4', 6), of('n8', 7)],
      ['n1 n2 n5 n7 n8', 'n2 n3 n5 n8', 'n0 n3 n4 n7'],
    );
  });

  it('is complete where there are few nodes', () => {
    assert.deepEqual(neighboursOf('b' as NodeId, ['c', 'a'] as NodeId[], 4), ['a', 'c']);
  });
});
