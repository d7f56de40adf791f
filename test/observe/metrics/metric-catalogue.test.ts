/** The conventions of metric names, and that the catalogue is what a scrape shows. */

import assert from 'node:assert/strict';
import { METRICS } from '../../../src/observe/metrics/metric-catalogue.ts';
import { createMetrics } from '../../../src/observe/metrics/metrics.ts';
import { Recorder } from '../../../src/observe/metrics/recorder.ts';

/** Series a metric may have at most: beyond it a label is not as bounded as it looks. */
const SERIES_LIMIT = 200;

describe('the metric catalogue', () => {
  for (const { name, type, unit, help, labels, buckets, exemplars } of METRICS) {
    it(`declares ${name} by the conventions`, () => {
      assert.match(name, /^gossip_[a-z]+(_[a-z]+)*$/);
      assert.equal(name.endsWith('_total'), type === 'counter', '_total on counters, and on nothing else');
      if (unit === 'seconds') assert.match(name, /_seconds(_total)?$/);
      if (unit === 'bytes') assert.match(name, /_bytes(_total)?$/);
      assert.equal(name.endsWith('_info'), unit === 'info');
      assert.doesNotMatch(
        name,
        /_(ms|millis|milliseconds|micros|minutes|kb|ratio_percent)(_|$)/,
        'base units only',
      );
      assert.match(help, /^[A-Z].*\.$/);
      assert.equal(buckets !== undefined, type === 'histogram');
      assert.ok(exemplars === undefined || type === 'histogram');
      if (buckets)
        assert.deepEqual(
          [...buckets],
          [...new Set(buckets)].sort((a, b) => a - b),
        );
      const counts = labels.map(({ values }) => (values === 'constant' ? 1 : values.length));
      assert.ok(counts.reduce((product, count) => product * count, 1) <= SERIES_LIMIT);
      for (const { name: label } of labels) assert.ok(!['key', 'value', 'trace_id', 'le'].includes(label));
      assert.equal(
        labels.some(({ name: label }) => label === 'quantile'),
        type === 'summary',
      );
    });
  }

  it('names each metric once', () => {
    const names = METRICS.map(({ name }) => name);
    assert.deepEqual(names, [...new Set(names)]);
  });

  it('is what a scrape shows, no more and no less', async () => {
    const info = { version: '0', node: 'n1', strategy: 'direct-mail', workload: 'kv' };
    const text = await createMetrics(new Recorder(), info).text();
    const exposed = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) =>
      type === 'counter' ? `${String(name)}_total ${type}` : `${String(name)} ${String(type)}`,
    );
    const ours = exposed.filter((line) => !/^(process|nodejs)_/.test(line));
    assert.deepEqual(ours.sort(), METRICS.map(({ name, type }) => `${name} ${type}`).sort());
    assert.ok(exposed.some((line) => line.startsWith('process_cpu_seconds_total')));
    assert.ok(exposed.some((line) => line.startsWith('nodejs_eventloop_lag_seconds')));
  });

  it('shows all series from the start, at 0', async () => {
    const info = { version: '0', node: 'n1', strategy: 'direct-mail', workload: 'kv' };
    const text = await createMetrics(new Recorder(), info).text();
    for (const { name, labels } of METRICS.filter(
      ({ type, unit }) => type !== 'histogram' && unit !== 'info',
    )) {
      const samples = text
        .split('\n')
        .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
      const expected = labels.reduce((product, { values }) => product * values.length, 1);
      assert.equal(samples.length, expected, name);
      for (const sample of samples) assert.match(sample, / 0$/);
    }
    assert.match(text, /^gossip_convergence_seconds_count 0$/m);
    assert.match(text, /^gossip_operation_duration_seconds_count\{op="unknown"\} 0$/m);
    assert.match(text, /^gossip_node_info\{node="n1",strategy="direct-mail",workload="kv"\} 1$/m);
  });
});
