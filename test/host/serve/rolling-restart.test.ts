/** Five services under load are started anew one after the other: nothing acknowledged is lost, and no request but at the node that goes. */

import assert from 'node:assert/strict';
import { RollingCluster } from '../../support/rolling-cluster.ts';
import { killServices } from '../../support/serve-process.ts';

describe('a rolling restart of five services', function () {
  this.timeout(300_000);
  afterEach(killServices);

  it('loses no acknowledged write, and no request of a node that stays', async () => {
    const cluster = new RollingCluster(['n1', 'n2', 'n3', 'n4', 'n5']);
    await cluster.start(() => ({}));
    cluster.load();
    await cluster.roll({});
    assert.deepEqual(cluster.failures, []);
    assert.ok(cluster.acknowledged.size > 100, `${cluster.acknowledged.size} keys`);
    await cluster.hasAll();
  });
});
