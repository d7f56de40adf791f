/** `bench --target` with real Redis servers: what it measures is held against what the test itself does to them. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { StoreReportSchema, type StoreReplica, type StoreRun } from '../../src/report/schema/store-schema.ts';
import { screenOf } from '../../src/report/text/paint.ts';
import { renderStoreText } from '../../src/report/text/store-text.ts';
import { CommandProcess, killBenches, type Ended } from '../support/bench-process.ts';
import { freePorts } from '../support/free-ports.ts';
import { needs } from '../support/needs.ts';
import { redisCli, redisInSync, startRedis } from '../support/redis-servers.ts';
import { stopServers, type ServerProcess } from '../support/server-process.ts';
import { waitFor } from '../support/wait-for.ts';

/** 40 writes and 560 reads a second: tests run beside others. */
const LIGHT = ['--rate', '600', '--read-ratio', '0.9333'];
const SECRET = 'a-secret-word';

function runsIn({ stdout, stderr }: Ended): StoreRun[] {
  assert.notEqual(stdout, '', stderr);
  return StoreReportSchema.parse(JSON.parse(stdout)).runs;
}

function replicaOf(run: StoreRun | undefined, port: number): StoreReplica {
  const found = run?.replicas.find(({ name }) => name === `127.0.0.1:${port}`);
  assert.ok(found !== undefined, `no replica at ${port}`);
  return found;
}

const at = (port: number): string => `redis://:${SECRET}@127.0.0.1:${port}`;
const keysLeft = (port: number): string => redisCli(port, 'KEYS', 'gossipscope*');
const seqAt = (port: number): number => Number.parseInt(redisCli(port, 'GET', 'gossipscope:0'), 10) || 0;

