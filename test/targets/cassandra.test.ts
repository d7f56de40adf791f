/** The contract of stores, kept by a real Cassandra cluster: one that runs already, as its nodes take minutes to start. */

import assert from 'node:assert/strict';
import process from 'node:process';
import driver from 'cassandra-driver';
import { StoreReportSchema } from '../../src/report/schema/store-schema.ts';
import { cassandra } from '../../src/targets/stores/cassandra.ts';
import { CommandProcess, killBenches } from '../support/bench-process.ts';
import { freePorts } from '../support/free-ports.ts';
import { needs } from '../support/needs.ts';
import { ASYNCHRONOUS, keepsContract, PLACE } from './contract.ts';

describe('Cassandra as a target', function () {
  this.timeout(180_000);
  before(function () {
    needs(this, 'cassandra');
  });
  after(killBenches);

  const [first = '', ...others] = (process.env['CASSANDRA_NODES'] ?? '').split(',');
  const keyspaces = async (prefix: string): Promise<string[]> => {
    const { loadBalancing } = driver.policies;
    const client = new driver.Client({
      contactPoints: [first],
      policies: { loadBalancing: new loadBalancing.RoundRobinPolicy() },
    });
    const { rows } = await client.execute('SELECT keyspace_name FROM system_schema.keyspaces');
    await client.shutdown();
    return rows.map((row) => String(row['keyspace_name'])).filter((name) => name.startsWith(prefix));
  };

  keepsContract(cassandra, async () => {
    const [nowhere = 0] = await freePorts(1);
    return {
      ...{ target: `cassandra://${first}`, replica: `cassandra://${others[0]}` },
      ...{ nowhere: `cassandra://127.0.0.1:${nowhere}`, product: /^Cassandra \d+\./ },
      fresh: { ...ASYNCHRONOUS, consistency: 'quorum' },
      ...{ tells: others, replicaRefusesWrites: false },
      left: () => keyspaces(PLACE),
    };
  });

  it('is measured with one node and with a quorum side by side, and a quorum shows no stale read', async () => {
    const { code, stdout, stderr } = await new CommandProcess([
      ...['bench', '--target', `cassandra://${first}`, '--duration', '3s', '--rate', '600', '--json'],
      ...['--read-ratio', '0.9333', '--sweep', 'consistency=one,quorum'],
    ]).ended;
    assert.equal(code, 0, stderr);
    const { runs } = StoreReportSchema.parse(JSON.parse(stdout));
    assert.deepEqual(
      runs.map(({ claims, replicas }) => [claims.neverStale, replicas.length]),
      [false, true].map((neverStale) => [neverStale, others.length]),
    );
    assert.ok(runs.every(({ writes }) => writes.acknowledged > 20));
    assert.deepEqual(await keyspaces('gossipscope'), []);
  });
});
