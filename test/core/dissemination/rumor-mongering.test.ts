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
});
