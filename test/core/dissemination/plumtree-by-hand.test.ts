/** Plumtree's rules, one by one, at a node that is stepped by hand. */

import assert from 'node:assert/strict';
import type { Bounds } from '../../../src/core/bounds.ts';
import { Plumtree } from '../../../src/core/dissemination/plumtree.ts';
import type { Entry } from '../../../src/core/store/entry.ts';
import type { NodeId } from '../../../src/protocol/names.ts';
import { arrive, HandHost, runUntil, writeOf } from './strategy-by-hand.ts';

const SETTINGS = { flushIntervalMs: 10, lazyIntervalMs: 50, graftAfterMs: 200, fanout: 4 };

function nodeWith(bounds: Partial<Bounds> = {}): { host: HandHost; strategy: Plumtree } {
  const host = new HandHost('n0', ['n1', 'n2', 'n3'], bounds);
  return { host, strategy: new Plumtree(host.asHost, SETTINGS) };
}

function accept({ host, strategy }: ReturnType<typeof nodeWith>, entry: Entry, now: number): void {
  host.logged.push(entry);
  strategy.accepted(entry, now);
}

const [N7] = ['n7'] as NodeId[] as [NodeId];

describe('a link of the tree', () => {
  let node: ReturnType<typeof nodeWith>;
  beforeEach(() => (node = nodeWith()));

  it('carries what gathers within an interval, but nothing back', () => {
    accept(node, writeOf('n0', 1), 0);
    arrive(node, 'eager', 'n2', 5, { fresh: [writeOf('n7', 1)] });
    assert.deepEqual(runUntil(node, 1000), [
      '10 eager n1: n01 n71',
      '10 eager n2: n01',
      '10 eager n3: n01 n71',
    ]);
    assert.deepEqual([node.strategy.ackVia(N7), node.strategy.dueAtMs], ['n2', Infinity]);
  });

  it('leaves the tree of a writer where a peer prunes it: then its writes are announced along it', () => {
    arrive(node, 'prune', 'n1', 0, { dots: [['n0', 4, 5]] });
    accept(node, writeOf('n0', 6), 0);
    accept(node, writeOf('n0', 7), 1);
    arrive(node, 'mail', 'n2', 5, { fresh: [writeOf('n7', 1)] });
    assert.deepEqual(runUntil(node, 1000), [
      ...['10 eager n1: n71', '10 eager n2: n06 n07', '10 eager n3: n06 n07 n71'],
      '50 ihave n1: n0#0 6 7',
    ]);
    assert.equal(node.strategy.ackVia(N7), 'n7', 'it did not come along a tree');
  });

  it('is pruned where an entry comes twice, if it had come along the tree', () => {
    arrive(node, 'eager', 'n1', 0, { fresh: [writeOf('n7', 1), writeOf('n7', 2)] });
    const [first, second] = node.host.logged;
    const duplicates = [first, second] as Entry[];
    arrive(node, 'mail', 'n2', 1, { duplicates });
    assert.deepEqual(node.host.take(), [], 'only what is pushed says anything of the tree');
    arrive(node, 'eager', 'n1', 1, { duplicates });
    assert.deepEqual(node.host.take(), [], 'a copy of the message');
    arrive(node, 'eager', 'n2', 1, { duplicates });
    assert.deepEqual(node.host.take(), ['prune n2: n7#0 1 2']);
    assert.deepEqual(runUntil(node, 100), ['10 eager n3: n71 n72', '50 ihave n2: n7#0 1 2']);
    accept(node, writeOf('n0', 1), 200);
    arrive(node, 'eager', 'n3', 201, { duplicates: [writeOf('n0', 1), { origin: 'n8#0' as never, seq: 1 }] });
    assert.deepEqual(
      node.host.take(),
      ['prune n3: n0#0 1 1'],
      'what the log has let go is not known to have come twice',
    );
  });

  it('stays where repair had brought the entry first', () => {
    arrive(node, 'delta', 'n1', 0, { fresh: [writeOf('n7', 1)] });
    arrive(node, 'eager', 'n2', 1, { duplicates: [writeOf('n7', 1)] });
    assert.deepEqual(node.host.take(), []);
  });

  it('is back in the tree when an entry comes along it', () => {
    arrive(node, 'prune', 'n1', 0, { dots: [['n7', 1, 1]] });
    arrive(node, 'eager', 'n1', 1, { fresh: [writeOf('n7', 2)] });
    arrive(node, 'eager', 'n2', 2, { fresh: [writeOf('n7', 3)] });
    assert.deepEqual(runUntil(node, 100).slice(0, 1), ['11 eager n1: n73']);
    assert.equal(node.strategy.ackVia(N7), 'n2');
  });
});

