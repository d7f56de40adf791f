/** What Plumtree promises: an entry comes once to everybody along a tree, and a branch that breaks is grafted. */

import assert from 'node:assert/strict';
import { Plumtree } from '../../../src/core/dissemination/plumtree.ts';
import type { StrategyHost } from '../../../src/core/dissemination/dissemination.ts';
import type { GossipBody, WireDots } from '../../../src/protocol/gossip.ts';
import type { NodeId } from '../../../src/protocol/names.ts';
import { TestCluster } from '../../support/test-cluster.ts';
import { kindsOf, LATENCY_MS, messages, steady } from './sent-messages.ts';

describe('plumtree', () => {
  it('settles on a tree: an entry then comes once to everybody', () => {
    const cluster = new TestCluster(40, 1, steady, { strategy: 'plumtree' });
    const write = (i: number): void => {
      cluster.request('n7', { type: 'write', key: `k${i}`, value: i });
      cluster.runFor(2000);
    };
    for (let i = 0; i < 10; i++) write(i);
    const from = cluster.now;
    for (let i = 10; i < 20; i++) write(i);
    const carried = messages(cluster)
      .filter(({ at, body }) => at >= from && body.type === 'eager')
      .reduce((sum, { body }) => sum + (body.entries?.length ?? 0), 0);
    assert.equal(carried, 10 * 39, 'n − 1 messages with the entry, relative redundancy 0');
  });

  it('grafts a branch when a link goes silent', () => {
    const broken = new Set<string>();
    const cluster = new TestCluster(
      20,
      1,
      (src, dest) => (broken.has(`${src} ${dest}`) ? [] : [LATENCY_MS]),
      {
        strategy: 'plumtree',
        antiEntropyIntervalMs: 600_000,
        antiEntropyIdleMs: 600_000,
        repairAfterMs: 600_000,
      },
    );
    const write = (i: number): void => {
      cluster.request('n0', { type: 'write', key: `k${i}`, value: i });
      cluster.runFor(5000);
    };
    for (let i = 0; i < 8; i++) write(i);
    const parent = cluster.eventsOf('applied').findLast(({ node }) => node === 'n9')?.from ?? '';
    broken.add(`${parent} n9`);
    write(8);
    assert.equal(cluster.server('n9').replica?.peek('k8'), '8', 'it came another way, without anti-entropy');
    assert.ok(kindsOf(cluster).has('graft'));
  });

  it('asks one announcer after the other for an entry that does not come, and each once', () => {
    const [n1, n2, n3] = ['n1', 'n2', 'n3'] as NodeId[] as [NodeId, NodeId, NodeId];
    const asked: string[] = [];
    let isSeen = false;
    const host = {
      ...{ me: 'n9' as NodeId, peers: [n1, n2, n3], neighbours: [n1, n2, n3], bounds: { announcements: 10 } },
      unseenIn: ([, from, to]: WireDots) => [[from, to]],
      hasSeen: () => isSeen,
      tell: (dest: NodeId, kind: string, _: unknown, now: number) => asked.push(`${now} ${kind} ${dest}`),
    } as unknown as StrategyHost;
    const plumtree = new Plumtree(host, {
      flushIntervalMs: 0,
      fanout: 3,
      lazyIntervalMs: 0,
      graftAfterMs: 100,
    });
    const announced = (from: NodeId, now: number): void => {
      const body = { dots: [['n0#0', 7, 7]] } as unknown as GossipBody;
      plumtree.arrived({ kind: 'ihave', from, body, fresh: [], duplicates: [] }, now);
    };
    announced(n1, 0);
    for (const from of [n2, n1, n3]) announced(from, 10);
    for (let now = 10; now < 1000; now += 10) if (plumtree.dueAtMs <= now) plumtree.flush(now);
    assert.deepEqual(asked, ['100 graft n1', '150 graft n2', '200 graft n3']);
    assert.equal(plumtree.dueAtMs, Infinity, 'nobody is left to ask');
    announced(n2, 2000);
    isSeen = true;
    plumtree.flush(2100);
    assert.deepEqual([asked.length, plumtree.dueAtMs], [3, Infinity]);
  });
});
