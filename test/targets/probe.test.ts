/** `gossipscope probe` under a real Prometheus, on a real Redis and a real PostgreSQL: no panel of *Replication* comes back empty. */

import assert from 'node:assert/strict';
import { PROBE_SPAN } from '../../src/observe/tracing/span-catalogue.ts';
import { panelQueries, readReplicationDashboard } from '../grafana/dashboard-json.ts';
import { problemsOf, queriesFor, type Asked } from '../grafana/query-answers.ts';
import { CommandProcess, killBenches } from '../support/bench-process.ts';
import { freePorts } from '../support/free-ports.ts';
import { needs } from '../support/needs.ts';
import { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.ts';
import { psql, startPostgres, startStandby } from '../support/postgres-servers.ts';
import { startPrometheusFor, type Prometheus } from '../support/prometheus.ts';
import { redisCli, redisInSync, startRedis } from '../support/redis-servers.ts';
import { stopServers } from '../support/server-process.ts';
import { waitFor } from '../support/wait-for.ts';

describe('probe', function () {
  this.timeout(120_000);
  let prometheus: Prometheus;
  let receiver: OtlpReceiver;
  const probes: CommandProcess[] = [];
  let [redis, redisReplica, postgres, standby]: number[] = [];

  before(async function () {
    needs(this, 'redis-server', 'postgresql', 'prometheus');
    receiver = await startOtlpReceiver();
    [redis = 0, redisReplica = 0, postgres = 0, standby = 0] = await freePorts(4);
    await startRedis(redis);
    await startRedis(redisReplica, '--replicaof', `127.0.0.1 ${redis}`);
    await redisInSync(redisReplica);
    await startPostgres(postgres);
    await startStandby(standby, postgres, 's1');
  });
  after(async () => {
    killBenches();
    await (prometheus as Prometheus | undefined)?.stop();
    await stopServers();
    await (receiver as OtlpReceiver | undefined)?.close();
  });

  const start = async (...args: string[]): Promise<string> => {
    const traces = {
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    };
    const probe = new CommandProcess(['probe', '--metrics-port', '0', '--every', '50ms', ...args], traces);
    probes.push(probe);
    return waitFor('the endpoint', () => /http:\/\/(\S+)\/metrics/.exec(probe.stderr)?.[1]);
  };

  it('fills its dashboard', async () => {
    const at = (port?: number): string => `postgres://postgres@127.0.0.1:${port}/postgres`;
    const targets = [
      await start('--target', `redis://127.0.0.1:${redis}`),
      await start('--target', at(postgres), '--replica', at(standby)),
    ];
    const fromS = Date.now() / 1000;
    prometheus = await startPrometheusFor({ redis: targets.slice(0, 1), postgres: targets.slice(1) });
    for (const job of ['redis', 'postgres']) {
      // Since a second: what is asked for at steps is filled at the last ones, too.
      const seen = `sum(rate(gossip_replication_visible_seconds_count{job="${job}"}[2s] offset 1s))`;
      await waitFor('rates', async () => ((await prometheus.query(seen))[0]?.value ?? 0) > 10, 20_000);
      const asked: Asked = {
        prometheus,
        job,
        fromS,
        toS: Date.now() / 1000,
        rateWindow: '2s',
        earlier: '2s',
      };
      assert.equal(
        await problemsOf(queriesFor('writing', panelQueries(readReplicationDashboard())), asked),
        '',
      );
    }
  });

  it('traces each write until its replica shows it', async () => {
    const at = `127.0.0.1:${redis}`;
    const isOfRedis = (span: ReceivedSpan): boolean => span.attributes['gossip.target'] === at;
    const spans = (await receiver.waitFor('traces', (all) => all.filter(isOfRedis).length > 5)).filter(
      isOfRedis,
    );
    for (const { name, kind, attributes, events, startNs, endNs } of spans.slice(0, 5)) {
      assert.deepEqual([name, kind], [PROBE_SPAN.name, 3]);
      assert.deepEqual(Object.keys(attributes).sort(), Object.keys(PROBE_SPAN.attributes).sort());
      assert.deepEqual(
        events.map((event) => [event.name, event.attributes['gossip.replica'], event.timeNs]),
        [['gossip.visible', `127.0.0.1:${redisReplica}`, endNs]],
      );
      const tookMs = Number(endNs - startNs) / 1e6;
      assert.ok(Math.abs(tookMs - Number(attributes['gossip.visible_ms'])) < 0.01, `${tookMs} ms`);
    }
  });

  it('says since when a replica shows nothing, follows a fail-over, and leaves nothing behind', async () => {
    const value = async (query: string): Promise<number> => (await prometheus.query(query))[0]?.value ?? NaN;
    // It still answers, and follows nobody: then it takes writes itself.
    redisCli(redisReplica ?? 0, 'REPLICAOF', '127.0.0.1', '1');
    await waitFor(
      'staleness',
      async () => (await value('max(gossip_replication_stale_seconds{job="redis"})')) > 1,
    );
    redisCli(redisReplica ?? 0, 'REPLICAOF', 'NO', 'ONE');
    redisCli(redis ?? 0, 'REPLICAOF', '127.0.0.1', String(redisReplica));
    await waitFor(
      'the fail-over',
      async () => (await value('sum(gossip_replication_failovers_total{job="redis"})')) === 1,
      20_000,
    );
    assert.ok((await value('sum(gossip_replication_lost_writes_total{job="redis"})')) > 5);
    for (const probe of probes) probe.child.kill('SIGTERM');
    for (const { code, stderr } of await Promise.all(probes.map(({ ended }) => ended)))
      assert.equal(code, 0, stderr);
    assert.equal(redisCli(redisReplica ?? 0, 'KEYS', '*'), '');
    assert.equal(
      psql(postgres ?? 0, `SELECT count(*) FROM pg_tables WHERE tablename LIKE 'gossipscope%'`),
      '0',
    );
  });
});
