/** The bench, attached to a cluster of services over TLS that was there before: what it measures, what it breaks, and that it leaves nothing. */

import assert from 'node:assert/strict';
import { AttachableCluster } from '../support/attached-cluster.ts';
import { killBenches, reportOf } from '../support/bench-process.ts';
import { killServices } from '../support/serve-process.ts';
import { removeTemporaryDirectories } from '../support/temporary-directory.ts';
import { waitFor } from '../support/wait-for.ts';

const NAMES = ['n1', 'n2', 'n3'] as const;

describe('a bench that is attached', function () {
  this.timeout(120_000);
  let cluster: AttachableCluster;

  before(async () => {
    cluster = await AttachableCluster.start();
  });
  afterEach(killBenches);
  after(() => {
    killServices();
    removeTemporaryDirectories();
  });

  const isWhole = async (): Promise<boolean> =>
    (await Promise.all(NAMES.map((name) => cluster.faultsAt(name)))).every((faults) => faults === null);
  const isEmpty = async (): Promise<boolean> =>
    (await Promise.all(NAMES.map((name) => cluster.keysAt(name)))).every((count) => count === 0);

  it('measures a normal run and a one-way cut, agrees with the nodes, and leaves the cluster as it was', async () => {
    const ended = await cluster.bench(
      'bench',
      ...['--duration', '3s', '--rate', '40', '--keys', '20', '--delete-ratio', '10%'],
      ...['--scenario', 'normal,partition', '--partition', 'one-way', '--json'],
    ).ended;
    const { runs, settings } = reportOf(ended);
    assert.equal(ended.code, 0, ended.stderr);
    assert.equal(settings.nodes, 3);
    for (const run of runs) {
      assert.deepEqual([run.problems, run.warnings], [[], []]);
      assert.equal(run.operations.writes.started + run.operations.reads.started, 120);
      const exact = new Map(run.audit.map(({ what, exact: is, reported }) => [what, is ? reported : null]));
      const writes = run.operations.writes.ok + (run.probes?.acknowledged ?? 0);
      assert.equal(exact.get('writes'), writes);
      assert.equal(exact.get('writes converged and pending'), writes);
      assert.ok((exact.get('reads') ?? 0) > run.operations.reads.ok, 'those of probes are among them');
      assert.equal(run.convergenceMs?.count, writes);
      assert.ok(run.outside !== undefined && run.outside.unseen.length > 0);
      assert.deepEqual(
        run.outside.nodes.map(({ name }) => name),
        NAMES,
      );
      assert.deepEqual(run.outside.others, { reads: 0, writes: 0 });
      assert.ok((run.outside.clocksApartMs ?? 0) > 0);
      assert.equal(run.staleReads?.source, 'clients');
    }
    const [normal, partition] = runs;
    assert.deepEqual(normal?.messages.dropped, {});
    assert.match(partition?.partitions[0]?.groups ?? '', / → /);
    assert.ok((partition?.messages.dropped['fault'] ?? 0) > 0);
    assert.ok((partition?.convergenceMs?.max ?? 0) > 500, 'a write waited for the cut to end');
    assert.ok(await isWhole());
    assert.ok(await isEmpty());
  });

  it('leaves nothing behind when it is interrupted in a cut', async () => {
    const running = cluster.bench('bench', '--duration', '60s', '--scenario', 'flapping');
    await waitFor('a cut', async () => (await cluster.cutAt('n1')).length > 0, 60_000);
    running.child.kill('SIGINT');
    const { code, stdout } = await running.ended;
    assert.equal(code, 130, stdout);
    assert.ok(await isWhole());
    assert.ok(await isEmpty());
  });

  it('is missed when it is killed in a cut: the cluster heals by itself', async () => {
    const running = cluster.bench('bench', '--duration', '60s', '--scenario', 'flapping');
    await waitFor('a cut', async () => (await cluster.cutAt('n1')).length > 0, 60_000);
    running.child.kill('SIGKILL');
    await running.ended;
    const put = await cluster.ask('n1', 'PUT', '/v1/kv/after', '1');
    assert.equal(put.status, 201);
    assert.ok((await cluster.cutAt('n1')).length > 0, 'the lease has not run out yet');
    await waitFor('the leases to run out', isWhole, 20_000);
    const hasCome = async (): Promise<boolean> =>
      (await cluster.ask('n3', 'GET', '/v1/kv/after')).status === 200;
    await waitFor('a write to come through', hasCome, 30_000);
    const logged = cluster.of('n1').logs.filter(({ msg }) => msg === 'faults ended');
    assert.deepEqual([logged.at(-1)?.['reason'], logged.at(-1)?.['token']], ['their lease ran out', 'bench']);
  });

  it('is refused in one line', async () => {
    const partition = ['--scenario', 'partition', '--duration', '1s'];
    const refused = async (
      token: 'plain' | 'wrong' | 'bench',
      args: string[],
      wanted: RegExp,
    ): Promise<void> => {
      const { code, stdout, stderr } = await cluster.bench(token, ...args).ended;
      assert.deepEqual([code, stdout], [3, ''], stderr);
      assert.match(stderr, wanted);
    };
    await refused(
      'wrong',
      [],
      /^error: https:\S+ refuses GET \/v1\/members \(401\): the token is none of this service[^\n]*\n$/,
    );
    await refused(
      'plain',
      partition,
      /^error: [^\n]*PUT \/v1\/faults \(403\): token plain [^\n]*needs faults\n$/,
    );
    await cluster.stopNode('n3');
    await refused(
      'bench',
      [],
      /^error: https:\S+ cannot be reached \(ECONNREFUSED\)[^\n]*--attach right\?\n$/,
    );
    await cluster.startNode('n3', []);
    await refused(
      'bench',
      partition,
      /^error: [^\n]*this node injects no faults: start it with --allow-faults[^\n]*\n$/,
    );
  });
});
