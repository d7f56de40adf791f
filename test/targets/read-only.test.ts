/** `gossipscope probe --read-only` beside real Redis servers: with a user who may not write, held against what the test itself writes. */

import assert from 'node:assert/strict';
import { panelQueries, readReplicationDashboard } from '../grafana/dashboard-json.ts';
import { problemsOf, queriesFor } from '../grafana/query-answers.ts';
import { CommandProcess, killBenches } from '../support/bench-process.ts';
import { freePorts } from '../support/free-ports.ts';
import { needs } from '../support/needs.ts';
import { startOtlpReceiver, type OtlpReceiver } from '../support/otlp-receiver.ts';
import { startPrometheusFor, type Prometheus } from '../support/prometheus.ts';
import { redisCli, redisInSync, startRedis } from '../support/redis-servers.ts';
import { stopServers } from '../support/server-process.ts';
import { waitFor } from '../support/wait-for.ts';

const SECRET = 'a-strangers-secret';
const RATE = 'sum(rate(gossip_replication_visible_seconds_count[2s]))';
/** What docs/stores.md says to give the probe. */
const CALLS = ['+@connection', '-@dangerous', '+get', '+info', '+role'];
const READER = ['ACL', 'SETUSER', 'reader', 'on', '>password', '~shop:*', ...CALLS];

describe('probe --read-only', function () {
  this.timeout(120_000);
  let prometheus: Prometheus | undefined;
  let receiver: OtlpReceiver | undefined;
  let probe: CommandProcess | undefined;
  let [primary = 0, replica = 0]: number[] = [];
  const at = (port: number): string => `redis://reader:password@127.0.0.1:${port}`;
  const metric = async (name: string): Promise<number> =>
    (await prometheus?.query(`sum(gossip_replication_${name})`))?.[0]?.value ?? NaN;

  before(async function () {
    needs(this, 'redis-server', 'prometheus');
    receiver = await startOtlpReceiver();
    [primary = 0, replica = 0] = await freePorts(2);
    await startRedis(primary);
    await startRedis(replica, '--replicaof', `127.0.0.1 ${primary}`);
    await redisInSync(replica);
    for (const port of [primary, replica]) assert.equal(redisCli(port, ...READER), 'OK');
    redisCli(primary, 'SET', 'shop:a', `${SECRET} 0`);
    probe = new CommandProcess(
      [
        ...['probe', '--read-only', '--key', 'shop:a', '--key', 'shop:none', '--metrics-port', '0'],
        ...['--target', at(primary), '--replica', at(replica), '--read-every', '20ms'],
      ],
      { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    );
    const { child, stderr } = probe;
    assert.ok(child.pid !== undefined, stderr);
    const endpoint = await waitFor(
      'the endpoint',
      () => /http:\/\/(\S+)\/metrics/.exec(probe?.stderr ?? '')?.[1],
    );
    prometheus = await startPrometheusFor({ shop: [endpoint] });
  });
  after(async () => {
    killBenches();
    await prometheus?.stop();
    await stopServers();
    await receiver?.close();
  });

  it('says how far a replica is behind with what others write, and what cannot be known', async () => {
    const said = probe?.stderr ?? '';
    assert.match(said, /nothing is written/);
    assert.match(said, /between two looks is unseen[^]*digest/);
    assert.match(said, /There is no key "shop:none" yet/);
    let written = 0;
    await waitFor('changes', async () => {
      redisCli(primary, 'SET', 'shop:a', `${SECRET} ${++written}`);
      return ((await prometheus?.query(RATE))?.[0]?.value ?? 0) > 2;
    });
    assert.ok((await metric('changes_total')) <= written);
    assert.ok((await metric('visible_at_least_seconds_sum')) <= (await metric('visible_seconds_sum')));
    const queries = queriesFor('read-only', panelQueries(readReplicationDashboard()));
    assert.ok(queries.length > 12);
    // Asked for each second, and the last one is now, when there are rates.
    const toS = Date.now() / 1000;
    const asked = { fromS: toS - 4, toS, rateWindow: '2s', earlier: '2s', job: 'shop' };
    assert.equal(
      await problemsOf(queries, { ...asked, prometheus: prometheus ?? assert.fail('no Prometheus') }),
      '',
    );
  });

  it('finds a replica stale that does not follow, and follows a fail-over', async () => {
    redisCli(replica, 'REPLICAOF', '127.0.0.1', '1');
    redisCli(primary, 'SET', 'shop:a', `${SECRET} missed`);
    await waitFor('staleness', async () => (await metric('stale_seconds')) > 1);
    assert.ok((await metric('stale_reads_total')) > 10);
    redisCli(primary, 'REPLICAOF', '127.0.0.1', '1');
    await waitFor('nobody to take writes', async () => (await metric('unwritable_seconds')) > 0.5);
    redisCli(replica, 'REPLICAOF', 'NO', 'ONE');
    await waitFor('the fail-over', async () => (await metric('failovers_total')) === 1);
    await waitFor('a fresh replica', async () => (await metric('stale_seconds')) === 0);
  });

  it('has written nothing, and says no word of a value', async () => {
    const page = await (await fetch(/http:\S+/.exec(probe?.stderr ?? '')?.[0] ?? '')).text();
    const spans = await receiver?.waitFor('traces', (all) => all.length > 5);
    probe?.child.kill('SIGTERM');
    const { code, stdout, stderr } = (await probe?.ended) ?? assert.fail();
    assert.equal(code, 0, stderr);
    const told = [stdout, stderr, page, JSON.stringify(spans, (_, one: unknown) => String(one))].join('\n');
    const inTraces = JSON.stringify(spans, (_, one: unknown) => (typeof one === 'bigint' ? '' : one));
    for (const text of [told, inTraces]) assert.ok(!text.includes(SECRET));
    assert.doesNotMatch(inTraces, /.{60}(shop:|password).{60}/, 'not even in the command line');
    for (const port of [primary, replica]) {
      assert.doesNotMatch(redisCli(port, 'ACL', 'LOG'), /reader/, 'it was refused nothing');
      assert.deepEqual(redisCli(port, 'KEYS', '*'), 'shop:a');
    }
  });

  it('refuses at once what it cannot do', async () => {
    const run = (...args: string[]) =>
      new CommandProcess(['probe', '--metrics-port', '0', '--read-only', ...args]).ended;
    const here = ['--target', at(primary), '--replica', at(replica)];
    redisCli(replica, 'RPUSH', 'shop:list', '1');
    for (const [args, code, message] of [
      [['--target', 'postgres://127.0.0.1/x', '--key', 'a'], 2, /not offered for PostgreSQL: a row/],
      [[...here], 2, /--key NAME/],
      [[...here, '--key', 'a', '--every', '1s'], 2, /--every has no effect/],
      [[...here, '--key', 'shop:a'], 3, /it follows another server.*--target/],
      [
        ['--target', at(replica), '--replica', at(primary), '--key', 'shop:list'],
        3,
        /"shop:list": WRONGTYPE/,
      ],
    ] as const) {
      const { code: ended, stderr } = await run(...args);
      assert.equal(ended, code, stderr);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /password|\n {4}at /);
    }
  });
});
