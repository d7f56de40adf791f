/** A real node whose clock is a year ahead: it says so, refuses writes, and loses none that it has acknowledged. */

import assert from 'node:assert/strict';
import { FAKETIME, needs } from '../support/needs.ts';
import { killAll } from '../support/node-process.ts';
import { RealCluster } from '../support/real-cluster.ts';
import { waitFor } from '../support/wait-for.ts';

describe('a node whose clock is a year ahead', () => {
  afterEach(killAll);

  it('is found out, and its writes reach the others with sound versions', async function () {
    needs(this, 'faketime');
    const env = { LD_PRELOAD: FAKETIME, FAKETIME: '+365d' };
    const cluster = await RealCluster.start(3, {}, { n3: { env } });
    assert.equal((await cluster.ask('n3', { type: 'write', key: 'x', value: 'of n3' }))['type'], 'write_ok');
    await waitFor(
      'the write at n1',
      async () => (await cluster.ask('n1', { type: 'read', key: 'x' }))['value'] === 'of n3',
    );
    const refused = await cluster.ask('n3', { type: 'write', key: 'y', value: 1 });
    assert.equal(refused['code'], 11);
    const logs = cluster.node('n3').logs.map(({ msg }) => String(msg));
    assert.ok(logs.some((text) => text.includes('far from those of most peers')));
    // What is written now is later than what came from the future.
    await cluster.ask('n1', { type: 'write', key: 'x', value: 'later' });
    for (const node of ['n2', 'n3'])
      await waitFor(
        `the later write at ${node}`,
        async () => (await cluster.ask(node, { type: 'read', key: 'x' }))['value'] === 'later',
      );
    await cluster.end();
  });
});
