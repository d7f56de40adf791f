/** The contract of stores, kept by the real servers of a NATS cluster; and that a read is answered by the server that is asked. */

import assert from 'node:assert/strict';
import { StoreReportSchema } from '../../src/report/schema/store-schema.ts';
import { nats } from '../../src/targets/stores/nats.ts';
import type { Endpoint } from '../../src/targets/store.ts';
import { CommandProcess, killBenches } from '../support/bench-process.ts';
import { freePorts } from '../support/free-ports.ts';
import {
  bucketsAt,
  makeBucketAt,
  messagesAt,
  putAt,
  startNatsCluster,
  type NatsMember,
} from '../support/nats-servers.ts';
import { needs } from '../support/needs.ts';
import { stopServers } from '../support/server-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { ASYNCHRONOUS, keepsContract, PLACE } from './contract.ts';

const PASSWORD = 'a-secret-word';

describe('NATS KV as a target', function () {
  this.timeout(120_000);
  before(function () {
    needs(this, 'nats-server');
  });
  after(async () => {
    killBenches();
    await stopServers();
  });

  let members: NatsMember[] = [];
  const at = ({ port }: NatsMember, password = PASSWORD): string =>
    `nats://probe:${password}@127.0.0.1:${port}`;

  keepsContract(nats, async () => {
    const [nowhere = 0] = await freePorts(1);
    members = await startNatsCluster(3, PASSWORD);
    await makeBucketAt(members[0]?.port ?? 0, PASSWORD, 'foreign');
    const [first, second] = members as [NatsMember, NatsMember];
    return {
      target: at(first),
      replica: at(second),
      nowhere: `nats://127.0.0.1:${nowhere}`,
      wrongPassword: { address: at(first, 'wrongsecret'), password: 'wrongsecret' },
      product: /^NATS \d+\./,
      fresh: { ...ASYNCHRONOUS, reads: 'leader' },
      ...{ tells: members.slice(1).map(({ port }) => `127.0.0.1:${port}`), replicaRefusesWrites: false },
      others: {
        key: 'foreign/a/key.of=others',
        set: (value) => putAt(first.port, PASSWORD, { bucket: 'foreign', key: 'a/key.of=others', value }),
        writes: () => messagesAt(first.port, PASSWORD, 'foreign'),
      },
      left: async () => (await bucketsAt(first.port, PASSWORD)).filter((name) => name !== 'KV_foreign'),
    };
  });

  it('is measured with both ways to read side by side, and its leader shows no stale read', async () => {
    const [first] = members as [NatsMember];
    const { code, stdout, stderr } = await new CommandProcess([
      ...['bench', '--target', at(first), '--duration', '500ms', '--rate', '500', '--read-ratio', '0.9'],
      ...['--sweep', 'reads=local,leader', '--json'],
    ]).ended;
    assert.equal(code, 0, stderr);
    assert.ok(!(stdout + stderr).includes(PASSWORD));
    const { runs } = StoreReportSchema.parse(JSON.parse(stdout));
    assert.deepEqual(
      runs.map(({ claims, replicas }) => [claims.neverStale, replicas.length]),
      [
        [false, 2],
        [true, 2],
      ],
    );
    assert.ok(runs.every(({ writes }) => writes.acknowledged > 5));
  });

  it('reads what the server holds that is asked, when all others are gone', async () => {
    const open: Endpoint[] = [];
    for (const member of members) open.push(await nats.connect(new URL(at(member)), ASYNCHRONOUS, PLACE));
    const [first, second] = open as [Endpoint, Endpoint];
    await first.takePlace([]);
    await first.write('0', '7.');
    await waitFor('the second to have it', async () => (await second.read('0')) === '7.');
    // Once and for good: servers of NATS that were stopped and went on may have no leader for a minute.
    for (const member of [members[0], members[2]]) member?.server.child.kill('SIGSTOP');
    for (let reads = 0; reads < 20; reads++) assert.equal(await second.read('0'), '7.');
    await Promise.all(open.map((one) => one.close()));
  });
});