async function takesConnections(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe('bench --target', function () {
  this.timeout(120_000);
  let [primary, direct, linked, link]: number[] = [];
  let primaryServer: ServerProcess;
  const password = ['--requirepass', SECRET, '--masterauth', SECRET];

  before(async function () {
    needs(this, 'redis-server');
    process.env['REDISCLI_AUTH'] = SECRET;
    [primary, direct, linked, link] = await freePorts(4);
    primaryServer = await startRedis(primary ?? 0, ...password);
    await startRedis(direct ?? 0, ...password, '--replicaof', `127.0.0.1 ${primary}`);
    await startRedis(linked ?? 0, ...password, '--replicaof', `127.0.0.1 ${link}`);
    await redisInSync(direct ?? 0);
  });
  afterEach(killBenches);
  after(stopServers);

  const start = (...args: string[]): CommandProcess =>
    new CommandProcess(['bench', '--target', at(primary ?? 0), '--json', ...LIGHT, ...args]);
  const both = (): string[] => ['--replica', at(direct ?? 0), '--replica', at(linked ?? 0)];
  const throughLink = (): string[] => [...both(), '--link', `${link}=127.0.0.1:${primary}`];

  it('finds a link of 50 ms at the replica behind it alone', async () => {
    const args = ['--latency', '50ms', '--scenario', 'normal', '--duration', '2s'];
    const ended = await start(...throughLink(), ...args).ended;
    const [run] = runsIn(ended);
    const [near, far] = [replicaOf(run, direct ?? 0), replicaOf(run, linked ?? 0)];
    const mostMs = 50 + near.visibleMs.p99 + far.resolutionMs.p99;
    assert.ok(
      far.visibleMs.p50 >= 50 && far.visibleMs.p50 <= mostMs,
      `${far.visibleMs.p50} ms, at most ${mostMs}`,
    );
    // Where the machine is busy, little is known of it but that it may have been at once.
    const leastMs = near.visibleMs.p50 - near.resolutionMs.p50;
    assert.ok(leastMs < 40, `${leastMs} ms`);
    assert.equal(run?.everywhere.visibleMs.count, run?.writes.acknowledged);
    assert.equal(ended.code, 0, ended.stderr);
    assert.equal(keysLeft(primary ?? 0), '');
    assert.ok(!(ended.stdout + ended.stderr).includes(SECRET));
  });

  it('finds reads as stale as a cut is long, where the link was cut', async () => {
    const ended = await start(...throughLink(), '--scenario', 'partition', '--duration', '3s').ended;
    const [run] = runsIn(ended);
    const [near, far] = [replicaOf(run, direct ?? 0), replicaOf(run, linked ?? 0)];
    // Each of two keys is written every 50 ms: the oldest write that is missed came up to so long after the cut began.
    const leastMs = 1000 - 50 - far.resolutionMs.p99;
    assert.ok(far.stale.ageMs.max > leastMs, `${far.stale.ageMs.max} ms, at least ${leastMs}`);
    assert.ok(far.visibleMs.max > leastMs && far.visibleMs.max < 5000, `${far.visibleMs.max} ms`);
    assert.ok(near.stale.ageMs.max < 900, `${near.stale.ageMs.max} ms`);
    assert.equal(far.pending, 0);
    assert.equal(ended.code, 0, ended.stderr);
    const [cut] = run?.partitions ?? [];
    assert.ok((cut?.toMs ?? 0) - (cut?.fromMs ?? 0) > 900);
  });

  it('says that a replica never shows anything, and fails', async () => {
    const [alone = 0] = await freePorts(1);
    await startRedis(alone, ...password);
    const ended = await start('--replica', at(alone), '--duration', '500ms').ended;
    const [run] = runsIn(ended);
    assert.equal(replicaOf(run, alone).pending, run?.writes.acknowledged);
    assert.match(run?.problems.join() ?? '', /acknowledged writes were never shown/);
    assert.match(run?.warnings.join() ?? '', /does it follow this target\?/);
    assert.equal(ended.code, 1);
  });

  it('refuses a database that is not there, a primary that takes no writes, and links that lead nowhere', async () => {
    const follower = at(direct ?? 0);
    const wrong = async (...args: string[]): Promise<string> => {
      const { code, stderr } = await new CommandProcess(['bench', ...args]).ended;
      assert.ok(!stderr.includes(SECRET) && !stderr.includes('    at '), stderr);
      return `${code} ${stderr}`;
    };
    assert.match(
      await wrong('--target', `${at(primary ?? 0)}/99`),
      /^3 error: .*DB index is out of range\n$/,
    );
    const readOnly = await wrong('--target', follower, '--replica', at(primary ?? 0));
    assert.match(
      readOnly,
      new RegExp(`^3 error: 127.0.0.1:${direct}: READONLY .*takes writes with --target`),
    );
    for (const [far, what] of [
      [`127.0.0.1:${link}`, /leads to the port of a link/],
      [`redis://:${SECRET}@127.0.0.1:1`, /is invalid/],
      [`u:${SECRET}@127.0.0.1:1`, /is invalid/],
    ] as const)
      assert.match(await wrong('--target', follower, '--link', `${link}=${far}`), what);
    assert.match(await wrong(follower), /^2 error: unexpected argument/);
    const args = ['--duration', '500ms', '--scenario', 'normal', '--link', `${link}=127.0.0.1:1`];
    const running = start('--replica', follower, ...args);
    await waitFor('the link', () => takesConnections(link ?? 0));
    const [run] = runsIn(await running.ended);
    assert.match(
      run?.warnings.join() ?? '',
      /the link at :\d+ reaches nobody at 127.0.0.1:1: .*ECONNREFUSED/,
    );
  });

  it('refuses what cannot be an address without repeating it', async () => {
    for (const command of ['bench', 'probe']) {
      const wrong = `oracle://root:${SECRET}@127.0.0.1`;
      const { code, stderr } = await new CommandProcess([command, '--target', wrong]).ended;
      assert.equal(code, 2);
      assert.match(stderr, /--target has to be an address such as redis:/);
      assert.ok(!stderr.includes(SECRET), stderr);
    }
  });

  it('reports what there is after Ctrl-C, and leaves nothing behind', async () => {
    const running = start('--replica', at(direct ?? 0), '--duration', '1m');
    await waitFor('writes', () => seqAt(direct ?? 0) > 5);
    running.child.kill('SIGINT');
    const ended = await running.ended;
    assert.equal(ended.code, 130, ended.stderr);
    assert.ok((runsIn(ended)[0]?.writes.acknowledged ?? 0) >= 5);
    assert.equal(keysLeft(primary ?? 0), '');
  });

  it('keeps what it measured where the server that takes writes is gone for good', async () => {
    const [port = 0, replica = 0] = await freePorts(2);
    const server = await startRedis(port, ...password);
    await startRedis(replica, ...password, '--replicaof', `127.0.0.1 ${port}`);
    await redisInSync(replica);
    const args = ['--target', at(port), '--replica', at(replica), '--duration', '2s', '--json', ...LIGHT];
    const running = new CommandProcess(['bench', ...args]);
    await waitFor('writes', () => seqAt(replica) > 5);
    await server.stop();
    const [run] = runsIn(await running.ended);
    assert.ok((run?.writes.acknowledged ?? 0) >= 5);
    assert.match(run?.warnings.join() ?? '', /could not be removed \(127\.0\.0\.1:\d+: .*the next run/);
  });

  it('follows a fail-over, and counts the acknowledged writes that it lost', async () => {
    const args = ['--replica', at(linked ?? 0), '--link', `${link}=127.0.0.1:${primary}`];
    const running = start(...args, '--scenario', 'partition', '--duration', '6s');
    await waitFor(
      'a cut of some writes',
      () => seqAt(primary ?? 0) > 5 && seqAt(primary ?? 0) > seqAt(linked ?? 0) + 5,
      30_000,
    );
    const missing = seqAt(primary ?? 0) - seqAt(linked ?? 0);
    await primaryServer.stop();
    redisCli(linked ?? 0, 'REPLICAOF', 'NO', 'ONE');
    const ended = await running.ended;
    const [run] = runsIn(ended);
    assert.deepEqual(
      run?.failover?.writers.map(({ name }) => name),
      [primary, linked].map((port) => `127.0.0.1:${port}`),
    );
    // Of one key, and there are two; a few more were written before the server ended.
    const { lost, longestMs } = run.failover;
    assert.ok(
      lost >= missing * 1.5 && lost < missing * 2 + 40,
      `${lost} lost, ${missing} missing of one key`,
    );
    assert.ok(longestMs > 0 && longestMs < 10_000, `${longestMs} ms without a writer`);
    assert.equal(replicaOf(run, linked ?? 0).pending, 0);
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(
      renderStoreText(StoreReportSchema.parse(JSON.parse(ended.stdout)), screenOf({}, {})),
      /but for \d+ that a fail-over lost/,
    );
    assert.equal(keysLeft(linked ?? 0), '');
  });
});
