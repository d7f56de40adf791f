/** A service that keeps its data: what it acknowledged is there after it was killed. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { killServices, ServeProcess } from '../../support/serve-process.ts';
import { removeTemporaryDirectories, temporaryDirectory } from '../../support/temporary-directory.ts';

describe('a service with --data', function () {
  this.timeout(60_000);
  afterEach(killServices);
  after(removeTemporaryDirectories);

  it('has all that it acknowledged after a kill, and goes on as the same node', async () => {
    const data = temporaryDirectory();
    const start = (): Promise<ServeProcess> => ServeProcess.start({ args: ['--data', join(data, 'n1')] });
    const first = await start();
    const keys = Array.from({ length: 100 }, (_, i) => `k/${i}`);
    const tags = await Promise.all(
      keys.map(async (key, i) => (await first.put(key, `${i}`)).headers.get('etag')),
    );
    assert.equal((await first.delete('k/0')).status, 204);
    await first.stop('SIGKILL');
    const second = await start();
    assert.equal((await second.get('k/0')).status, 404);
    const read = await Promise.all(keys.slice(1).map((key) => second.get(key)));
    assert.deepEqual(
      read.map(({ text, headers }) => [text, headers.get('etag')]),
      tags.slice(1).map((etag, i) => [`${i + 1}`, etag]),
    );
    assert.equal(await second.stop(), 0);
  });

  it('takes a write that is sent again after a kill for the same write', async () => {
    const data = join(temporaryDirectory(), 'n1');
    const first = await ServeProcess.start({ args: ['--data', data] });
    const guarded = { 'idempotency-key': 'a', 'if-none-match': '*' };
    const answered = await first.put('once', '1', guarded);
    assert.equal((await first.put('once', '2')).status, 204);
    const refused = await first.put('once', '3', { 'idempotency-key': 'b', 'if-none-match': '*' });
    assert.equal(refused.status, 412);
    await first.stop('SIGKILL');
    const second = await ServeProcess.start({ args: ['--data', data] });
    const again = await second.put('once', '1', guarded);
    assert.deepEqual([again.status, again.headers.get('etag')], [201, answered.headers.get('etag')]);
    assert.equal((await second.delete('once')).status, 204);
    const refusedAgain = await second.put('once', '3', { 'idempotency-key': 'b', 'if-none-match': '*' });
    assert.deepEqual([refusedAgain.status, refusedAgain.problem], [412, refused.problem]);
    assert.equal((await second.get('once')).status, 404, 'nothing was written again');
  });

  it('refuses the data of another cluster, with exit code 1', async () => {
    const data = temporaryDirectory();
    const args = ['--data', data, '--cluster'];
    const blue = await ServeProcess.start({ args: [...args, 'blue'] });
    assert.equal(await blue.stop(), 0);
    const green = new ServeProcess({ args: [...args, 'green'] });
    assert.equal(await green.ended, 1);
    assert.match(green.stderr, /^error: .* has data of the cluster "blue", not of "green": .*\n$/);
  });
});
