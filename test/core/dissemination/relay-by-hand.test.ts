/** The relay's rules, one by one, at a node that is stepped by hand. */

import assert from 'node:assert/strict';
import { Relay } from '../../../src/core/dissemination/relay.ts';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';
import { arrive, HandHost, runUntil, writeOf } from './strategy-by-hand.ts';

const SETTINGS = { flushIntervalMs: 10, batchIntervalMs: 50, suspectAfterMs: 500 };

function relayAt(me: string, peers: readonly string[]): { host: HandHost; strategy: Relay } {
  const host = new HandHost(me, peers);
  return { host, strategy: new Relay(host.asHost, SETTINGS) };
}

const suspect = ({ host, strategy }: ReturnType<typeof relayAt>, node: string, now: number): void => {
  host.suspected.add(node as NodeId);
  strategy.reachabilityChanged(now);
};

describe('a node beside the relay', () => {
  let node: ReturnType<typeof relayAt>;
  beforeEach(() => (node = relayAt('n2', ['n1', 'n3', 'n4'])));

  it('posts what gathers within an interval, and awaits the answer', () => {
    node.strategy.accepted(writeOf('n2', 1), 100);
    node.strategy.accepted(writeOf('n2', 2), 105);
    assert.equal(node.strategy.dueAtMs, 110);
    assert.deepEqual(runUntil(node, 1000), ['110 post n1: n21 n22', '110 expect n1']);
    assert.deepEqual([node.strategy.hub, node.strategy.ackVia('n4' as NodeId)], ['n1', 'n1']);
  });

  it('spreads nothing that comes in a batch, by repair or by mail, but what was posted to it', () => {
    for (const kind of ['batch', 'delta', 'mail'] as const)
      arrive(node, kind, 'n1', 0, { fresh: [writeOf('n4', 1)] });
    assert.equal(node.strategy.dueAtMs, Infinity);
    arrive(node, 'post', 'n3', 100, { fresh: [writeOf('n3', 1)] });
    assert.deepEqual(runUntil(node, 1000), ['150 batch n1: n31', '150 batch n3: ', '150 batch n4: n31']);
  });

  it('turns to the next in rank when the relay is silent, tells it all that it may not have, and asks for what it missed', () => {
    node.host.pending = [writeOf('n2', 1), writeOf('n2', 2)];
    node.host.wanted = [['n2#0' as Origin, 1]];
    const other = relayAt('n3', ['n1', 'n2', 'n4']);
    other.host.pending = [writeOf('n3', 1)];
    other.host.wanted = [['n3#0' as Origin, 1]];
    other.strategy.accepted(writeOf('n3', 1), 0);
    suspect(other, 'n1', 5);
    assert.deepEqual(other.host.take(), ['ask n2', 'post n2: n3#0 1', 'acknowledge again']);
    assert.deepEqual(runUntil(other, 20), ['5 ask n1', '15 post n2: n31', '15 expect n2']);
    assert.equal(other.strategy.hub, 'n2');
    // The next in rank takes over: it batches, and asks nobody.
    suspect(node, 'n1', 5);
    assert.deepEqual(node.host.take(), ['acknowledge again']);
    assert.equal(node.strategy.hub, undefined);
    assert.equal(node.strategy.ackVia('n4' as NodeId), 'n4');
    assert.deepEqual(runUntil(node, 60), ['5 ask n1', '55 batch n3: n21 n22', '55 batch n4: n21 n22']);
  });

  it('asks no new relay for acknowledgements where none is missing', () => {
    const other = relayAt('n3', ['n1', 'n2', 'n4']);
    suspect(other, 'n1', 5);
    assert.deepEqual(other.host.take(), ['ask n2', 'acknowledge again']);
  });

  it('asks the first in rank from time to time, and returns to it when it answers', () => {
    suspect(node, 'n1', 5);
    node.host.take();
    assert.deepEqual(runUntil(node, 1200), ['5 ask n1', '505 ask n1', '1005 ask n1']);
    node.host.suspected.clear();
    arrive(node, 'delta', 'n1', 1300);
    assert.deepEqual(node.host.take(), ['ask n1', 'acknowledge again']);
    assert.deepEqual(runUntil(node, 9000), []);
    assert.equal(node.strategy.dueAtMs, Infinity);
  });

  it('does not care for the silence of another one', () => {
    suspect(node, 'n3', 5);
    assert.deepEqual([node.host.take(), node.strategy.dueAtMs], [[], Infinity]);
  });

  it('follows another relay where members change', () => {
    node.host.peers = ['n0', 'n3'] as NodeId[];
    node.strategy.membersChanged(100);
    assert.deepEqual(node.host.take(), ['ask n0', 'acknowledge again']);
    suspect(node, 'n0', 200);
    node.host.take();
    assert.deepEqual(runUntil(node, 200), ['200 ask n0']);
  });
});

describe('the relay', () => {
  let node: ReturnType<typeof relayAt>;
  beforeEach(() => (node = relayAt('n1', ['n2', 'n3'])));

  it('sends everybody one batch of what gathers, less what they have by themselves', () => {
    node.strategy.accepted(writeOf('n1', 1), 100);
    arrive(node, 'post', 'n2', 120, { fresh: [writeOf('n2', 1)] });
    arrive(node, 'delta', 'n3', 130, { fresh: [writeOf('n2', 2)] });
    assert.deepEqual(runUntil(node, 1000), ['150 batch n2: n11', '150 batch n3: n11 n21']);
  });

  it('answers a post that brought nothing new, unless a batch is about to', () => {
    arrive(node, 'post', 'n2', 100);
    assert.deepEqual(node.host.take(), ['batch n2: ']);
    arrive(node, 'delta', 'n2', 100);
    assert.deepEqual(node.host.take(), []);
    node.strategy.accepted(writeOf('n1', 1), 100);
    arrive(node, 'post', 'n2', 110);
    assert.deepEqual(node.host.take(), []);
  });

  it('asks everybody with the next batch for acknowledgements that a writer misses of its own writes, once', () => {
    const others = Array.from({ length: 9 }, (_, i) => [`n3#${i}` as Origin, 1] as const);
    arrive(node, 'post', 'n2', 100, { wanted: [['n2#0' as Origin, 4], ...others] });
    arrive(node, 'mail', 'n3', 100, { wanted: [['n3#0' as Origin, 9]] });
    assert.deepEqual(node.host.take(), [], 'the batch is the answer');
    const wants = ' wants n2#0 4';
    assert.deepEqual(runUntil(node, 1000), [`150 batch n2: ${wants}`, `150 batch n3: ${wants}`]);
    node.strategy.accepted(writeOf('n1', 1), 2000);
    assert.deepEqual(runUntil(node, 3000), ['2050 batch n2: n11', '2050 batch n3: n11']);
  });
});
