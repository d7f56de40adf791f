/** The contract of stores, kept by real members of an etcd cluster. */

import { etcd } from '../../src/targets/stores/etcd.ts';
import { startEtcd } from '../support/etcd-servers.ts';
import { freePorts } from '../support/free-ports.ts';
import { needs } from '../support/needs.ts';
import { stopServers } from '../support/server-process.ts';
import { ASYNCHRONOUS, keepsContract, PLACE } from './contract.ts';

describe('etcd as a target', function () {
  this.timeout(60_000);
  before(function () {
    needs(this, 'etcd');
  });
  after(stopServers);

  keepsContract(etcd, async () => {
    const [nowhere = 0] = await freePorts(1);
    const [port = 0, other = 0] = await startEtcd(2);
    const inBase64 = (text: string): string => Buffer.from(text).toString('base64');
    return {
      target: `etcd://127.0.0.1:${port}`,
      replica: `etcd://127.0.0.1:${other}`,
      nowhere: `etcd://127.0.0.1:${nowhere}`,
      product: /^etcd 3\./,
      fresh: { ...ASYNCHRONOUS, reads: 'linearizable' },
      ...{ tells: [`127.0.0.1:${other}`], replicaRefusesWrites: false },
      left: async () => {
        const response = await fetch(`http://127.0.0.1:${port}/v3/kv/range`, {
          method: 'POST',
          body: JSON.stringify({ key: inBase64(PLACE), range_end: inBase64(`${PLACE}~`) }),
        });
        const { kvs = [] } = (await response.json()) as { kvs?: { key: string }[] };
        return kvs.map(({ key }) => key);
      },
    };
  });
});
