/** Lazy push: what is announced, who is asked for it, and when again, at a node that is stepped by hand; and that it saves the payloads. */

import assert from 'node:assert/strict';
import type { Bounds } from '../../../src/core/bounds.ts';
import { RumorMongering } from '../../../src/core/dissemination/rumor-mongering.ts';
import { TestCluster } from '../../support/test-cluster.ts';
import { messages, steady } from './sent-messages.ts';
import { arrive, HandHost, runUntil, writeOf } from './strategy-by-hand.ts';

function lazyNode(bounds: Partial<Bounds> = {}): { host: HandHost; strategy: RumorMongering } {
  const host = new HandHost('n0', ['n1'], bounds);
  const strategy = new RumorMongering(host.asHost, {
    ...{ fanout: 1, roundIntervalMs: 100, rumorStopCount: 2, graftAfterMs: 500 },
    ...{ rumorExchange: 'lazy-push', rumorStop: 'feedback-counter' },
  });
  return { host, strategy };
}

describe('lazy push', () => {
  it('announces a rumor each round, and sends it to whoever asks for it', () => {
    const node = lazyNode();
    const entry = writeOf('n0', 1);
    node.host.logged.push(entry);
    node.strategy.accepted(entry, 0);
    assert.deepEqual(runUntil(node, 200), ['100 ihave n1: n0#0 1 1', '200 ihave n1: n0#0 1 1']);
    arrive(node, 'iwant', 'n1', 210, { dots: [['n0', 1, 9]] });
    assert.deepEqual(node.host.take(), ['rumor n1: n01'], 'and nothing that does not exist');
    for (const at of [220, 230]) arrive(node, 'feedback', 'n1', at, { dots: [['n0', 1, 1]] });
    assert.equal(node.strategy.dueAtMs, Infinity, 'k = 2');
  });

  it('asks one announcer for what is lacking, and another one when it does not come', () => {
    const node = lazyNode();
    const announce = (from: string, now: number): string[] => {
      arrive(node, 'ihave', from, now, { dots: [['n7', 1, 3]] });
      return node.host.take();
    };
    node.host.logged.push(writeOf('n7', 2));
    assert.deepEqual(announce('n1', 0), ['iwant n1: n7#0 1 1, n7#0 3 3', 'feedback n1: n7#0 2 2']);
    assert.deepEqual(announce('n2', 499), ['feedback n2: n7#0 2 2']);
    arrive(node, 'rumor', 'n1', 499, { fresh: [writeOf('n7', 1)] });
    assert.deepEqual(announce('n2', 500), ['iwant n2: n7#0 3 3', 'feedback n2: n7#0 2 2'], 'n7#0 1 is news');
    assert.deepEqual(announce('n1', 550), ['feedback n1: n7#0 1 2']);
  });

  it('waits for so many at once, and asks for others when they have come or will not come', () => {
    const node = lazyNode({ announcements: 2 });
    const announce = (from: number, now: number): string[] => {
      arrive(node, 'ihave', 'n1', now, { dots: [['n7', from, 99]] });
      return node.host.take();
    };
    assert.deepEqual(announce(1, 0), ['dropped announcements', 'iwant n1: n7#0 1 2']);
    assert.deepEqual(announce(5, 100), ['dropped announcements']);
    node.host.logged.push(writeOf('n7', 1));
    assert.deepEqual(announce(5, 200), ['dropped announcements', 'iwant n1: n7#0 5 5'], 'one has come');
    assert.deepEqual(announce(8, 500), ['dropped announcements', 'iwant n1: n7#0 8 8'], 'one is lost');
  });

  it('brings each replica each write about once, where push brings it five times more', () => {
    const duplicates = (['push', 'lazy-push'] as const).map((rumorExchange) => {
      const cluster = new TestCluster(20, 1, steady, { strategy: 'rumor-mongering', rumorExchange });
      for (const node of ['n0', 'n5', 'n9']) cluster.request(node, { type: 'write', key: node, value: 1 });
      cluster.runFor(2000);
      assert.ok(cluster.eventsOf('applied').length >= 3 * 18);
      const sent = messages(cluster).flatMap(({ body }) =>
        body.type === 'rumor' ? [body.entries?.length ?? 0] : [],
      );
      return sent.reduce((sum, entries) => sum + entries, 0) / cluster.eventsOf('applied').length;
    });
    const [push = 0, lazy = 0] = duplicates;
    assert.ok(push > 4, `${push}`);
    assert.ok(lazy <= 1, `${lazy}`);
  });
});
