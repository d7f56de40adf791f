/** The contract of stores, kept by real PostgreSQL servers. */

import assert from 'node:assert/strict';
import { postgres, synchronousStandbys } from '../../src/targets/stores/postgres.ts';
import { StoreReportSchema } from '../../src/report/schema/store-schema.ts';
import { CommandProcess } from '../support/bench-process.ts';
import { freePorts } from '../support/free-ports.ts';
import { needs } from '../support/needs.ts';
import { psql, startPostgres, startStandby } from '../support/postgres-servers.ts';
import { stopServers } from '../support/server-process.ts';
import { ASYNCHRONOUS, keepsContract, PLACE, type RealStore } from './contract.ts';

describe('PostgreSQL as a target', function () {
  this.timeout(120_000);
  before(function () {
    needs(this, 'postgresql');
  });
  after(stopServers);

  let real: RealStore;
  keepsContract(postgres, async () => {
    const [port = 0, replicaPort = 0, nowhere = 0] = await freePorts(3);
    await startPostgres(port);
    await startStandby(replicaPort, port, 's1');
    psql(port, `ALTER SYSTEM SET synchronous_standby_names = 's1'`);
    psql(port, 'SELECT pg_reload_conf()');
    const at = (one: number): string => `postgres://postgres@127.0.0.1:${one}/postgres`;
    return (real = {
      ...{ target: at(port), replica: at(replicaPort), nowhere: at(nowhere) },
      product: /^PostgreSQL \d+/,
      fresh: { ...ASYNCHRONOUS, synchronousCommit: 'remote_apply' },
      ...{ tells: [], replicaRefusesWrites: true },
      left: () =>
        psql(port, `SELECT tablename FROM pg_tables WHERE tablename LIKE '${PLACE}%'`)
          .split('\n')
          .filter(Boolean),
    });
  });

  it('is measured with what commits wait for side by side, and remote_apply shows no stale read', async () => {
    const args = [
      'bench',
      '--target',
      real.target,
      '--replica',
      real.replica,
      '--duration',
      '1500ms',
      '--json',
    ];
    const { code, stdout, stderr } = await new CommandProcess([
      ...args,
      ...['--sweep', 'synchronous-commit=local,remote_apply'],
    ]).ended;
    assert.equal(code, 0, stderr);
    const { runs } = StoreReportSchema.parse(JSON.parse(stdout));
    assert.deepEqual(
      runs.map(({ claims }) => claims.neverStale),
      [false, true],
    );
    const [, applied] = runs;
    assert.ok((applied?.writes.acknowledged ?? 0) > 20);
    assert.equal(applied?.replicas[0]?.stale.count, 0);
    assert.deepEqual(await real.left(), []);
  });

  it('reads synchronous_standby_names as the server does', () => {
    const known = { '': 0, s1: 1, 'a, b': 1, '*': 1, '2 (a, b, c)': 2, 'FIRST 2 (a,b)': 2, 'any 1 (*)': 1 };
    for (const [names, count] of Object.entries(known))
      assert.equal(synchronousStandbys(names), count, names);
  });
});
