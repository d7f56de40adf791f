/** When a service should get requests: once it has what a peer has, or after a while in which it has reached none. */

import assert from 'node:assert/strict';
import { freePorts, killServices, ServeProcess } from '../../support/serve-process.ts';
import { waitFor } from '../../support/wait-for.ts';

/** As docs/service.md says it; and more than a start may take on a busy machine. */
const ALONE_AFTER_MS = 10_000;
const LIMIT_MS = 60_000;

describe('/readyz', function () {
  this.timeout(120_000);
  afterEach(killServices);

  const peersOf = async (): Promise<string> =>
    (await freePorts(2)).map((port, i) => `n${i + 1}=127.0.0.1:${port}`).join(',');

  it('says no while no peer is reached, and yes after 10 s: a cluster whose other nodes are gone serves what it has', async () => {
    const beganAtMs = performance.now();
    const service = await ServeProcess.start({ peers: await peersOf(), args: ['--transport', 'tcp'] });
    const { status, problem } = await service.ask('GET', '/readyz');
    assert.deepEqual([status, problem?.detail], [503, 'the node has not reached any of its peers yet']);
    assert.equal((await service.put('x', '1')).status, 201, 'it serves who asks all the same');
    await waitFor('readiness', () => service.isReady(), LIMIT_MS);
    const afterMs = performance.now() - beganAtMs;
    assert.ok(afterMs >= ALONE_AFTER_MS, `ready after ${afterMs} ms`);
  });

  it('says yes once the node has what a peer has, when it comes back with nothing', async () => {
    const peers = await peersOf();
    const start = (node: string): Promise<ServeProcess> =>
      ServeProcess.start({ node, peers, args: ['--transport', 'tcp'] });
    const [first, second] = await Promise.all([start('n1'), start('n2')]);
    await waitFor('readiness', () => first.isReady(), LIMIT_MS);
    await second.stop('SIGKILL');
    assert.equal((await first.put('x', '1')).status, 201);
    const again = await start('n2');
    await waitFor('readiness', () => again.isReady(), LIMIT_MS);
    assert.equal((await again.get('x')).text, '1');
  });
});
