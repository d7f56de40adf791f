/** The contract of stores, kept by real Redis servers. */

import { redis } from '../../src/targets/stores/redis.ts';
import { freePorts } from '../support/free-ports.ts';
import { needs } from '../support/needs.ts';
import { redisCli, redisInSync, startRedis } from '../support/redis-servers.ts';
import { stopServers } from '../support/server-process.ts';
import { ASYNCHRONOUS, keepsContract, PLACE } from './contract.ts';

describe('Redis as a target', function () {
  this.timeout(60_000);
  before(function () {
    needs(this, 'redis-server');
  });
  after(stopServers);

  keepsContract(redis, async () => {
    const [port = 0, replicaPort = 0, nowhere = 0] = await freePorts(3);
    const users = ['--requirepass', 'right', '--masterauth', 'right'];
    await startRedis(port, ...users);
    await startRedis(replicaPort, ...users, '--replicaof', `127.0.0.1 ${port}`);
    process.env['REDISCLI_AUTH'] = 'right';
    await redisInSync(replicaPort);
    return {
      target: `redis://127.0.0.1:${port}`,
      replica: `redis://:right@127.0.0.1:${replicaPort}`,
      nowhere: `redis://127.0.0.1:${nowhere}`,
      wrongPassword: { address: `redis://:wrongsecret@127.0.0.1:${port}`, password: 'wrongsecret' },
      product: /^Redis \d+\./,
      fresh: { ...ASYNCHRONOUS, wait: 1 },
      ...{ tells: [`127.0.0.1:${replicaPort}`], replicaRefusesWrites: true },
      others: {
        key: 'a key of others',
        set: (value) => void redisCli(port, 'SET', 'a key of others', value),
        writes: () => redisCli(port, 'INFO', 'commandstats').match(/^cmdstat_set:calls=\d+/m)?.[0],
      },
      left: () => redisCli(port, 'KEYS', `${PLACE}*`).split('\n').filter(Boolean),
    };
  });
});
