/** The bench replies, against the registry that they are read from. */

import assert from 'node:assert/strict';
import { DETECTION_KINDS, GOSSIP_KINDS } from '../../../src/protocol/gossip.ts';
import { Counter, Gauge } from 'prom-client';
import { createMetrics } from '../../../src/observe/metrics/metrics.ts';
import type { MetricRegistry } from '../../../src/observe/metrics/registry.ts';
import { Recorder } from '../../../src/observe/metrics/recorder.ts';
import { benchReport, benchStats } from '../../../src/observe/metrics/stats.ts';
import { accepted, applied, converged } from '../../support/node-events.ts';

const INFO = { version: '0', node: 'n1', strategy: 'direct-mail', workload: 'kv' };
const NOTHING = { count: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0 };

function started(): { recorder: Recorder; registry: MetricRegistry; text: () => Promise<string> } {
  const recorder = new Recorder();
  return { recorder, ...createMetrics(recorder, INFO) };
}

function counterOf(registry: MetricRegistry, name: string): Counter {
  const metric = registry.getSingleMetric(name);
  assert.ok(metric instanceof Counter);
  return metric;
}

function gaugeOf(registry: MetricRegistry, name: string): Gauge {
  const metric = registry.getSingleMetric(name);
  assert.ok(metric instanceof Gauge);
  return metric;
}

/** Messages about members, and probes, are left out where there are none. */
const SELDOM: readonly string[] = ['view', ...DETECTION_KINDS];
const NO_MESSAGES = Object.fromEntries(
  GOSSIP_KINDS.filter((kind) => !SELDOM.includes(kind)).map((kind) => [kind, 0]),
);

describe('bench_report', () => {
  it('is all 0 before anything was written', async () => {
    assert.deepEqual(Object.entries(await benchReport(started().registry)), [
      ['total_writes', 0],
      ['total_gossip_msgs', 0],
      ['msgs_per_write', 0],
      ['keys_stored', 0],
    ]);
  });

  it('counts what was recorded since the last read, and messages that were sent', async () => {
    const { recorder, registry } = started();
    recorder.record([accepted(), { type: 'keys', count: 1 }, accepted()], 0);
    for (const kind of ['mail', 'digest', 'ack'] as const) recorder.message('sent', kind, 10);
    recorder.message('received', 'mail', 10);
    assert.equal('ping' in (await benchStats(registry)).messages_by_kind, false);
    recorder.message('sent', 'ping', 10);
    recorder.message('sent', 'pingack', 10);
    const report = { total_writes: 2, total_gossip_msgs: 5, msgs_per_write: 1.5, keys_stored: 1 };
    assert.deepEqual(await benchReport(registry), report);
    assert.deepEqual(await benchReport(registry), report);
  });

  it('follows the registry: a changed series changes the reply', async () => {
    const { recorder, registry, text } = started();
    recorder.record([accepted()], 0);
    await text(); // Renames the counters.
    counterOf(registry, 'gossip_writes_total').inc(9);
    counterOf(registry, 'gossip_messages_total').inc({ direction: 'sent', kind: 'delta' }, 5);
    gaugeOf(registry, 'gossip_keys').set(4);
    const report = { total_writes: 10, total_gossip_msgs: 5, msgs_per_write: 0.5, keys_stored: 4 };
    assert.deepEqual(await benchReport(registry), report);
    recorder.record([accepted()], 0);
    assert.equal((await benchReport(registry)).total_writes, 11);
  });
});

describe('bench_stats', () => {
  it('has its fields in their order, and zeros where nothing happened', async () => {
    const expected = {
      ...{ total_writes: 0, total_gossip_msgs: 0, msgs_per_write: 0, keys_stored: 0 },
      ...{ reads: 0, stale_reads: 0, stale_ratio: 0, writes_converged: 0, writes_pending: 0 },
      ...{ convergence: NOTHING, confirmed: NOTHING, propagation: NOTHING, staleness: NOTHING },
      ...{ messages_by_kind: NO_MESSAGES, bytes_sent: 0, replicas: 1 },
    };
    assert.equal(JSON.stringify(await benchStats(started().registry)), JSON.stringify(expected));
  });

  it('gives times in ms: counts and maxima exact, quantiles within 1 %', async () => {
    const { recorder, registry } = started();
    for (const convergenceMs of [110, 130, 170, 190]) {
      recorder.record([accepted(), converged({ convergenceMs, confirmedMs: 250 })], 0);
    }
    recorder.record([applied({ propagationMs: 20 }), { type: 'peers', reachable: 3, suspected: 1 }], 0);
    recorder.record([{ type: 'read' }, { type: 'read' }, { type: 'stale_read' }], 0);
    recorder.record(
      [
        { type: 'staleness', ageMs: 40, versions: 2 },
        { type: 'pending', count: 5, lagMax: 0 },
      ],
      0,
    );
    recorder.message('sent', 'mail', 123);
    recorder.message('received', 'ack', 45);
    const stats = await benchStats(registry);
    const { p50, ...rest } = stats.convergence;
    assert.ok(Math.abs(p50 - 130) <= 1.3);
    assert.deepEqual(rest, { count: 4, mean: 150, p95: 190, p99: 190, max: 190 });
    assert.deepEqual(stats.confirmed, { count: 4, mean: 250, p50: 250, p95: 250, p99: 250, max: 250 });
    assert.deepEqual([stats.propagation.count, stats.propagation.max, stats.staleness.max], [1, 20, 40]);
    assert.deepEqual([stats.reads, stats.stale_reads, stats.stale_ratio], [2, 1, 0.5]);
    assert.deepEqual([stats.writes_converged, stats.writes_pending, stats.replicas], [4, 5, 5]);
    assert.deepEqual([stats.messages_by_kind, stats.bytes_sent], [{ ...NO_MESSAGES, mail: 1 }, 123]);
  });

  it('names messages about members where there are any', async () => {
    const { recorder, registry } = started();
    recorder.message('sent', 'view', 9);
    recorder.message('received', 'mail', 9);
    assert.deepEqual((await benchStats(registry)).messages_by_kind, { ...NO_MESSAGES, view: 1 });
  });

  it('has the sketches themselves where they are asked for: in seconds, and versions', async () => {
    const { recorder, registry } = started();
    recorder.record(
      [
        converged({ convergenceMs: 250, confirmedMs: 500 }),
        applied({ propagationMs: 125 }),
        { type: 'staleness', ageMs: 1000, versions: 3 },
      ],
      0,
    );
    assert.equal((await benchStats(registry)).sketches, undefined);
    const { sketches } = await benchStats(registry, { withSketches: true });
    const sums = Object.entries(sketches ?? {}).map(([name, { sum }]) => [name, sum]);
    assert.deepEqual(Object.fromEntries(sums), {
      ...{ convergence: 0.25, confirmed: 0.5, propagation: 0.125, staleness: 1, depth: 3 },
    });
  });

  it('follows the registry, after a scrape too', async () => {
    const { registry, text } = started();
    await text();
    counterOf(registry, 'gossip_reads_total').inc(4);
    counterOf(registry, 'gossip_stale_reads_total').inc(1);
    gaugeOf(registry, 'gossip_writes_pending').set(7);
    const convergence = registry.getSingleMetric('gossip_convergence_seconds');
    assert.ok(convergence && 'labels' in convergence);
    (convergence.labels({}) as { observe(value: number): void }).observe(0.15);
    const stats = await benchStats(registry);
    assert.deepEqual([stats.stale_ratio, stats.writes_pending, stats.writes_converged], [0.25, 7, 1]);
    assert.equal(stats.convergence.mean, 150);
  });
});
