/** What rumor mongering promises: nearly everybody hears of a write, and then nobody talks of it any more. */

import assert from 'node:assert/strict';
import { TestCluster } from '../../support/test-cluster.ts';
import { messages, steady } from './sent-messages.ts';

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

  it('that pulls asks also while nothing is new, and is told only where something is', () => {
    const cluster = new TestCluster(10, 1, steady, { strategy: 'rumor-mongering', rumorExchange: 'pull' });
    const of = (type: string): number => messages(cluster).filter(({ body }) => body.type === type).length;
    cluster.runFor(1000);
    assert.ok(of('pull') >= 10 * 4 * 9, `${of('pull')} questions in ten rounds`);
    assert.equal(of('rumor'), 0);
    cluster.request('n0', { type: 'write', key: 'x', value: 1 });
    cluster.runFor(3000);
    assert.equal(cluster.eventsOf('applied').length, 9);
    const told = of('rumor');
    cluster.runFor(3000);
    assert.equal(of('rumor'), told, 'all have lost interest');
  });

  it('that does both is told what it did not tell', () => {
    const cluster = new TestCluster(2, 1, steady, {
      ...{ strategy: 'rumor-mongering', rumorExchange: 'push-pull', fanout: 1 },
      ...{ rumorStop: 'blind-counter', rumorStopCount: 1 },
    });
    cluster.request('n0', { type: 'write', key: 'x', value: 1 });
    cluster.request('n1', { type: 'write', key: 'y', value: 2 });
    cluster.runFor(1000);
    const answers = messages(cluster).filter(({ body }) => body.type === 'rumor');
    assert.ok(answers.length > 0);
    for (const { body } of answers) {
      const origins = new Set(body.entries?.map(([origin]) => origin));
      assert.deepEqual(origins, new Set([body.origin]), 'what came with the question does not go back');
    }
    assert.equal(cluster.eventsOf('applied').length, 2);
  });

  it('that is blind needs no feedback', () => {
    const cluster = new TestCluster(10, 1, steady, {
      ...{ strategy: 'rumor-mongering', rumorStop: 'blind-counter', rumorStopCount: 6 },
    });
    cluster.request('n0', { type: 'write', key: 'x', value: 1 });
    cluster.runFor(3000);
    const types = messages(cluster).map(({ body }) => body.type);
    assert.equal(cluster.eventsOf('applied').length, 9);
    assert.ok(types.filter((type) => type === 'rumor').length <= 10 * 8, 'two rounds each');
  });
});
