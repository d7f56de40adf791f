/** What each strategy promises: how many messages, along which ways, and what it does when a way is cut. */

import assert from 'node:assert/strict';
import { PRESETS } from '../../src/core/config.ts';
import { neighboursOf } from '../../src/core/dissemination/overlay.ts';
import { runsOf } from '../../src/core/dissemination/runs.ts';
import type { NodeId, Origin } from '../../src/protocol/names.ts';
import type { GossipBody } from '../../src/protocol/gossip.ts';
import { TestCluster } from '../support/test-cluster.ts';

const LATENCY_MS = 20;
const steady = (): number[] => [LATENCY_MS];

function messages(cluster: TestCluster): { src: string; dest: string; at: number; body: GossipBody }[] {
  return cluster.sent.map(({ src, dest, at, line }) => ({
    src,
    dest,
    at,
    body: (JSON.parse(line) as { body: GossipBody }).body,
  }));
}

const kindsOf = (cluster: TestCluster): Set<string> =>
  new Set(messages(cluster).map(({ body }) => body.type));

describe('rumor mongering', () => {
  it('tells everybody, mostly by rumor, and stops talking about it', () => {
    const cluster = new TestCluster(30, 1, steady, { strategy: 'rumor-mongering' });
    cluster.request('n0', { type: 'write', key: 'x', value: 1 });
    cluster.runFor(3000);
    const told = cluster.eventsOf('applied').length;
    assert.ok(told >= 28, `${told} of 29`);
    const after = messages(cluster).filter(
      ({ body, at }) => body.type === 'rumor' && at > cluster.now - 1000,
    );
    assert.deepEqual(after, []);
  });

  it('stops sooner with a lower stop count', () => {
    const rumors = [1, 4].map((rumorStopCount) => {
      const cluster = new TestCluster(30, 1, steady, {
        strategy: 'rumor-mongering',
        rumorStopCount,
        fanout: 1,
      });
      cluster.request('n0', { type: 'write', key: 'x', value: 1 });
      cluster.runFor(5000);
      return messages(cluster).filter(({ body }) => body.type === 'rumor').length;
    });
    assert.ok((rumors[0] ?? 0) * 1.5 < (rumors[1] ?? 0), rumors.join(' and '));
  });
});

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

  it('is complete where there are few nodes', () => {
    assert.deepEqual(neighboursOf('b' as NodeId, ['c', 'a'] as NodeId[], 4), ['a', 'c']);
  });
});

describe('relay', () => {
  const settings = { ...PRESETS['relay-fast'] };

  it('posts to the first in rank, which sends one batch to everybody', () => {
    const cluster = new TestCluster(10, 1, steady, settings);
    for (let i = 0; i < 20; i++) cluster.request('n5', { type: 'write', key: `k${i}`, value: i });
    cluster.runFor(400);
    const sent = messages(cluster);
    assert.ok(sent.filter(({ body }) => body.type === 'post').every(({ dest }) => dest === 'n0'));
    const batches = sent.filter(({ body }) => body.type === 'batch');
    assert.deepEqual([batches.length, new Set(batches.map(({ src }) => src)).size], [9, 1]);
    assert.equal(cluster.eventsOf('applied').length, 20 * 9);
  });

  it('takes another way when the relay is silent, within a bounded time, and returns when it is back', () => {
    const healsAt = 1_000_000 + 20_000;
    const cluster = new TestCluster(
      6,
      1,
      (src, dest, now) => (now < healsAt && [src, dest].includes('n0') ? [] : [LATENCY_MS]),
      settings,
    );
    cluster.request('n3', { type: 'write', key: 'x', value: 1 });
    cluster.runFor(3000);
    const holders = ['n1', 'n2', 'n3', 'n4', 'n5'].map((node) => cluster.server(node).replica?.peek('x'));
    assert.deepEqual(holders, Array(5).fill('1'), 'within the suspicion and a batch');
    cluster.runUntil(healsAt + 8000);
    assert.equal(cluster.server('n0').replica?.peek('x'), '1');
    assert.equal(cluster.eventsOf('pending').findLast(({ node }) => node === 'n3')?.count, 0);
    const from = cluster.sent.length;
    cluster.request('n4', { type: 'write', key: 'y', value: 2 });
    cluster.runFor(1000);
    const posts = messages(cluster)
      .slice(from)
      .filter(({ body }) => body.type === 'post');
    assert.deepEqual(
      posts.map(({ dest }) => dest),
      ['n0'],
      'one relay again',
    );
  });

  it('passes acknowledgements on: nobody but the relay talks to everybody', () => {
    const cluster = new TestCluster(10, 1, steady, settings);
    for (let i = 0; i < 30; i++) {
      cluster.request(`n${i % 10}`, { type: 'write', key: `k${i}`, value: i });
      cluster.runFor(100);
    }
    cluster.runFor(4000);
    assert.equal(cluster.eventsOf('converged').length, 30);
    const direct = messages(cluster).filter(
      ({ src, dest, body }) => src !== 'n0' && dest !== 'n0' && body.type === 'ack',
    );
    assert.deepEqual(direct, []);
  });
});

describe('runs of dots', () => {
  it('joins neighbours, sorts, and drops repetitions', () => {
    const [a, b] = ['a#0' as Origin, 'b#0' as Origin];
    const dots = [3, 1, 2, 2, 7].map((seq) => ({ origin: b, seq })).concat({ origin: a, seq: 5 });
    assert.deepEqual(runsOf(dots), [
      [a, 5, 5],
      [b, 1, 3],
      [b, 7, 7],
    ]);
  });
});
