/** Services whose members change while the network is cut, and all at once: it takes as long as it has to, and nothing is lost or decided twice. */

import assert from 'node:assert/strict';
import { ChangingCluster } from '../../support/changing-cluster.ts';
import { killServices } from '../../support/serve-process.ts';
import { removeTemporaryDirectories } from '../../support/temporary-directory.ts';
import { waitFor } from '../../support/wait-for.ts';

const QUICK = ['--anti-entropy-interval', '100ms'];
/** Longer than any pause between tries to connect. */
const AGAIN_MS = 30_000;

describe('a service whose members change under faults', function () {
  this.timeout(120_000);
  let cluster: ChangingCluster;

  before(async () => {
    cluster = await ChangingCluster.start(['n1', 'n2', 'n3', 'n4'], 3, QUICK, {}, true);
  });
  after(() => {
    cluster.links.close();
    killServices();
    removeTemporaryDirectories();
  });

  const written = async (name: string, key: string): Promise<void> =>
    assert.equal((await cluster.of(name).put(key, '1')).status, 201, `${key} at ${name}`);
  const haveAll = async (names: readonly string[], keys: number): Promise<void> => {
    for (const name of names)
      await waitFor(
        `all keys at ${name}`,
        async () => (await cluster.of(name).held()).size === keys,
        AGAIN_MS,
      );
  };

  it('lets one join in the middle of a cut, which serves when it has what both sides accepted', async () => {
    const three = 'n1 active, n2 active, n3 active';
    await cluster.agree(['n1', 'n2', 'n3'], three);
    cluster.links.cutOff('n3');
    await written('n1', 'by/n1');
    await written('n3', 'by/n3');
    const n4 = await cluster.startNode('n4');
    await cluster.agree(['n1', 'n2', 'n4'], `${three}, n4 joining`);
    await written('n1', 'later/n1');
    await written('n3', 'later/n3');
    const heard = (): Promise<number> => n4.metric('gossip_messages_total', 'direction="received"');
    const before = await heard();
    await waitFor('rounds of gossip', async () => (await heard()) > before + 20, AGAIN_MS);
    assert.equal(
      await cluster.membersBy('n1'),
      `${three}, n4 joining`,
      'n3 has not said that it knows of n4',
    );
    assert.equal(await cluster.membersBy('n3'), three);
    assert.equal((await n4.put('early', '1')).status, 503);
    cluster.links.heal();
    await waitFor('n4 to serve', () => n4.isReady(), AGAIN_MS);
    assert.equal((await n4.held()).size, 4, 'from its first moment');
    await cluster.agree(['n1', 'n2', 'n3', 'n4'], `${three}, n4 active`);
    await haveAll(['n1', 'n2', 'n3', 'n4'], 4);
  });

  it('decides competing changes one after the other, and tells each client what became of its own', async () => {
    // A change is given up after two seconds, and links that were cut may take longer to come back.
    for (const name of ['n1', 'n2', 'n3', 'n4'])
      await waitFor(
        `the links of ${name}`,
        async () => (await cluster.of(name).metric('gossip_transport_connected')) === 3,
        AGAIN_MS,
      );
    const [first, second, third] = await Promise.all([
      cluster.of('n1').ask('DELETE', '/v1/members/n2'),
      cluster.of('n2').ask('DELETE', '/v1/members/n1'),
      cluster.of('n3').ask('POST', '/v1/members/n4/leave'),
    ]);
    assert.equal(third.status, 200, third.text);
    const [winner, loser] = first.status === 200 ? ['n1', second] : ['n2', first];
    assert.equal((winner === 'n1' ? first : second).status, 200, `${first.text} ${second.text}`);
    assert.equal(loser.status, 409, loser.text);
    await cluster.agree([winner, 'n3'], `${winner} active, n3 active`);
    assert.equal((await cluster.listedBy('n3')).view, (await cluster.listedBy(winner)).view);
    await written(winner, 'last');
    await haveAll([winner, 'n3'], 5);
    const pending = (): Promise<number> => cluster.of(winner).metric('gossip_writes_pending');
    await waitFor('no write that waits for who is gone', async () => (await pending()) === 0, AGAIN_MS);
  });
});
