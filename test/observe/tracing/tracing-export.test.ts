/** How spans leave a node: what `OTEL_*` decides, and what is counted when they cannot. */

import assert from 'node:assert/strict';
import { OPEN_WRITES_LIMIT } from '../../../src/observe/tracing/write-spans.ts';
import { converged, NOW_MS, TRACEPARENT } from '../../support/node-events.ts';
import { TracedNode } from '../../support/traced-node.ts';

describe('the export of spans', () => {
  let traced: TracedNode;

  beforeEach(async () => {
    traced = await TracedNode.open();
  });

  afterEach(() => traced.close());

  it('flushes on its own: Maelstrom ends nodes with SIGKILL', async () => {
    const node = await traced.start();
    node.record([converged({ traceparent: traced.write() })]);
    await traced.receiver.waitFor('the span', (spans) => spans.length === 1);
  });

  it('names the service and the node, unless OTEL_* does', async () => {
    const node = await traced.start();
    node.record([converged({ traceparent: traced.write() })]);
    await node.flush();
    const { resource } = traced.only('gossip.write');
    assert.deepEqual(
      ['service.name', 'service.instance.id', 'service.version'].map((name) => resource[name]),
      ['gossipscope', 'n1', '0.1.0'],
    );
  });

  it('lets OTEL_* win: name, resource, sampler', async () => {
    const env = { OTEL_SERVICE_NAME: 'mine', OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=other,team=a' };
    const node = await traced.start({}, env);
    node.record([converged({ traceparent: traced.write() })]);
    await node.flush();
    const { resource } = traced.only('gossip.write');
    assert.deepEqual(
      ['service.name', 'service.instance.id', 'team'].map((name) => resource[name]),
      ['mine', 'other', 'a'],
    );
  });

  it('samples as OTEL_TRACES_SAMPLER says', async () => {
    const node = await traced.start({}, { OTEL_TRACES_SAMPLER: 'parentbased_always_off' });
    assert.equal(node.forWrite(undefined, NOW_MS), undefined);
    assert.ok(node.forWrite(TRACEPARENT, NOW_MS) !== undefined, 'the client has decided');
  });

  it('samples the ratio that is asked for, and every write whose client has decided so', async () => {
    const sampler = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.25' };
    const node = await traced.start({}, sampler);
    const draws = 4000;
    const sampled = Array.from({ length: draws }, () => node.forWrite(undefined, NOW_MS)).filter(Boolean);
    // Six standard deviations either way.
    const spread = 6 * Math.sqrt(draws * 0.25 * 0.75);
    assert.ok(Math.abs(sampled.length - draws / 4) < spread, `${sampled.length} of ${draws}`);
    for (let i = 0; i < 20; i++) assert.ok(node.forWrite(TRACEPARENT, NOW_MS) !== undefined);
    const refused = TRACEPARENT.replace(/01$/, '00');
    for (let i = 0; i < 20; i++) assert.equal(node.forWrite(refused, NOW_MS), undefined);
  });

  it('samples everything where the ratio is none, as OpenTelemetry does', async () => {
    const sampler = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: 'half' };
    const node = await traced.start({}, sampler);
    for (let i = 0; i < 50; i++) assert.ok(node.forWrite(undefined, NOW_MS) !== undefined);
  });

  it('exports traces alone, in protobuf unless told otherwise', async () => {
    const node = await traced.start({}, { OTEL_EXPORTER_OTLP_PROTOCOL: '' });
    node.record([converged({ traceparent: traced.write() })]);
    await node.flush();
    assert.deepEqual(
      traced.receiver.requests.map(({ path, contentType }) => [path, contentType]),
      [['/v1/traces', 'application/x-protobuf']],
    );
    assert.ok(traced.receiver.requests[0]?.body.includes('gossip.write'));
  });

  it('counts spans that a full queue does not take, and keeps whole traces', async () => {
    const node = await traced.start({}, { OTEL_BSP_MAX_QUEUE_SIZE: '100' });
    const traceparents = Array.from({ length: 250 }, () => traced.write());
    node.record(traceparents.map((traceparent) => converged({ traceparent })));
    assert.ok(traced.dropped > 0);
    const before = traced.dropped;
    assert.equal(node.forWrite(undefined, NOW_MS), undefined, 'no trace is begun that would find no room');
    assert.equal(traced.dropped, before + 1);
    await node.flush();
    assert.equal(traced.receiver.spans.length, 250 - before);
  });

  it('counts traces that are not begun because too many are open', async () => {
    const node = await traced.start();
    for (let i = 0; i < OPEN_WRITES_LIMIT; i++) assert.ok(node.forWrite(undefined, NOW_MS) !== undefined);
    assert.equal(node.forWrite(undefined, NOW_MS), undefined);
    assert.equal(traced.dropped, 1);
  });

  it('counts spans that could not be exported, and says so once', async () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', OTEL_EXPORTER_OTLP_TIMEOUT: '50' };
    const node = await traced.start({}, env);
    for (let round = 0; round < 2; round++) {
      node.record([converged({ traceparent: traced.write() })]);
      await node.flush();
    }
    assert.equal(traced.dropped, 2);
    assert.equal(traced.warnings.length, 1);
    assert.match(traced.warnings[0] ?? '', /^spans cannot be exported: .*OTEL_EXPORTER_OTLP_ENDPOINT/);
  });

  it('goes on without traces when the exporter that is named does not exist', async () => {
    const node = await traced.start({}, { OTEL_TRACES_EXPORTER: 'nonsense' });
    assert.equal(node.forWrite(TRACEPARENT, NOW_MS), undefined);
    await node.shutdown(1000);
    assert.match(traced.warnings[0] ?? '', /OTEL_TRACES_EXPORTER/);
  });
});
