/** A client's trace goes on in the service: the `traceparent` of its request is the parent of the write's span, at whichever node it came. */

import assert from 'node:assert/strict';
import { startOtlpReceiver } from '../../support/otlp-receiver.ts';
import { freePorts, killServices, ServeProcess } from '../../support/serve-process.ts';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CLIENT_SPAN = 'b7ad6b7169203331';

describe('a traceparent header', function () {
  this.timeout(60_000);
  afterEach(killServices);

  it('makes the write, and its arrival at the other node, part of the trace of the client', async () => {
    const receiver = await startOtlpReceiver();
    try {
      const ports = await freePorts(2);
      const peers = ports.map((port, i) => `n${i + 1}=127.0.0.1:${port}`).join(',');
      const env = {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_BSP_SCHEDULE_DELAY: '50',
        OTEL_TRACES_SAMPLER: 'parentbased_always_off',
      };
      const args = ['--transport', 'tcp'];
      const [first] = await Promise.all(
        ['n1', 'n2'].map((node) => ServeProcess.start({ node, peers, args, env })),
      );
      assert.ok(first);
      const traceparent = `00-${TRACE}-${CLIENT_SPAN}-01`;
      assert.equal((await first.put('untraced', '1')).status, 201);
      assert.equal((await first.put('x', '1', { traceparent })).status, 201);
      assert.equal((await first.delete('untraced', { traceparent })).status, 204);
      const spans = await receiver.waitFor(
        'two writes and their arrivals',
        (got) => got.filter(({ name }) => name === 'gossip.apply').length >= 2 && got.length >= 4,
      );
      assert.deepEqual(
        new Set(spans.map(({ traceId }) => traceId)),
        new Set([TRACE]),
        'no other was sampled',
      );
      const writes = spans.filter(({ name }) => name === 'gossip.write');
      assert.deepEqual(
        writes.map(({ parentSpanId }) => parentSpanId),
        [CLIENT_SPAN, CLIENT_SPAN],
      );
      const arrivals = spans.filter(({ name }) => name === 'gossip.apply');
      assert.deepEqual(
        arrivals.map(({ parentSpanId }) => parentSpanId).sort(),
        writes.map(({ spanId }) => spanId).sort(),
      );
      assert.deepEqual(
        arrivals.map(({ resource }) => resource['service.instance.id']),
        ['n2', 'n2'],
      );
    } finally {
      await receiver.close();
    }
  });

  it('that is no trace context changes nothing', async () => {
    const service = await ServeProcess.start();
    for (const traceparent of [
      '',
      'x',
      `00-${'0'.repeat(32)}-${CLIENT_SPAN}-01`,
      `ff-${TRACE}-${CLIENT_SPAN}-01`,
    ])
      assert.ok((await service.put('x', '1', { traceparent })).status < 300, traceparent);
  });
});
