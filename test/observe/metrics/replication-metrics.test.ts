/** What a probe shows of a store: each number where it belongs, and all of them from the start. */

import assert from 'node:assert/strict';
import {
  isShownBy,
  REPLICATION_METRICS,
  type ProbeMode,
} from '../../../src/observe/metrics/replication-catalogue.ts';
import { ReplicationMetrics } from '../../../src/observe/metrics/replication-metrics.ts';

const GAUGES: Readonly<Record<string, readonly number[]>> = {
  gossip_replication_stale_seconds: [1, 2],
  gossip_replication_unseen_seconds: [3, 4],
  gossip_replication_pending_writes: [5],
  gossip_replication_unwritable_seconds: [7],
};

const probed = (mode: ProbeMode = 'writing'): ReplicationMetrics =>
  new ReplicationMetrics(mode, '1.2.3', ['a', 'b'], (name) => GAUGES[name] ?? []);

/** What is shown of its own metrics: one line for each sample. */
async function samplesOf(metrics: ReplicationMetrics): Promise<string[]> {
  const lines = (await metrics.text()).split('\n');
  return lines.filter((line) => /^gossip_(?!.*_bucket)/.test(line));
}

describe('the metrics of a probe', () => {
  it('are all there from the start, counters at 0, with the version', async () => {
    assert.deepEqual(await samplesOf(probed()), [
      'gossip_replication_visible_seconds_sum{replica="a"} 0',
      'gossip_replication_visible_seconds_count{replica="a"} 0',
      'gossip_replication_visible_seconds_sum{replica="b"} 0',
      'gossip_replication_visible_seconds_count{replica="b"} 0',
      'gossip_replication_visible_at_least_seconds_sum{replica="a"} 0',
      'gossip_replication_visible_at_least_seconds_count{replica="a"} 0',
      'gossip_replication_visible_at_least_seconds_sum{replica="b"} 0',
      'gossip_replication_visible_at_least_seconds_count{replica="b"} 0',
      'gossip_replication_writes_total{result="acknowledged"} 0',
      'gossip_replication_writes_total{result="failed"} 0',
      'gossip_replication_writes_total{result="shed"} 0',
      'gossip_replication_reads_total{replica="a"} 0',
      'gossip_replication_reads_total{replica="b"} 0',
      'gossip_replication_stale_reads_total{replica="a"} 0',
      'gossip_replication_stale_reads_total{replica="b"} 0',
      'gossip_replication_read_errors_total{replica="a"} 0',
      'gossip_replication_read_errors_total{replica="b"} 0',
      'gossip_replication_failovers_total 0',
      'gossip_replication_lost_writes_total 0',
      'gossip_replication_stale_seconds{replica="a"} 1',
      'gossip_replication_stale_seconds{replica="b"} 2',
      'gossip_replication_unseen_seconds{replica="a"} 3',
      'gossip_replication_unseen_seconds{replica="b"} 4',
      'gossip_replication_pending_writes{replica="a"} 5',
      'gossip_replication_pending_writes{replica="b"} 0',
      'gossip_replication_unwritable_seconds 7',
      'gossip_build_info{version="1.2.3"} 1',
    ]);
  });

  it('have what is known of the process, without what would wake it a hundred times a second', async () => {
    const text = await probed().text();
    assert.match(text, /^process_resident_memory_bytes \d/m);
    assert.match(text, /^nodejs_eventloop_lag_seconds \d/m);
    assert.doesNotMatch(text, /nodejs_eventloop_lag_(min|mean|p99)/);
  });

  it('count what became of writes and reads, and of the server', async () => {
    const metrics = probed();
    metrics.writes('shed');
    metrics.reads('gossip_replication_stale_reads_total', 'b');
    metrics.tookOver(3);
    metrics.tookOver(0);
    metrics.visible('a', { atLeastMs: 125, atMostMs: 250 });
    const samples = await samplesOf(metrics);
    for (const sample of [
      'gossip_replication_writes_total{result="shed"} 1',
      'gossip_replication_stale_reads_total{replica="b"} 1',
      'gossip_replication_failovers_total 2',
      'gossip_replication_lost_writes_total 3',
      'gossip_replication_visible_seconds_sum{replica="a"} 0.25',
      'gossip_replication_visible_seconds_count{replica="a"} 1',
      'gossip_replication_visible_at_least_seconds_sum{replica="a"} 0.125',
    ])
      assert.ok(samples.includes(sample), sample);
    assert.equal(samples.filter((sample) => sample.startsWith('gossip_replication_reads')).length, 2);
  });

  it('count what a probe saw that writes nothing, and say nothing of writes', async () => {
    const metrics = probed('read-only');
    metrics.count('gossip_replication_changes_total');
    metrics.reads('gossip_replication_undecided_reads_total', 'a');
    const samples = await samplesOf(metrics);
    for (const sample of [
      'gossip_replication_changes_total 1',
      'gossip_replication_looks_total 0',
      'gossip_replication_undecided_reads_total{replica="a"} 1',
      'gossip_replication_untimed_changes_total{replica="b"} 0',
    ])
      assert.ok(samples.includes(sample), sample);
    assert.deepEqual(samples.filter((sample) => sample.includes('writes')), []); // oxfmt-ignore
  });

  for (const mode of ['writing', 'read-only'] as const)
    it(`come with those of the process, and are those of the catalogue: ${mode}`, async () => {
      const text = await probed(mode).text();
      assert.match(text, /^process_cpu_seconds_total /m);
      const shown = [...text.matchAll(/^# TYPE (gossip_replication\S+)/gm)].map(([, name = '']) => name);
      const declared = REPLICATION_METRICS.filter((spec) => isShownBy(mode, spec));
      assert.deepEqual(shown.sort(), declared.map(({ name }) => name.replace(/_total$/, '')).sort());
    });
});
