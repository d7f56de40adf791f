/** The contract of stores, kept by what the nodes of a real cluster gossip of a host name. */

import assert from 'node:assert/strict';
import { nodesIn, valkeyCluster } from '../../src/targets/stores/valkey-cluster.ts';
import { freePorts } from '../support/free-ports.ts';
import { needs } from '../support/needs.ts';
import { startRedisCluster } from '../support/redis-cluster.ts';
import { redisCli } from '../support/redis-servers.ts';
import { stopServers } from '../support/server-process.ts';
import { ASYNCHRONOUS, keepsContract, PLACE } from './contract.ts';

describe('Valkey Cluster as a target', function () {
  this.timeout(60_000);
  before(function () {
    needs(this, 'redis-server');
  });
  after(stopServers);

  let port = 0;
  const hostname = (): string =>
    redisCli(port, 'CONFIG', 'GET', 'cluster-announce-hostname').split('\n')[1] ?? '';

  keepsContract(valkeyCluster, async () => {
    const [nowhere = 0] = await freePorts(1);
    const [first, second] = await startRedisCluster(2, '--cluster-node-timeout', '1000');
    port = first?.port ?? 0;
    return {
      target: `valkey-cluster://127.0.0.1:${port}`,
      replica: `valkey-cluster://127.0.0.1:${second?.port}`,
      nowhere: `redis-cluster://127.0.0.1:${nowhere}`,
      product: /^Redis \d+\./,
      ...{ tells: [`127.0.0.1:${second?.port}`], replicaRefusesWrites: false },
      left: () => [hostname()].filter((name) => name !== ''),
    };
  });

  it('puts back the host name that a node had, after a run that was killed, too', async () => {
    const connect = (): ReturnType<typeof valkeyCluster.connect> =>
      valkeyCluster.connect(new URL(`valkey-cluster://127.0.0.1:${port}`), ASYNCHRONOUS, PLACE);
    redisCli(port, 'CONFIG', 'SET', 'cluster-announce-hostname', 'n1.example.org');
    const killed = await connect();
    await killed.takePlace(['0']);
    await killed.write('0', '1.xx');
    assert.equal(hostname(), '1-xx.gossipscope-contract.n1.example.org');
    await killed.close();
    const next = await connect();
    await next.takePlace(['0']);
    await next.leavePlace(['0']);
    await next.close();
    assert.equal(hostname(), 'n1.example.org');
  });

  it('changes none where clients are sent to host names', async () => {
    redisCli(port, 'CONFIG', 'SET', 'cluster-preferred-endpoint-type', 'hostname');
    const one = await valkeyCluster.connect(
      new URL(`valkey-cluster://127.0.0.1:${port}`),
      ASYNCHRONOUS,
      PLACE,
    );
    await assert.rejects(one.takePlace(['0']), { kind: 'in_service' });
    await one.close();
  });

  it('reads the nodes as servers of all versions list them', () => {
    const lines = [
      'a1 127.0.0.1:7000@17000,n1.example.org myself,master - 0 0 1 connected 0-5460',
      'b2 ::1:7001@17001,,tls-port=0,shard-id=69bc master - 0 1 2 connected',
      'c3 :0@0 master,noaddr - 1 1 0 disconnected',
      '',
    ];
    assert.deepEqual(nodesIn(lines.join('\n')), [
      { host: '127.0.0.1', port: 7000, hostname: 'n1.example.org', flags: ['myself', 'master'] },
      { host: '::1', port: 7001, hostname: '', flags: ['master'] },
      { host: '', port: 0, hostname: '', flags: ['master', 'noaddr'] },
    ]);
  });
});
