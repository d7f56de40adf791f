/** A real Prometheus scrapes the endpoint: what it stores is what the replies say. */

import assert from 'node:assert/strict';
import { createMetrics, type Metrics } from '../../../src/observe/metrics/metrics.ts';
import { Recorder } from '../../../src/observe/metrics/recorder.ts';
import { startScrapeServer } from '../../../src/observe/metrics/scrape-server.ts';
import type { Summary } from '../../../src/base/summary.ts';
import { benchStats } from '../../../src/observe/metrics/stats.ts';
import { prng } from '../../../src/base/prng.ts';
import { accepted, applied, converged, TRACE_ID, TRACEPARENT } from '../../support/node-events.ts';
import { needs } from '../../support/needs.ts';
import { promtoolComplaints, startPrometheus, type Prometheus } from '../../support/prometheus.ts';
import { waitFor } from '../../support/wait-for.ts';

const INFO = { version: '0.1.0', node: 'n1', strategy: 'direct-mail', workload: 'kv' };
const WRITES = 500;
/** Floating point alone. */
const RELATIVE_ERROR = 1e-9;

/** A node's life: times over all buckets, some beyond the last bound. */
function recorded(): Recorder {
  const recorder = new Recorder();
  const rng = prng(7);
  for (let i = 0; i < WRITES; i++) {
    const convergenceMs = 2 + rng.float() ** 4 * 70_000;
    recorder.record([accepted(), converged({ convergenceMs, confirmedMs: convergenceMs + 5 })], rng.float());
    recorder.record([applied({ propagationMs: rng.float() * 900, hops: 1 + rng.below(9) })], 0);
    recorder.record([{ type: 'operation', op: 'write', result: 'ok' }], rng.float() * 3);
    recorder.message('sent', 'mail', 200);
  }
  // Prometheus is asked for exemplars by their time.
  const traced = converged({ acceptedAtMs: Date.now(), traceparent: TRACEPARENT });
  recorder.record([{ type: 'staleness', ageMs: 40, versions: 2 }, traced], 0);
  return recorder;
}

function close(actual: number, expected: number, what: string): void {
  const error = Math.abs(actual - expected) / Math.max(Math.abs(expected), Number.MIN_VALUE);
  assert.ok(
    actual === expected || error < RELATIVE_ERROR,
    `${what}: ${actual}, but Prometheus says ${expected}`,
  );
}

describe('with a real Prometheus', () => {
  let metrics: Metrics;
  let prometheus: Prometheus | undefined;
  let stopServer: () => Promise<void> = () => Promise.resolve();

  before(async function () {
    needs(this, 'prometheus', 'promtool');
    metrics = createMetrics(recorded(), INFO);
    const server = await startScrapeServer({ host: '127.0.0.1', port: 0, metrics, isReady: () => true });
    assert.ok(server.ok);
    stopServer = () => server.close();
    const started = await startPrometheus([`127.0.0.1:${server.port}`]);
    prometheus = started;
    await waitFor('the first scrape', async () => (await started.query('gossip_writes_total')).length > 0);
  });

  after(async () => {
    await prometheus?.stop();
    await stopServer();
  });

  const query = async (promql: string): Promise<number> => {
    assert.ok(prometheus);
    const [sample, ...more] = await prometheus.query(promql);
    assert.ok(sample && more.length === 0, `${promql} finds one series`);
    return sample.value;
  };

  it('scrapes without an error, and stores every kind of metric', async () => {
    assert.equal(await query('up'), 1);
    assert.equal(await query('gossip_writes_total'), WRITES);
    assert.equal(await query('gossip_messages_total{direction="sent",kind="mail"}'), WRITES);
    assert.equal(await query('gossip_node_info{node="n1",strategy="direct-mail",workload="kv"}'), 1);
    assert.equal(await query('gossip_hops_count'), WRITES);
    assert.ok((await query('nodejs_eventloop_lag_seconds')) >= 0);
  });

  it('computes the quantiles, means and maxima of bench_stats', async () => {
    const stats = await benchStats(metrics.registry);
    const check = async (name: string, summary: Summary): Promise<void> => {
      const series = `gossip_${name}_seconds`;
      for (const [q, value] of [
        [0.5, summary.p50],
        [0.95, summary.p95],
        [0.99, summary.p99],
      ] as const) {
        close(
          value,
          1000 * (await query(`gossip_${name}_quantiles_seconds{quantile="${q}"}`)),
          `${name} p${q * 100}`,
        );
      }
      close(summary.mean, 1000 * (await query(`${series}_sum / ${series}_count`)), `${name} mean`);
      close(summary.max, 1000 * (await query(`gossip_${name}_max_seconds`)), `${name} max`);
      assert.equal(summary.count, await query(`${series}_count`));
    };
    await check('convergence', stats.convergence);
    await check('convergence_confirmed', stats.confirmed);
    await check('propagation', stats.propagation);
    await check('read_staleness', stats.staleness);
    close(
      stats.msgs_per_write,
      await query('sum(gossip_messages_total{direction="sent"}) / sum(gossip_writes_total)'),
      'msgs_per_write',
    );
  });

  it('stores the exemplar of a sampled trace', async () => {
    const server = prometheus;
    assert.ok(server);
    const ids = await waitFor('an exemplar', async () => {
      const found = await server.exemplarTraceIds('gossip_convergence_seconds_bucket');
      return found.length > 0 && found;
    });
    assert.deepEqual([...new Set(ids)], [TRACE_ID]);
  });

  it('has nothing to complain about by promtool check metrics', async () => {
    const complaints = promtoolComplaints(await metrics.text());
    // The lint of Debian's promtool asks that _total be of counters alone; prom-client's own gauges break that.
    const ours = complaints.filter((line) => line.startsWith('gossip_') || /error/.test(line));
    assert.deepEqual(ours, []);
  });
});
