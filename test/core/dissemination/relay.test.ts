/** What a relay promises: one node sends to everybody, and another takes over while it is silent. */

import assert from 'node:assert/strict';
import { PRESETS } from '../../../src/core/config.ts';
import { TestCluster } from '../../support/test-cluster.ts';
import { LATENCY_MS, messages, steady } from './sent-messages.ts';

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
