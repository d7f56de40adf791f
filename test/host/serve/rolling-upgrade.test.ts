/** Services of an earlier build are replaced by this one under load, node by node, with their data: nothing acknowledged is lost. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { needs } from '../../support/needs.ts';
import { buildOlder } from '../../support/older-build.ts';
import { RollingCluster } from '../../support/rolling-cluster.ts';
import { killServices, ServeProcess } from '../../support/serve-process.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../../support/temporary-directory.ts';

describe('a rolling upgrade from an earlier build', function () {
  this.timeout(300_000);
  let bin: string;

  before(function () {
    needs(this, 'history');
    bin = buildOlder(join(temporaryDirectory(), 'older'));
  });
  afterEach(killServices);
  after(removeTemporaryDirectories);

  it('loses no acknowledged write, and no request of a node that stays', async () => {
    const data = temporaryDirectory();
    const cluster = new RollingCluster(['n1', 'n2', 'n3']);
    await cluster.start((node) => ({ bin, args: ['--data', join(data, node)] }));
    cluster.load();
    await cluster.roll({ bin: undefined });
    assert.deepEqual(cluster.failures, []);
    assert.ok(cluster.acknowledged.size > 100, `${cluster.acknowledged.size} keys`);
    await cluster.hasAll();
    for (const service of cluster.services) {
      assert.doesNotMatch(service.stderr, /"level":"(warn|error)"/);
      assert.equal(await service.metric('gossip_inputs_rejected_total'), 0);
    }
  });

  it('goes on with what the earlier build had kept, also after a kill', async () => {
    const args = ['--data', temporaryDirectory()];
    const older = await ServeProcess.start({ bin, args });
    const tag = (await older.put('kept', '{"a": 1}')).headers.get('etag');
    assert.equal((await older.put('gone', '1')).status, 201);
    assert.equal((await older.delete('gone')).status, 204);
    await older.stop('SIGKILL');
    const newer = await ServeProcess.start({ args });
    const { text, headers } = await newer.get('kept');
    assert.deepEqual([text, headers.get('etag')], ['{"a": 1}', tag]);
    assert.equal((await newer.get('gone')).status, 404);
    assert.equal((await newer.put('new', '1')).status, 201);
  });
});
