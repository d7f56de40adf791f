/** The fast histogram against prom-client's own, which it stands in for. */

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Histogram, Registry, openMetricsContentType, type OpenMetricsContentType } from 'prom-client';
import { BucketHistogram } from '../../../src/observe/metrics/bucket-histogram.ts';

const BUCKETS = [0.1, 0.5, 1, 2.5];
const SPEC = {
  name: 'h_seconds',
  type: 'histogram',
  unit: 'seconds',
  help: 'Help.',
  labels: [],
  buckets: BUCKETS,
} as const;
const TRACE = '0af7651916cd43dd8448eb211c80319c';

function openMetrics(): Registry<OpenMetricsContentType> {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(openMetricsContentType);
  return registry;
}

describe('BucketHistogram', () => {
  it("shows in a registry what prom-client's own histogram shows, for any observations", async () => {
    // Bounds themselves, which are inclusive, come up often.
    const value = fc.oneof(fc.constantFrom(0, ...BUCKETS), fc.double({ min: 0, max: 4, noNaN: true }));
    const observation = fc.record({ op: fc.constantFrom('read', 'write'), value, traced: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(observation), async (observations) => {
        const theirs = openMetrics();
        const oracle = new Histogram({
          ...{ name: SPEC.name, help: SPEC.help, buckets: BUCKETS },
          ...{ labelNames: ['op'], registers: [theirs], enableExemplars: true },
        });
        for (const op of ['read', 'write']) oracle.zero({ op });
        const ours = openMetrics();
        const histogram = new BucketHistogram({ ...SPEC, exemplars: true }, [
          { op: 'read' },
          { op: 'write' },
        ]);
        ours.registerMetric(histogram as unknown as Histogram);
        // Its types take the names of exemplars' labels for those of the metric.
        const exemplar = { trace_id: TRACE } as Record<string, string>;
        for (const { op, value, traced } of observations) {
          oracle.observe({ labels: { op }, value, exemplarLabels: traced ? exemplar : {} });
          histogram.labels({ op }).observe(value, traced ? TRACE : undefined, 1_700_000_000_123);
        }
        // The times of exemplars are the events', not the clock's.
        const timeless = (text: string): string => text.replaceAll(/(# \{.*\} \S+) \S+$/gm, '$1');
        assert.equal(timeless(await ours.metrics()), timeless(await theirs.metrics()));
        const samples = (values: readonly object[]): object[] =>
          values.map((value) => ({ ...value, exemplar: undefined }));
        assert.deepEqual(samples((await histogram.get()).values), samples((await oracle.get()).values));
      }),
    );
  });

  it('puts the time of the event into an exemplar, in seconds', async () => {
    const registry = openMetrics();
    const histogram = new BucketHistogram({ ...SPEC, exemplars: true }, [{}]);
    registry.registerMetric(histogram as unknown as Histogram);
    histogram.labels({}).observe(0.3, TRACE, 1_700_000_000_123);
    const line = `h_seconds_bucket{le="0.5"} 1 # {trace_id="${TRACE}"} 0.3 1700000000.123`;
    assert.ok((await registry.metrics()).includes(line));
  });

  it('hands out snapshots, which later observations do not change', async () => {
    const histogram = new BucketHistogram(SPEC, [{}]);
    const before = histogram.get();
    histogram.labels({}).observe(1);
    assert.equal((await before).values.at(-1)?.value, 0);
    assert.equal((await histogram.get()).values.at(-1)?.value, 1);
  });

  it('is described to the registry as its own histograms are', async () => {
    const oracle = new Histogram({ name: SPEC.name, help: SPEC.help, buckets: BUCKETS, registers: [] });
    const [ours, theirs] = [await new BucketHistogram(SPEC, [{}]).get(), await oracle.get()];
    assert.deepEqual({ ...ours, values: [] }, { ...theirs, values: [] });
  });

  it('keeps whole numbers whole in its sketch, and times as they are', () => {
    const middleOf = (unit: string, ...values: number[]): number => {
      const { sketch } = new BucketHistogram({ ...SPEC, unit, sketched: true }, [{}]).labels({});
      for (const value of values) sketch?.accept(value);
      return sketch?.quantile(0.5) ?? NaN;
    };
    assert.equal(middleOf('versions', 29, 30, 31), 30);
    const seconds = middleOf('seconds', 0.4, 0.6, 0.8);
    assert.ok(Math.abs(seconds - 0.6) < 0.006, `${seconds}`);
    assert.equal(new BucketHistogram(SPEC, [{}]).labels({}).sketch, undefined);
  });

  it('refuses what would spoil its sum for good, and labels that it does not have', () => {
    const histogram = new BucketHistogram(SPEC, [{ op: 'read' }]);
    assert.throws(() => histogram.labels({ op: 'x' }), /h_seconds has no series \{"op":"x"\}/);
    assert.throws(() => new BucketHistogram(SPEC, [{}]).labels({}).observe(NaN), /finite/);
  });

  it('starts again from 0 when the registry is reset', async () => {
    for (const sketched of [false, true]) {
      const histogram = new BucketHistogram({ ...SPEC, exemplars: true, sketched }, [{}]);
      histogram.labels({}).observe(1, TRACE, 1);
      histogram.reset();
      assert.ok((await histogram.get()).values.every(({ value, exemplar }) => value === 0 && !exemplar));
    }
  });
});
