/** A cluster is founded once: by one of those that may, when all of them know of none, and never beside one that there is. */

import assert from 'node:assert/strict';
import type { NodeId } from '../../../src/protocol/names.ts';
import { life, Network } from './view-network.ts';

function names(...indices: readonly number[]): NodeId[] {
  return indices.map((index) => `n${index}` as NodeId);
}

describe('nodes of which each may found the cluster', () => {
  it('found one, whatever is lost, and in whatever order they begin', () => {
    for (let seed = 0; seed < 150; seed++) {
      const network = new Network(seed, 0);
      network.lossRatio = (seed % 3) * 0.3;
      const order = [0, 1, 2].sort(() => network.rng.float() - 0.5);
      for (const index of order) {
        network.mayFound(life(index));
        network.run(network.rng.below(400));
      }
      network.run(4000);
      network.lossRatio = 0;
      network.run(4000);
      const founded = [...network.marks.values()].filter((mark) => mark.startsWith('founded'));
      assert.deepEqual(founded, ['founded n0#0'], `seed ${seed}`);
      const text = `seed ${seed}: ${network.membersAt(0)}`;
      assert.deepEqual(
        [...(network.of(0).view?.members.keys() ?? [])],
        [0, 1, 2].map((i) => life(i)),
        text,
      );
      assert.equal(network.splits, 0);
    }
  });

  it('wait for one that is not there, and say for whom', () => {
    const network = new Network(1, 0);
    for (const index of [0, 1]) network.mayFound(life(index));
    network.run(5000);
    assert.equal(network.marks.size, 0);
    assert.deepEqual(network.of(0).awaits(network.now), ['n2']);
    // It said so long ago.
    network.nodes.delete('n1' as NodeId);
    network.run(5000);
    network.mayFound(life(2));
    network.run(2000);
    assert.deepEqual(network.of(0).awaits(network.now), ['n1']);
    network.mayFound(life(1, 1));
    network.run(2000);
    assert.equal(network.of(0).view?.members.size, 3);
  });

  it('found no second one where some have lost their data', () => {
    for (let seed = 0; seed < 50; seed++) {
      const network = new Network(seed, 0);
      for (const index of [0, 1, 2]) network.mayFound(life(index));
      network.run(4000);
      // The founder is the first to be asked, and n2 the only one that knows.
      network.mayFound(life(0, 1));
      network.mayFound(life(1, 1));
      network.run(2000);
      assert.equal([...network.marks.values()].filter((mark) => mark.startsWith('founded')).length, 1);
      const isIn = (index: number): boolean => network.of(2).view?.stateOf(life(index, 1)) !== undefined;
      assert.ok(network.of(0).view === undefined || isIn(0), `seed ${seed}`);
    }
  });

  it('found none beside a node that was a member once', () => {
    const network = new Network(1, 0);
    network.mayFound(life(0));
    network.mayFound(life(1));
    network.start(life(2), [], { seeds: names(0, 1), knowsOfCluster: true });
    network.run(10_000);
    assert.equal(network.marks.size, 0);
    assert.deepEqual(network.of(0).awaits(network.now), ['n2']);
  });

  it('let nobody found one that they would not ask', () => {
    const network = new Network(1, 0);
    for (const index of [1, 2])
      network.start(life(index), [], { seeds: names(1, 2).filter((n) => n !== `n${index}`) });
    network.start(life(0), [], { mayFound: true, seeds: names(1, 2) });
    network.run(5000);
    assert.deepEqual(network.of(0).awaits(network.now), names(1, 2));
  });

  it('take no answer to another life of theirs for one to them', () => {
    const network = new Network(1, 0);
    network.mayFound(life(0), 2);
    network.of(0).receive('n1' as NodeId, life(1), ['none', life(0, 7)], 0);
    network.of(0).receive('n3' as NodeId, life(3), ['none', life(0)], 0);
    assert.equal(network.of(0).view, undefined);
    network.of(0).receive('n1' as NodeId, life(1), ['none', life(0)], 0);
    assert.equal(network.of(0).state, 'active');
  });
});
