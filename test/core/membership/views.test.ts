/**
 * Agreement on who counts, whatever the network does: messages of many nodes' state machines are delivered in any order, twice or
 * never, while changes compete, and no two nodes may ever have different views of the same number.
 */

import assert from 'node:assert/strict';
import { View } from '../../../src/core/membership/view.ts';
import { WIRE_LIMITS } from '../../../src/protocol/validate/limits.ts';
import { cut, life, Network } from './view-network.ts';

describe('views', () => {
  it('decide one of several changes at a time, whatever is lost, and in the end all that were asked for', () => {
    for (let seed = 0; seed < 150; seed++) {
      const network = new Network(seed, 3 + (seed % 4));
      network.lossRatio = (seed % 3) * 0.2;
      network.start(life(8));
      network.start(life(9));
      network.run(300);
      network.of(0).want(['leave', life(1)], network.now);
      network.of(1).want(['remove', life(2)], network.now);
      network.of(2).want(['remove', life(1)], network.now);
      network.run(4000);
      network.lossRatio = 0;
      network.run(6000);
      network.spread();
      for (const [node, { views }] of network.nodes) if (views.isGone) network.nodes.delete(node);
      const seen = new Set(
        [...network.nodes.keys()].map((node) => network.nodes.get(node)?.views.view?.id.join(' ')),
      );
      assert.equal(seen.size, 1, `seed ${seed}: all have the same view: ${[...seen].join('; ')}`);
      assert.equal(network.splits, 0);
      assert.ok(network.of(0).view?.stateOf(life(8)) === 'joining', `seed ${seed}: ${network.membersAt(0)}`);
    }
  });

  it('change nothing in two halves that remove each other, and say what to do', () => {
    const network = new Network(1, 4);
    cut(network, [0, 1]);
    network.of(0).want(['remove', life(2)], 0);
    network.of(3).want(['remove', life(1)], 0);
    network.run(5000);
    assert.deepEqual(network.outcomes.sort(), ['n0: remove n2#0 refused', 'n3: remove n1#0 refused']);
    assert.deepEqual([...network.marks.keys()], [1]);
  });

  it('go on in the larger part of a cut, and tell the smaller one when it is over', () => {
    const network = new Network(2, 5);
    cut(network, [3, 4]);
    network.of(0).want(['remove', life(4)], 0);
    network.of(4).want(['remove', life(0)], 0);
    network.run(5000);
    assert.ok(network.of(0).view?.gone.has(life(4)) === true);
    assert.equal(network.of(4).state, 'active', 'it has not heard of it');
    network.reaches = () => true;
    network.spread();
    assert.ok(network.of(4).isGone);
    assert.equal(network.of(4).want(['remove', life(0)], network.now), 'this node is no member: ask one');
  });

  it('complete what its proposer left open', () => {
    const network = new Network(3, 3);
    let accepted = 0;
    network.reaches = (from, to) =>
      !(from !== 'n0' && to === 'n0' && network.of(0).view?.number === 1 && accepted++ > 3);
    network.of(0).want(['remove', life(2)], 0);
    network.run(40);
    network.reaches = (from, to) => from !== 'n0' && to !== 'n0';
    network.run(3000);
    const views = [1, 2].map((index) => network.of(index).view?.number);
    network.reaches = () => true;
    network.spread();
    assert.equal(network.marks.size, network.of(1).view?.number, 'no view was skipped or made twice');
    assert.ok(views.every((number) => number === views[0]));
  });

  it('take another life in place of the one that a node had, and never that one again', () => {
    const network = new Network(4, 3);
    network.start(life(2, 1));
    network.run(2000);
    network.spread();
    assert.equal(network.of(0).view?.stateOf(life(2, 1)), 'joining');
    assert.ok(network.of(0).view?.gone.has(life(2)) === true);
    assert.match(network.of(0).want(['join', life(2)], network.now) ?? '', /start it empty/);
  });

  it('make two halves where somebody forces it, and both say so when they meet', () => {
    const network = new Network(5, 4);
    cut(network, [0, 1]);
    const isOneOf = (number: number): void => {
      network.marks.delete(number);
    };
    for (const dead of [2, 3]) network.of(0).force(['remove', life(dead)], 0);
    network.run(500);
    for (const number of [2, 3]) isOneOf(number);
    for (const dead of [0, 1]) network.of(3).force(['remove', life(dead)], 500);
    network.run(500);
    network.reaches = () => true;
    network.spread();
    assert.ok(network.splits > 0);
    assert.equal(network.membersAt(0), 'n0#0 active, n1#0 active');
    assert.equal(network.membersAt(3), 'n2#0 active, n3#0 active');
  });

  it('never have more members than one message can name', () => {
    const full = View.founded(
      Array.from({ length: WIRE_LIMITS.members }, (_, index) => life(index)),
      'founded',
    );
    assert.match(full.problemWith(['join', life(9999)]) ?? '', /there are 1024 members already/);
    const replaced = full.after(['m', ['replace', life(3), life(3, 1)]]);
    assert.ok(replaced instanceof View);
    assert.equal(replaced.members.size, WIRE_LIMITS.members);
    const left = full.after(['m', ['remove', life(3)]]);
    assert.ok(left instanceof View);
    assert.equal(left.problemWith(['join', life(9999)]), undefined);
  });

  it('do not leave a cluster without a member', () => {
    const network = new Network(6, 1);
    assert.match(network.of(0).want(['leave', life(0)], 0) ?? '', /the only active member/);
  });
});
