/** The cluster of tests: a node that never comes to rest fails a test, with what it was about, instead of hanging it. */

import assert from 'node:assert/strict';
import { TestCluster } from './test-cluster.ts';

describe('a cluster in a test', () => {
  it('fails where a node wants to be called again and again at the same time', () => {
    const cluster = new TestCluster(2, 1, () => [1]);
    const server = cluster.server('n1');
    const step = server.step.bind(server);
    server.step = (input, now) => ({ ...step(input, now), wakeAt: now });
    cluster.request('n0', { type: 'write', key: 'x', value: 1 });
    assert.throws(
      () => cluster.runFor(5000),
      /steps within a virtual second, the last one at n1 \(wake\): something goes on without end.*\nn\d to n\d: \{/s,
    );
  });
});
