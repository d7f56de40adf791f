/** OTLP over gRPC: the built program carries its gRPC client in a file of its own, loaded when it comes to that. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { killAll, NodeProcess } from '../support/node-process.ts';
import { waitFor } from '../support/wait-for.ts';

const EXPORT = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
/** A frame: not compressed, no bytes. */
const EMPTY_MESSAGE = Buffer.alloc(5);

describe('a node whose collector speaks gRPC', () => {
  afterEach(killAll);

  it('exports the trace of a write to it', async () => {
    const calls: { path: string; body: Buffer }[] = [];
    const server = createServer().on('stream', (stream, headers) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        calls.push({ path: String(headers[':path']), body: Buffer.concat(chunks) });
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
        stream.end(EMPTY_MESSAGE);
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const env = {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
      };
      const node = new NodeProcess({ env });
      await node.init('n1', ['n1']);
      await node.ask({ type: 'bench_write', key: 'x', value: 1 });
      await waitFor('the span', () => calls.some(({ body }) => body.includes('gossip.write')));
      assert.deepEqual([...new Set(calls.map(({ path }) => path))], [EXPORT]);
      assert.equal(await node.end(), 0);
      assert.doesNotMatch(node.stderr, /cannot be exported/);
    } finally {
      server.close();
    }
  });
});
