/** The contract of stores, kept by real members of an etcd cluster. */

import assert from 'node:assert/strict';
import { etcd } from '../../src/targets/stores/etcd.ts';
import { startEtcd } from '../support/etcd-servers.ts';
import { freePorts } from '../support/free-ports.ts';
import { needs } from '../support/needs.ts';
import { stopServers } from '../support/server-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { ASYNCHRONOUS, keepsContract, PLACE } from './contract.ts';

describe('etcd as a target', function () {
  this.timeout(60_000);
  before(function () {
    needs(this, 'etcd');
  });
  after(stopServers);

  let [port, other]: number[] = [];
  const ask = async <T>(what: string, body: object): Promise<T> => {
    const response = await fetch(`http://127.0.0.1:${port}/v3/${what}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return (await response.json()) as T;
  };
  const inBase64 = (text: string): string => Buffer.from(text).toString('base64');
  /** All keys of the place, and how long the lease of each lasts; NaN: it has none. */
  const left = async (): Promise<Map<string, number>> => {
    const range = { key: inBase64(PLACE), range_end: inBase64(`${PLACE}~`) };
    const { kvs = [] } = await ask<{ kvs?: { key: string; lease?: string }[] }>('kv/range', range);
    const lives = kvs.map(async ({ key, lease = '0' }): Promise<[string, number]> => {
      const { grantedTTL } = await ask<{ grantedTTL?: string }>('lease/timetolive', { ID: lease });
      return [Buffer.from(key, 'base64').toString(), Number(grantedTTL)];
    });
    return new Map(await Promise.all(lives));
  };

  keepsContract(etcd, async () => {
    const [nowhere = 0] = await freePorts(1);
    [port = 0, other = 0] = await startEtcd(2);
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
      left: async () => [...(await left()).keys()],
    };
  });

  it('keeps what it wrote where its lock was lost, and goes on where both leases were', async () => {
    const endpoint = await etcd.connect(new URL(`etcd://127.0.0.1:${port}`), ASYNCHRONOUS, PLACE);
    const revoke = async (withinS: number): Promise<void> => {
      const { leases = [] } = await ask<{ leases?: { ID: string }[] }>('lease/leases', {});
      for (const { ID } of leases) {
        const { grantedTTL } = await ask<{ grantedTTL?: string }>('lease/timetolive', { ID });
        if (Number(grantedTTL) <= withinS) await ask('lease/revoke', { ID });
      }
    };
    await endpoint.takePlace(['0']);
    await endpoint.write('0', '1.');
    await revoke(10);
    assert.equal(await endpoint.read('0'), '1.');
    await waitFor('the lock to be taken again', async () => (await left()).has(`${PLACE}:lock`));
    await revoke(Infinity);
    await waitFor('writes to go on', () =>
      endpoint.write('0', '2.').then(
        () => true,
        () => false,
      ),
    );
    await endpoint.leavePlace(['0']);
    assert.deepEqual([...(await left()).keys()], []);
    await endpoint.close();
  });

  it('leaves nothing behind at a member that took writes after a fail-over, nor for ever if it is killed', async () => {
    const addresses = [port, other].map((one) => new URL(`etcd://127.0.0.1:${one}`)) as [URL, URL];
    const [first, second] = await Promise.all([
      etcd.connect(addresses[0], ASYNCHRONOUS, PLACE),
      etcd.connect(addresses[1], ASYNCHRONOUS, PLACE),
    ]);
    await first.takePlace(['0']);
    await first.write('0', '1.');
    await second.write('0', '2.');
    assert.deepEqual([...(await left())].sort(), [
      [`${PLACE}:0`, 600],
      [`${PLACE}:lock`, 10],
    ]);
    await second.leavePlace(['0']);
    assert.deepEqual([...(await left()).keys()], []);
    await Promise.all([first.close(), second.close()]);
  });

  it('logs in again where its token is forgotten, as by a member that was started again', async () => {
    const [alone = 0] = await startEtcd(1);
    const tell = async (what: string, body: object): Promise<void> => {
      const headers: Record<string, string> = {};
      const login = { name: 'root', password: 'a-secret' };
      const request = { method: 'POST', body: JSON.stringify(login) };
      const { token } = (await (
        await fetch(`http://127.0.0.1:${alone}/v3/auth/authenticate`, request)
      ).json()) as { token?: string };
      if (token !== undefined) headers['authorization'] = token;
      const answer = await fetch(`http://127.0.0.1:${alone}/v3/auth/${what}`, {
        ...{ method: 'POST', body: JSON.stringify(body), headers },
      });
      assert.ok(answer.ok, await answer.text());
    };
    await tell('user/add', { name: 'root', password: 'a-secret' });
    await tell('role/add', { name: 'root' });
    await tell('user/grant', { user: 'root', role: 'root' });
    await tell('enable', {});
    const at = (user: string): URL => new URL(`etcd://${user}127.0.0.1:${alone}`);
    const endpoint = await etcd.connect(at('root:a-secret@'), ASYNCHRONOUS, PLACE);
    await endpoint.takePlace(['0']);
    await tell('user/changepw', { name: 'root', password: 'a-secret' });
    await Promise.all([1, 2, 3].map(() => endpoint.write('0', '1.')));
    assert.equal(await endpoint.read('0'), '1.');
    await endpoint.leavePlace(['0']);
    await endpoint.close();
    await assert.rejects(etcd.connect(at('root:wrong@'), ASYNCHRONOUS, PLACE), /authentication failed/);
  });
});
