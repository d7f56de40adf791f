/** The contract of stores, kept by real PostgreSQL servers. */

import assert from 'node:assert/strict';
import { postgres, synchronousStandbys } from '../../src/targets/stores/postgres.ts';
import { StoreReportSchema } from '../../src/report/schema/store-schema.ts';
import { CommandProcess } from '../support/bench-process.ts';
import { freePorts } from '../support/free-ports.ts';
import { needs } from '../support/needs.ts';
import { psql, startPostgres, startStandby } from '../support/postgres-servers.ts';
import { stopServers, type ServerProcess } from '../support/server-process.ts';
import { waitFor } from '../support/wait-for.ts';
import { ASYNCHRONOUS, keepsContract, PLACE, type RealStore } from './contract.ts';
import { showsFailOver } from './fail-over.ts';

describe('PostgreSQL as a target', function () {
  this.timeout(120_000);
  before(function () {
    needs(this, 'postgresql');
  });
  after(stopServers);

  let real: RealStore;
  let primary: ServerProcess;
  keepsContract(postgres, async () => {
    const [port = 0, replicaPort = 0, nowhere = 0] = await freePorts(3);
    primary = await startPostgres(port);
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

  it('follows a fail-over, and counts the acknowledged writes that it lost', async () => {
    const [port, standby] = [real.target, real.replica].map((url) => Number(new URL(url).port)) as [
      number,
      number,
    ];
    const seqAt = (one: number): number => {
      const there = psql(one, `SELECT count(*) FROM pg_tables WHERE tablename = 'gossipscope'`) === '1';
      return there ? Number.parseInt(psql(one, `SELECT value FROM gossipscope WHERE key = '0'`), 10) || 0 : 0;
    };
    const running = new CommandProcess([
      ...['bench', '--target', real.target, '--replica', real.replica, '--synchronous-commit', 'local'],
      ...['--rate', '600', '--read-ratio', '0.9333', '--duration', '8s', '--json'],
    ]);
    await waitFor('writes at the standby', () => seqAt(standby) > 5, 30_000);
    psql(standby, `ALTER SYSTEM SET primary_conninfo = 'host=127.0.0.1 port=1'`);
    psql(standby, 'SELECT pg_reload_conf()');
    await waitFor('writes that it lacks', () => seqAt(port) > seqAt(standby) + 5, 30_000);
    const missing = seqAt(port) - seqAt(standby);
    await primary.stop();
    psql(standby, 'SELECT pg_promote()');
    showsFailOver(await running.ended, [port, standby], missing);
    assert.equal(psql(standby, `SELECT count(*) FROM pg_tables WHERE tablename = 'gossipscope'`), '0');
  });

  it('says in one line what is wrong with parameters, rights and a server without TLS', async () => {
    const port = Number(new URL(real.replica).port);
    psql(port, 'CREATE USER lowly; REVOKE CREATE ON SCHEMA public FROM public');
    const wrong: readonly [string, RegExp][] = [
      [`postgres://postgres@127.0.0.1:${port}/postgres?sslmode=require`, /does not support SSL/],
      [`postgres://postgres@127.0.0.1:${port}/postgres?sslmode=sometimes`, /sslmode is disable/],
      [`postgres://postgres@127.0.0.1:${port}/postgres?host=127.0.0.1`, /in no parameter/],
      [`postgres://lowly@127.0.0.1:${port}/postgres`, /permission denied for schema public. Allow it/],
    ];
    for (const [address, what] of wrong) {
      const { code, stderr } = await new CommandProcess([
        ...['bench', '--target', address, '--replica', address, '--duration', '500ms'],
      ]).ended;
      assert.match(stderr, /^error: .*\n$/);
      assert.match(stderr, what);
      assert.equal(code, 3);
    }
  });

  it('reads synchronous_standby_names as the server does', () => {
    const known = { '': 0, s1: 1, 'a, b': 1, '*': 1, '2 (a, b, c)': 2, 'FIRST 2 (a,b)': 2, 'any 1 (*)': 1 };
    for (const [names, count] of Object.entries(known))
      assert.equal(synchronousStandbys(names), count, names);
  });
});
