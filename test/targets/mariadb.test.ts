/** The contract of stores, kept by real MariaDB servers; and what belongs to the server is left as it was. */

import assert from 'node:assert/strict';
import { StoreReportSchema } from '../../src/report/schema/store-schema.ts';
import { mariadb } from '../../src/targets/stores/mariadb.ts';
import { CommandProcess, killBenches, type Ended } from '../support/bench-process.ts';
import { freePorts } from '../support/free-ports.ts';
import { MARIADB_USER, mariadbSql, startMariadb, startMariadbReplica } from '../support/mariadb-servers.ts';
import { needs } from '../support/needs.ts';
import { stopServers, type ServerProcess } from '../support/server-process.ts';
import { removeTemporaryDirectories } from '../support/temporary-directory.ts';
import { waitFor } from '../support/wait-for.ts';
import { Authority } from '../transport/certificates.ts';
import { ASYNCHRONOUS, keepsContract, PLACE } from './contract.ts';
import { showsFailOver } from './fail-over.ts';

const PASSWORD = 'a-secret-word';
const LIGHT = ['--rate', '600', '--read-ratio', '0.9333', '--json'];

describe('MariaDB as a target', function () {
  this.timeout(120_000);
  before(function () {
    needs(this, 'mariadb');
  });
  after(async () => {
    killBenches();
    await stopServers();
    removeTemporaryDirectories();
    authority.remove();
  });

  const authority = new Authority();
  let ca = '';
  const certificateFor = async (...hosts: string[]): Promise<string[]> => {
    const files = await authority.files('store', { hosts });
    ca = files.ca;
    return [`--ssl-cert=${files.cert}`, `--ssl-key=${files.key}`];
  };
  let [port, replicaPort, nowhere]: number[] = [];
  let primary: ServerProcess;
  const at = (one = 0, password = PASSWORD): string =>
    `mariadb://${MARIADB_USER}:${password}@127.0.0.1:${one}/measured`;
  const tables = async (one = 0, like = `${PLACE}%`): Promise<string[]> => {
    const rows = await mariadbSql<{ name: string }>(
      one,
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'measured' AND table_name LIKE '${like}'`,
    );
    return rows.map(({ name }) => name);
  };
  const semiSync = async (): Promise<unknown> =>
    (
      await mariadbSql(
        port ?? 0,
        'SELECT @@rpl_semi_sync_master_enabled AS is_on, @@rpl_semi_sync_master_wait_point AS point',
      )
    )[0];

  keepsContract(mariadb, async () => {
    [port = 0, replicaPort = 0, nowhere = 0] = await freePorts(3);
    primary = await startMariadb(port, PASSWORD, ...(await certificateFor('127.0.0.1')));
    const replica = ['--rpl-semi-sync-slave-enabled', ...(await certificateFor('localhost'))];
    await startMariadbReplica(replicaPort, port, PASSWORD, ...replica);
    await waitFor('the replica to follow', async () => {
      const [status] = await mariadbSql<{ Slave_IO_Running: string }>(replicaPort ?? 0, 'SHOW SLAVE STATUS');
      return status?.Slave_IO_Running === 'Yes';
    });
    return {
      ...{ target: at(port), replica: at(replicaPort), nowhere: at(nowhere) },
      wrongPassword: { address: at(port, 'wrongsecret'), password: 'wrongsecret' },
      product: /^MariaDB \d+\./,
      ...{ tells: [`127.0.0.1:${replicaPort}`], replicaRefusesWrites: true },
      left: () => tables(port),
    };
  });

  it('says what is wrong with an address', async () => {
    const refused = (address: string): Promise<unknown> =>
      mariadb.connect(new URL(address), ASYNCHRONOUS, PLACE);
    await assert.rejects(refused(`mariadb://127.0.0.1:${port}`), { kind: 'no_database' });
    await assert.rejects(refused(`${at(port)}?ssl-mode=REQUIRED`), {
      kind: 'parameters',
      message: /mariadbs:/,
    });
    await assert.rejects(refused(at(port).replace('measured', 'nosuch')), {
      kind: /no_database|no_permission/,
    });
  });

  it('is reached over TLS, if its certificate can be trusted and is one for this address', async () => {
    const overTls = (one: number | undefined, env: Readonly<Record<string, string>>): Promise<Ended> => {
      const url = at(one).replace('mariadb:', 'mariadbs:');
      const args = ['bench', '--target', url, '--replica', url, '--duration', '200ms', ...LIGHT];
      return new CommandProcess(args, env).ended;
    };
    const trusting = { NODE_EXTRA_CA_CERTS: ca };
    const [good, stranger, other] = await Promise.all([
      overTls(port, trusting),
      overTls(port, {}),
      overTls(replicaPort, trusting),
    ]);
    assert.equal(good.code, 0, good.stderr);
    for (const { code, stderr } of [stranger, other]) {
      assert.equal(code, 3);
      assert.doesNotMatch(stderr, / at |secret/);
    }
    assert.match(stranger.stderr, /certificate/);
    assert.match(other.stderr, /127\.0\.0\.1 is not in the cert/);
  });

  it('writes to no replica, even where it may', async () => {
    const url = new URL(`mariadb://root@127.0.0.1:${replicaPort}/measured`);
    const replica = await mariadb.connect(url, ASYNCHRONOUS, PLACE);
    await mariadbSql(replicaPort ?? 0, 'SET GLOBAL read_only = OFF');
    await assert.rejects(replica.takePlace([]), { kind: 'read_only' });
    await mariadbSql(replicaPort ?? 0, 'SET GLOBAL read_only = ON');
    await replica.close();
    assert.deepEqual(await tables(replicaPort), []);
  });

  it('is measured with what commits wait for side by side, and the server is left as it was', async () => {
    const before = await semiSync();
    const { code, stdout, stderr } = await new CommandProcess([
      ...['bench', '--target', at(port), '--duration', '1s', ...LIGHT],
      ...['--sweep', 'semi-sync=off,after_sync'],
    ]).ended;
    assert.equal(code, 0, stderr);
    assert.ok(!(stdout + stderr).includes(PASSWORD));
    const { runs } = StoreReportSchema.parse(JSON.parse(stdout));
    const waits = [/primary alone/, /AFTER_SYNC/];
    runs.forEach(({ claims, writes, replicas }, index) => {
      assert.match(claims.says, waits[index] ?? /^$/);
      assert.equal(claims.neverStale, false);
      assert.ok(writes.acknowledged > 10 && replicas[0]?.pending === 0);
    });
    assert.deepEqual(await tables(port, 'gossipscope%'), []);
    assert.deepEqual(await semiSync(), before);
  });

  it('puts back what a run changed that ended without a word', async () => {
    const before = await semiSync();
    const options = { ...ASYNCHRONOUS, semiSync: 'after_sync' };
    const killed = await mariadb.connect(new URL(at(port)), options, PLACE);
    await killed.takePlace([]);
    assert.notDeepEqual(await semiSync(), before);
    await killed.close();
    const next = await mariadb.connect(new URL(at(port)), ASYNCHRONOUS, PLACE);
    await next.takePlace([]);
    assert.deepEqual(await semiSync(), before);
    await next.leavePlace([]);
    await next.close();
  });

  it('leaves nothing behind where it may not change what commits wait for, or no replica takes part', async () => {
    const before = await semiSync();
    const refused = async (address: string, kind: string): Promise<void> => {
      const options = { ...ASYNCHRONOUS, semiSync: 'after_commit' };
      const endpoint = await mariadb.connect(new URL(address), options, PLACE);
      await assert.rejects(endpoint.takePlace([]), { kind });
      await endpoint.close();
      assert.deepEqual(await tables(port), []);
      assert.deepEqual(await semiSync(), before);
    };
    await mariadbSql(port ?? 0, `GRANT ALL ON measured.* TO lesser IDENTIFIED BY '${PASSWORD}'`);
    await refused(at(port).replace(MARIADB_USER, 'lesser'), 'no_permission');
    const restarted = ['STOP SLAVE', 'START SLAVE'];
    for (const sql of ['SET GLOBAL rpl_semi_sync_slave_enabled = OFF', ...restarted])
      await mariadbSql(replicaPort ?? 0, sql);
    await waitFor('the replica to take no part', async () => {
      const sql = "SHOW GLOBAL STATUS LIKE 'Rpl_semi_sync_master_clients'";
      const [row] = await mariadbSql<{ Value: string }>(port ?? 0, sql);
      return row?.Value === '0';
    });
    await refused(at(port), 'no_semi_sync');
  });

  it('follows a fail-over, and counts the acknowledged writes that it lost', async () => {
    const seqAt = async (one = 0): Promise<number> => {
      const sql = "SELECT value FROM measured.gossipscope WHERE name = '0'";
      // At first there is no such table.
      const [row] = await mariadbSql<{ value: string }>(one, sql).catch(() => []);
      return Number.parseInt(row?.value ?? '0', 10);
    };
    const running = new CommandProcess([
      ...['bench', '--target', at(port), '--replica', at(replicaPort), '--duration', '8s', ...LIGHT],
    ]);
    await waitFor('writes at the replica', async () => (await seqAt(replicaPort)) > 5, 30_000);
    await mariadbSql(replicaPort ?? 0, 'STOP SLAVE');
    const held = await seqAt(replicaPort);
    await waitFor('writes that it lacks', async () => (await seqAt(port)) > held + 5, 30_000);
    const missing = (await seqAt(port)) - held;
    await primary.stop();
    await mariadbSql(replicaPort ?? 0, 'RESET SLAVE ALL');
    await mariadbSql(replicaPort ?? 0, 'SET GLOBAL read_only = OFF');
    showsFailOver(await running.ended, [port, replicaPort], missing);
    assert.deepEqual(await tables(replicaPort, 'gossipscope%'), []);
  });
});
