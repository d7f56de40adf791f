/** A cluster in virtual time: what it says, how much it says, and what it survives. */

import assert from 'node:assert/strict';
import { TestCluster } from '../support/test-cluster.ts';

const direct = (latencyMs: number) => (): number[] => [latencyMs];
const valueAt = (cluster: TestCluster, node: string, key: string): string | undefined =>
  cluster.server(node).replica?.peek(key);

describe('a cluster', () => {
  it('mails a write once to each peer, and is acknowledged once by each', () => {
    const cluster = new TestCluster(5, 1, direct(20));
    cluster.request('n0', { type: 'write', key: 'x', value: 1 });
    cluster.runFor(900);
    const kinds = cluster.sent.map(({ line }) => (JSON.parse(line) as { body: { type: string } }).body.type);
    assert.deepEqual(kinds, ['mail', 'mail', 'mail', 'mail', 'ack', 'ack', 'ack', 'ack']);
    const [converged] = cluster.eventsOf('converged');
    assert.equal(converged?.convergenceMs, 30, 'a flush interval and a hop');
  });

  it('sends at once with a flush interval of 0', () => {
    const cluster = new TestCluster(2, 1, direct(20), { flushIntervalMs: 0 });
    cluster.request('n0', { type: 'write', key: 'x', value: 1 });
    cluster.runFor(500);
    assert.equal(cluster.eventsOf('converged')[0]?.convergenceMs, 20);
  });

  it('reports the same convergence however late acknowledgements come', () => {
    const times = [0, 100, 5000].map((ackDelayMs) => {
      const cluster = new TestCluster(3, 1, direct(20), {
        ackDelayMs,
        antiEntropyIntervalMs: 60_000,
        antiEntropyIdleMs: 60_000,
      });
      cluster.request('n0', { type: 'write', key: 'x', value: 1 });
      cluster.runFor(10_000);
      const [converged] = cluster.eventsOf('converged');
      return [converged?.convergenceMs, converged?.confirmedMs];
    });
    assert.deepEqual(times, [
      [30, 50],
      [30, 150],
      [30, 5050],
    ]);
  });

  it('carries one message a peer for all writes of a flush interval', () => {
    const cluster = new TestCluster(3, 1, direct(20), { flushIntervalMs: 50 });
    for (let i = 0; i < 100; i++) cluster.request('n0', { type: 'write', key: `k${i}`, value: i });
    cluster.runFor(60);
    assert.equal(cluster.sent.length, 2);
  });

  it('falls nearly silent without writes: under one message a second in all after 30 s', () => {
    for (const seed of [1, 2, 3]) {
      const cluster = new TestCluster(5, seed, direct(20));
      for (let i = 0; i < 50; i++) cluster.request(`n${i % 5}`, { type: 'write', key: `k${i}`, value: i });
      cluster.runFor(30_000);
      const before = cluster.sent.length;
      cluster.runFor(120_000);
      const perSec = (cluster.sent.length - before) / 120;
      assert.ok(perSec < 1, `${perSec} messages a second (seed ${seed})`);
      assert.equal(cluster.eventsOf('converged').length, 50);
    }
  });

  it('keeps what it could not say during a partition, and says it after', () => {
    const healsAt = 1_000_000 + 60_000;
    const cluster = new TestCluster(4, 7, (src, dest, now) =>
      now < healsAt && src < 'n2' !== dest < 'n2' ? [] : [20],
    );
    for (let i = 0; i < 600; i++) {
      cluster.runFor(100);
      cluster.request(`n${i % 4}`, { type: 'write', key: `k${i % 10}`, value: i });
    }
    assert.ok(
      cluster.eventsOf('peers').some(({ suspected }) => suspected === 2),
      'the other side is suspected',
    );
    cluster.runUntil(healsAt + 8000);
    assert.equal(cluster.eventsOf('converged').length, 600, 'everything converged within 8 s after healing');
    assert.deepEqual(cluster.eventsOf('dropped'), []);
    for (let key = 0; key < 10; key++) {
      const values = cluster.names.map((node) => valueAt(cluster, node, `k${key}`));
      assert.deepEqual(new Set(values), new Set([String(590 + key)]));
    }
    const last = cluster.names.map((node) =>
      cluster.eventsOf('peers').findLast((event) => event.node === node),
    );
    assert.deepEqual(
      last.map((event) => event?.suspected),
      [0, 0, 0, 0],
    );
  });

  it('brings a node that lost its memory up to date, whose new writes are new', () => {
    const cluster = new TestCluster(3, 3, direct(20));
    for (let i = 0; i < 3000; i++)
      cluster.request(`n${i % 3}`, { type: 'write', key: `k${i % 100}`, value: i });
    cluster.runFor(60_000);
    cluster.start('n2', 1);
    cluster.request('n2', { type: 'write', key: 'new', value: 'life' });
    cluster.runFor(60_000);
    for (let key = 0; key < 100; key++) assert.equal(valueAt(cluster, 'n2', `k${key}`), String(2900 + key));
    assert.deepEqual(
      cluster.names.map((node) => valueAt(cluster, node, 'new')),
      ['"life"', '"life"', '"life"'],
    );
    assert.equal(cluster.eventsOf('pending').findLast(({ node }) => node === 'n2')?.count, 0);
  });

  it('tells a node that lost its memory by what a write was overwritten, however young that is', () => {
    let isCut = false;
    const cluster = new TestCluster(2, 1, () => (isCut ? [] : [20]));
    cluster.request('n0', { type: 'write', key: 'x', value: 1 });
    cluster.runFor(60_000);
    isCut = true;
    cluster.start('n1', 1);
    cluster.request('n0', { type: 'write', key: 'x', value: 2 });
    const seen = [['n1#1', 0, 0, 0]];
    const after = [null, 0, 1];
    const digest = { type: 'digest', origin: 'n1#1', at: cluster.now, seq: 0, stable: 0, seen, after };
    cluster.request('n0', digest, 'n1');
    const delta = cluster.sent.findLast(({ line }) => line.includes('"type":"delta"'))?.line ?? '{}';
    const { answer, entries } = (JSON.parse(delta) as { body: { answer: unknown; entries: unknown[][] } })
      .body;
    assert.deepEqual(answer, ['n1#1', 0, 2, 'head']);
    assert.deepEqual(
      entries.map(([origin, seq]) => [origin, seq]),
      [['n0#0', 2]],
    );
  });

  it('gives on what lies beyond a gap that nobody can fill any more', () => {
    const slow = { antiEntropyIntervalMs: 60_000, antiEntropyIdleMs: 60_000, repairAfterMs: 100_000 };
    const cluster = new TestCluster(2, 1, direct(20), slow);
    const write = (seq: number): void => {
      cluster.request('n0', { type: 'write', key: `k${seq}`, value: seq });
      cluster.runFor(1000);
    };
    for (const seq of [1, 2, 3]) write(seq);
    cluster.start('n1', 1);
    for (const seq of [4, 5, 6]) write(seq);
    assert.equal(cluster.eventsOf('converged').length, 6);
    // Nobody has the first three now; n1 has the others, and all of n0's former life are said to be everywhere.
    cluster.start('n0', 2);
    cluster.runFor(400_000);
    for (const seq of [4, 5, 6]) assert.equal(valueAt(cluster, 'n0', `k${seq}`), `${seq}`);
    const later = cluster.sent.filter(
      ({ at, line }) => at > cluster.now - 70_000 && line.includes('"entries"'),
    );
    assert.deepEqual(later, [], 'once is enough');
  });

  it('repairs what mail lost, without sending again what arrives', () => {
    let mails = 0;
    const cluster = new TestCluster(3, 5, (_src, dest) => (dest === 'n2' && mails++ < 1 ? [] : [20]));
    cluster.request('n0', { type: 'write', key: 'x', value: 1 });
    cluster.runFor(20_000);
    assert.equal(valueAt(cluster, 'n2', 'x'), '1');
    assert.ok(
      cluster.eventsOf('received').every(({ node }) => node === 'n2'),
      'nobody else got it twice',
    );
    const repaired = cluster.eventsOf('applied').find(({ node }) => node === 'n2');
    assert.equal(repaired?.hops, repaired?.from === 'n0' ? 1 : 2);
  });

  it('applies a later version first and dates the earlier one by it', () => {
    const cluster = new TestCluster(3, 5, (src, _dest, now) => [src === 'n0' && now < 1_000_015 ? 500 : 20]);
    cluster.request('n0', { type: 'write', key: 'x', value: 'early' });
    cluster.runFor(1);
    cluster.request('n1', { type: 'write', key: 'x', value: 'late' });
    cluster.runFor(5000);
    assert.deepEqual(
      cluster.names.map((node) => valueAt(cluster, node, 'x')),
      Array(3).fill('"late"'),
    );
    const early = cluster.eventsOf('converged').find(({ node }) => node === 'n0');
    assert.equal(early?.convergenceMs, 31, 'n2 held the later version before the early one came');
    assert.equal(cluster.eventsOf('received').filter(({ outcome }) => outcome === 'superseded').length, 2);
  });
});

