/** Real processes, joined by a real network of pipes: their numbers against what was seen from outside. */

import assert from 'node:assert/strict';
import { needs } from '../support/needs.ts';
import { startPrometheus } from '../support/prometheus.ts';
import { startOtlpReceiver, type OtlpReceiver, type ReceivedSpan } from '../support/otlp-receiver.ts';
import { killAll } from '../support/node-process.ts';
import { RealCluster } from '../support/real-cluster.ts';
import { waitFor } from '../support/wait-for.ts';

type Stats = Record<string, unknown> & {
  convergence: { count: number; max: number; p50: number };
  staleness: { count: number; max: number };
  stale_reads: number;
  writes_pending: number;
};

const stats = async (cluster: RealCluster, node: string): Promise<Stats> =>
  (await cluster.ask(node, { type: 'bench_stats' })) as Stats;

describe('a cluster of processes', () => {
  afterEach(killAll);

  it('agrees, reports its convergence, and counts its messages as the network saw them', async () => {
    const cluster = await RealCluster.start(3);
    for (let i = 0; i < 20; i++)
      await cluster.ask(`n${(i % 3) + 1}`, { type: 'bench_write', key: i % 5, value: i });
    for (const name of cluster.nodes.keys()) {
      await waitFor('convergence', async () => (await stats(cluster, name)).writes_pending === 0);
      for (let key = 0; key < 5; key++)
        assert.equal((await cluster.ask(name, { type: 'read', key }))['value'], 15 + key);
    }
    for (const name of cluster.nodes.keys()) {
      const reply = await stats(cluster, name);
      const sent = cluster.sent.filter(({ message }) => message.src === name);
      const before =
        sent.length -
        sent.filter(({ message }) => (message.body['msg_id'] as number) > (reply['msg_id'] as number)).length;
      assert.equal(reply['total_gossip_msgs'], before);
      assert.equal(
        reply['bytes_sent'],
        sent.slice(0, before).reduce((sum, { line }) => sum + Buffer.byteLength(line), 0),
      );
      assert.equal(reply['replicas'], 3);
    }
    await cluster.end();
  });

  it('dates a held write exactly, and counts the reads that it proves stale', async () => {
    const cluster = await RealCluster.start(3);
    cluster.hold(({ src, dest }) => src === 'n1' && dest === 'n3');
    for (const value of ['a', 'b', 'c']) await cluster.ask('n1', { type: 'write', key: 'x', value });
    const written = performance.now();
    await waitFor(
      'the write at n2',
      async () => (await cluster.ask('n2', { type: 'read', key: 'x' }))['value'] === 'c',
    );
    assert.equal((await cluster.ask('n3', { type: 'read', key: 'x' }))['code'], 20);
    assert.equal((await stats(cluster, 'n3')).stale_reads, 0, 'a replica cannot know yet');
    const held = performance.now() - written;
    cluster.hold(() => false);
    await waitFor('the stale read', async () => (await stats(cluster, 'n3')).stale_reads === 1);
    const origin = await waitFor('convergence', async () => {
      const now = await stats(cluster, 'n1');
      return now.writes_pending === 0 && now;
    });
    assert.equal(origin.convergence.count, 3);
    assert.ok(origin.convergence.max >= held, `${origin.convergence.max} ms, but it was held for ${held} ms`);
    const detail = await waitFor('the age', async () => {
      const now = await stats(cluster, 'n3');
      return now.staleness.count === 1 && now;
    });
    assert.ok(detail.staleness.max > 0);
    const text = await (await fetch(await cluster.node('n3').metricsUrl())).text();
    assert.match(text, /gossip_read_staleness_versions_sum 3/);
    await cluster.end();
  });
});

describe('the trace of a write', () => {
  let receiver: OtlpReceiver;
  before(async () => (receiver = await startOtlpReceiver()));
  after(() => receiver.close());
  afterEach(killAll);

  it('is the tree along which it spread: from the client, over the origin, to each replica', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
    const cluster = await RealCluster.start(3, { env });
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    await cluster.ask('n1', { type: 'write', key: 'x', value: 1, traceparent });
    const ofTrace = (spans: readonly ReceivedSpan[]): ReceivedSpan[] =>
      spans.filter((span) => span.traceId === traceId);
    const spans = ofTrace(await receiver.waitFor('three spans', (all) => ofTrace(all).length === 3));
    const root = spans.find(({ name }) => name === 'gossip.write');
    assert.ok(root);
    assert.deepEqual([root.kind, root.parentSpanId], [2, '00f067aa0ba902b7']);
    assert.equal(root.resource['service.instance.id'], 'n1');
    const applied = spans.filter(({ name }) => name === 'gossip.apply');
    assert.deepEqual(applied.map((span) => span.resource['service.instance.id']).sort(), ['n2', 'n3']);
    for (const span of applied) {
      assert.deepEqual([span.kind, span.parentSpanId], [5, root.spanId]);
      assert.ok(span.startNs >= root.startNs && span.endNs <= root.endNs, 'within the write');
    }
    const last = applied.map((span) => span.endNs).reduce((a, b) => (a > b ? a : b));
    assert.equal(root.endNs, last, 'the write ends when the last replica has it');
    assert.deepEqual(
      root.events.map((event) => event.timeNs).sort(),
      applied.map((span) => span.endNs).sort(),
    );
    await cluster.end();
  });

  it('begins with the very first write', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
    const cluster = await RealCluster.start(1, { env });
    const [node] = [...cluster.nodes.values()];
    assert.ok(node);
    const write = { src: 'c1', dest: 'n1', body: { type: 'write', key: 1, value: 1, msg_id: 50 } };
    const known = receiver.spans.length;
    assert.equal(await node.end(`${JSON.stringify(write)}\n`), 0);
    assert.equal(receiver.spans.length, known + 1, 'flushed before the end');
    assert.equal(receiver.spans.at(-1)?.parentSpanId, '');
  });
});

describe('a scraped node', () => {
  afterEach(killAll);

  it('shows Prometheus what it replies, exemplar included', async function () {
    needs(this, 'prometheus');
    const env = { OTEL_TRACES_EXPORTER: 'console' };
    const cluster = await RealCluster.start(3, { env });
    const prometheus = await startPrometheus([new URL(await cluster.node('n1').metricsUrl()).host]);
    try {
      for (let i = 0; i < 200; i++) await cluster.ask('n1', { type: 'write', key: i % 9, value: i });
      await waitFor('convergence', async () => (await stats(cluster, 'n1')).writes_pending === 0);
      const scraped = async (query: string): Promise<number | undefined> =>
        (await prometheus.query(query))[0]?.value;
      await waitFor('the scrape', async () => (await scraped('gossip_convergence_seconds_count')) === 200);
      const { convergence } = await stats(cluster, 'n1');
      const p50 = (await scraped('1000 * gossip_convergence_quantiles_seconds{quantile="0.5"}')) ?? 0;
      assert.ok(Math.abs(p50 - convergence.p50) < 1e-9 * p50, `${p50} scraped, ${convergence.p50} replied`);
      const [exemplar] = await waitFor('an exemplar', async () => {
        const found = await prometheus.exemplarTraceIds('gossip_convergence_seconds_bucket');
        return found.length > 0 && found;
      });
      assert.match(exemplar ?? '', /^[0-9a-f]{32}$/);
    } finally {
      await prometheus.stop();
    }
    await cluster.end();
  });
});
