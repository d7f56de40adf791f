/** What the bench shows of itself while it runs: each value as it is at the scrape, and nothing of the scenario before. */

import assert from 'node:assert/strict';
import {
  BENCH_METRICS,
  BENCH_PHASES,
  createBenchMetrics,
  DROP_CAUSES,
} from '../../../src/observe/metrics/bench-metrics.ts';

const samplesOf = (text: string): string[] =>
  text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

describe("the bench's metrics", () => {
  it('are read anew for each scrape, label by label', async () => {
    let factor = 1;
    const metrics = createBenchMetrics((name, labels) => {
      if (name === 'gossip_bench_messages_dropped_total')
        return factor * (1 + DROP_CAUSES.findIndex((cause) => cause === labels[0]));
      if (name === 'gossip_bench_phase') return labels[0] === 'settle' ? 1 : 0;
      if (name === 'gossip_bench_operations_total') return labels.join() === 'write,shed' ? 7 : 0;
      return name === 'gossip_bench_nodes_running' ? 5 * factor : 0;
    });
    for (factor of [1, 2, 1]) {
      const samples = samplesOf(await metrics.text());
      assert.ok(samples.includes(`gossip_bench_nodes_running ${5 * factor}`));
      for (const [i, cause] of DROP_CAUSES.entries())
        assert.ok(
          samples.includes(`gossip_bench_messages_dropped_total{cause="${cause}"} ${factor * (i + 1)}`),
        );
      for (const phase of BENCH_PHASES)
        assert.ok(samples.includes(`gossip_bench_phase{phase="${phase}"} ${phase === 'settle' ? 1 : 0}`));
      assert.ok(samples.includes('gossip_bench_operations_total{op="write",result="shed"} 7'));
      assert.ok(samples.includes('gossip_bench_operations_total{op="read",result="shed"} 0'));
    }
  });

  it('have the durations of this scenario by operation, in OpenMetrics', async () => {
    const metrics = createBenchMetrics(() => 0);
    assert.match(metrics.contentType, /^application\/openmetrics-text/);
    const sums = async (): Promise<string[]> =>
      samplesOf(await metrics.text()).filter((line) => line.includes('duration_seconds_sum'));
    metrics.observeOperation('write', 250);
    assert.deepEqual(await sums(), [
      'gossip_bench_operation_duration_seconds_sum{op="read"} 0',
      'gossip_bench_operation_duration_seconds_sum{op="write"} 0.25',
    ]);
    metrics.startAgain();
    assert.ok((await sums()).every((line) => line.endsWith(' 0')));
  });

  it('are all shown, with their help and type', async () => {
    const text = await createBenchMetrics(() => 0).text();
    for (const { name, type, help } of BENCH_METRICS) {
      const family = name.replace(/_total$/, '');
      assert.ok(text.includes(`# HELP ${family} ${help}\n# TYPE ${family} ${type}\n`), name);
    }
  });
});
