/** What Plumtree promises: an entry comes once to everybody along a tree, and a branch that breaks is grafted. */

import assert from 'node:assert/strict';
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
});
