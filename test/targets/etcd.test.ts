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
    const ask = async <T>(what: string, body: object): Promise<T> => {
      const response = await fetch(`http://127.0.0.1:${port}/v3/${what}`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      return (await response.json()) as T;
    };
    return {
      target: `etcd://127.0.0.1:${port}`,
      replica: `etcd://127.0.0.1:${other}`,
      nowhere: `etcd://127.0.0.1:${nowhere}`,
      product: /^etcd 3\./,
      fresh: { ...ASYNCHRONOUS, reads: 'linearizable' },
      ...{ tells: [`127.0.0.1:${other}`], replicaRefusesWrites: false },
      others: {
        key: 'a key of others',
        set: async (value) => {
          await ask('kv/put', { key: inBase64('a key of others'), value: inBase64(value) });
        },
        writes: async () =>
          (await ask<{ header: { revision: string } }>('maintenance/status', {})).header.revision,
      },
      left: async () => {
        const range = { key: inBase64(PLACE), range_end: inBase64(`${PLACE}~`) };
        const { kvs = [] } = await ask<{ kvs?: { key: string }[] }>('kv/range', range);
        return kvs.map(({ key }) => key);
      },
    };
  });
});