describe('an entry that was announced', () => {
  it('and comes in time is not asked for', () => {
    const node = nodeWith();
    arrive(node, 'ihave', 'n1', 0, { dots: [['n7', 1, 2]] });
    arrive(node, 'eager', 'n2', 100, { fresh: [writeOf('n7', 1), writeOf('n7', 2)] });
    assert.ok(runUntil(node, 1000).every((text) => !text.includes('graft')));
  });

  it('is asked for where it does not come, with others of that peer, and its link is in the tree again', () => {
    const node = nodeWith();
    arrive(node, 'prune', 'n1', 0, { dots: [['n7', 1, 1]] });
    arrive(node, 'ihave', 'n1', 0, {
      dots: [
        ['n7', 2, 3],
        ['n8', 1, 1],
      ],
    });
    arrive(node, 'ihave', 'n2', 50, { dots: [['n9', 1, 1]] });
    assert.equal(node.strategy.dueAtMs, 200);
    assert.deepEqual(runUntil(node, 200), ['200 graft n1: n7#0 2 3, n8#0 1 1']);
    assert.deepEqual(runUntil(node, 250), ['250 graft n2: n9#0 1 1']);
    arrive(node, 'delta', 'n3', 260, { fresh: [writeOf('n7', 2)] });
    assert.deepEqual(runUntil(node, 280), ['270 eager n1: n72', '270 eager n2: n72']);
    assert.deepEqual(runUntil(node, 1000), [], 'nobody else has it');
    assert.equal(node.strategy.dueAtMs, Infinity);
  });

  it('is one of so many that are awaited: what is beyond is counted', () => {
    const node = nodeWith({ announcements: 2 });
    arrive(node, 'ihave', 'n1', 0, {
      dots: [
        ['n7', 1, 5],
        ['n8', 1, 1],
      ],
    });
    assert.deepEqual(node.host.take(), ['dropped announcements']);
    assert.deepEqual(runUntil(node, 200), ['200 graft n1: n7#0 1 2']);
  });
});

describe('what a peer asks for', () => {
  it('is pushed to it, no more than it can await, and its link is in the tree from then on', () => {
    const node = nodeWith({ announcements: 2 });
    for (const seq of [1, 2, 3]) accept(node, writeOf('n0', seq), 0);
    runUntil(node, 1000);
    arrive(node, 'prune', 'n1', 1000, { dots: [['n0', 1, 1]] });
    arrive(node, 'graft', 'n1', 1001, {
      dots: [
        ['n0', 2, 3],
        ['n8', 1, 1],
      ],
    });
    assert.deepEqual(node.host.take(), ['eager n1: n02 n03']);
    arrive(node, 'graft', 'n1', 1001, { dots: [['n0', 1, 3]] });
    assert.deepEqual(node.host.take(), ['eager n1: n01 n02']);
    accept(node, writeOf('n0', 4), 2000);
    assert.equal(runUntil(node, 3000)[0], '2010 eager n1: n04');
  });
});

describe('the links', () => {
  it('are those of a given topology, however many', () => {
    const node = nodeWith();
    node.host.isTopologyGiven = true;
    node.host.neighbours = ['n3'] as NodeId[];
    node.strategy.neighboursChanged();
    accept(node, writeOf('n0', 1), 0);
    assert.deepEqual(runUntil(node, 1000), ['10 eager n3: n01']);
  });

  it('are others where members change, and nothing is left of those before', () => {
    const node = nodeWith();
    arrive(node, 'prune', 'n1', 0, { dots: [['n0', 1, 1]] });
    arrive(node, 'eager', 'n2', 0, { fresh: [writeOf('n7', 1)] });
    arrive(node, 'ihave', 'n3', 0, { dots: [['n8', 1, 1]] });
    runUntil(node, 100);
    node.host.peers = ['n1', 'n4'] as NodeId[];
    node.strategy.membersChanged();
    assert.deepEqual([node.strategy.dueAtMs, node.strategy.ackVia(N7)], [Infinity, 'n7']);
    accept(node, writeOf('n0', 1), 300);
    assert.deepEqual(runUntil(node, 1000), ['310 eager n1: n01', '310 eager n4: n01']);
  });
});