describe('stale reads', () => {
  it('are counted when the missed write arrives, with age and depth when everything is known', () => {
    const cluster = new TestCluster(3, 1, (src, dest, now) => [
      src === 'n0' && dest === 'n1' && now < 1_000_100 ? 1000 : 20,
    ]);
    cluster.request('n0', { type: 'write', key: 'x', value: 1 });
    cluster.runFor(5);
    cluster.request('n0', { type: 'write', key: 'x', value: 2 });
    cluster.runFor(45);
    cluster.request('n1', { type: 'read', key: 'x' });
    cluster.request('n1', { type: 'read', key: 'other' });
    cluster.request('n2', { type: 'read', key: 'x' });
    assert.deepEqual(cluster.eventsOf('stale_read'), []);
    cluster.runFor(30_000);
    assert.deepEqual(
      cluster.eventsOf('stale_read').map(({ node }) => node),
      ['n1'],
    );
    assert.deepEqual(
      cluster.eventsOf('staleness').map(({ node, ageMs, versions }) => [node, ageMs, versions]),
      [['n1', 50, 2]],
    );
  });

  it('are none when the write was acknowledged after the read', () => {
    const cluster = new TestCluster(2, 1, direct(200));
    cluster.request('n1', { type: 'read', key: 'x' });
    cluster.runFor(1);
    cluster.request('n0', { type: 'write', key: 'x', value: 1 });
    cluster.runFor(20_000);
    assert.deepEqual(cluster.eventsOf('stale_read'), []);
  });
});
