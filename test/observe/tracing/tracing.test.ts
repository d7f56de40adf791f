/** The spans of a write as a real OTLP receiver gets them. */

import assert from 'node:assert/strict';
import { NODE_SPANS } from '../../../src/observe/tracing/span-catalogue.ts';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';
import {
  acknowledged,
  applied,
  converged,
  NOW_MS,
  TRACE_ID,
  TRACEPARENT,
} from '../../support/node-events.ts';
import { TracedNode } from '../../support/traced-node.ts';

const SERVER = 2;
const PRODUCER = 4;
const CONSUMER = 5;
const INTERNAL = 1;
const ERROR = 2;
const ns = (ms: number): bigint => BigInt(Math.round(ms * 1000)) * 1000n;

describe('tracing', () => {
  let traced: TracedNode;

  beforeEach(async () => {
    traced = await TracedNode.open();
  });

  afterEach(() => traced.close());

  it('makes a root of a write, from acceptance to convergence, with an event for each replica', async () => {
    const node = await traced.start();
    const acceptedAtMs = NOW_MS + 0.125;
    const traceparent = traced.write(undefined, acceptedAtMs);
    node.record([
      acknowledged({ traceparent, by: 'n2' as NodeId, heldAtMs: acceptedAtMs + 3.25 }),
      acknowledged({ traceparent, by: 'n3' as NodeId, heldAtMs: acceptedAtMs + 7.5 }),
      converged({ traceparent, acceptedAtMs, convergenceMs: 7.5, confirmedMs: 90 }),
    ]);
    await node.flush();
    const span = traced.only('gossip.write');
    assert.equal(`00-${span.traceId}-${span.spanId}-01`, traceparent);
    assert.deepEqual([span.kind, span.parentSpanId, span.status.code ?? 0], [SERVER, '', 0]);
    assert.deepEqual([span.startNs, span.endNs], [ns(acceptedAtMs), ns(acceptedAtMs + 7.5)]);
    assert.deepEqual(span.events, [
      { name: 'gossip.held', timeNs: ns(acceptedAtMs + 3.25), attributes: { 'gossip.replica': 'n2' } },
      { name: 'gossip.held', timeNs: ns(acceptedAtMs + 7.5), attributes: { 'gossip.replica': 'n3' } },
    ]);
    assert.deepEqual(span.attributes, {
      ...{ 'gossip.origin': 'n1#a', 'gossip.seq': 1 },
      ...{ 'gossip.convergence_ms': 7.5, 'gossip.confirmed_ms': 90 },
    });
    assert.equal(traced.dropped, 0);
  });

  it("continues a client's trace, and leaves a trace alone that the client does not sample", async () => {
    const node = await traced.start();
    const traceparent = traced.write(TRACEPARENT);
    node.record([converged({ traceparent })]);
    assert.equal(node.forWrite(TRACEPARENT.replace(/01$/, '00'), NOW_MS), undefined);
    await node.flush();
    const span = traced.only('gossip.write');
    assert.deepEqual([span.traceId, span.parentSpanId], [TRACE_ID, TRACEPARENT.split('-')[2]]);
  });

  it('begins a trace of its own when the traceparent is malformed', async () => {
    const node = await traced.start();
    node.record([converged({ traceparent: traced.write('00-xyz') })]);
    await node.flush();
    assert.equal(traced.only('gossip.write').parentSpanId, '');
  });

  it('makes a child of an application, from departure to application', async () => {
    const node = await traced.start();
    const traceparent = node.forApply(TRACEPARENT, NOW_MS + 2.5);
    node.record([applied({ traceparent, departedAtMs: NOW_MS + 2.5, appliedAtMs: NOW_MS + 9.25, hops: 2 })]);
    await node.flush();
    const span = traced.only('gossip.apply');
    assert.equal(`00-${span.traceId}-${span.spanId}-01`, traceparent);
    assert.deepEqual(
      [span.kind, span.traceId, span.parentSpanId],
      [CONSUMER, TRACE_ID, TRACEPARENT.split('-')[2]],
    );
    assert.deepEqual([span.startNs, span.endNs], [ns(NOW_MS + 2.5), ns(NOW_MS + 9.25)]);
    assert.deepEqual(span.attributes, {
      ...{ 'gossip.origin': 'n1#a', 'gossip.seq': 1, 'gossip.from': 'n1', 'gossip.hops': 2 },
      ...{
        'gossip.origin_delay_ms': 10,
        'messaging.system': 'gossipscope',
        'messaging.operation.type': 'process',
      },
    });
  });

  it('makes no span of an application that did not happen', async () => {
    const node = await traced.start();
    const traceparent = node.forApply(TRACEPARENT, NOW_MS);
    assert.ok(traceparent !== undefined);
    node.record([]);
    node.record([applied({ traceparent })]);
    await node.flush();
    assert.deepEqual(traced.receiver.spans, []);
  });

  it('makes spans of messages when asked to, linked to at most 128 writes', async () => {
    const message = {
      dest: 'n2',
      kind: 'mail',
      bytes: 99,
      departedAtMs: NOW_MS,
      traceparents: Array<string>(200).fill(TRACEPARENT),
    } as const;
    const node = await traced.start({ traceSends: true });
    node.sent(message);
    node.sent({ ...message, traceparents: [] });
    await node.flush();
    const span = traced.only('gossip.send');
    assert.deepEqual([span.kind, span.parentSpanId, span.links.length], [PRODUCER, '', 128]);
    assert.equal(span.links[0]?.traceId, TRACE_ID);
    assert.equal(span.attributes['messaging.batch.message_count'], 200);
  });

  it('makes none of messages otherwise', async () => {
    const node = await traced.start();
    node.sent({ dest: 'n2', kind: 'mail', bytes: 99, departedAtMs: NOW_MS, traceparents: [TRACEPARENT] });
    await node.flush();
    assert.deepEqual(traced.receiver.spans, []);
  });

  it('has the attributes, events and kinds that the catalogue names', async () => {
    const node = await traced.start({ traceSends: true });
    const traceparent = traced.write();
    node.record([
      acknowledged({ traceparent }),
      converged({ traceparent }),
      applied({ traceparent: node.forApply(TRACEPARENT, NOW_MS) }),
      {
        ...{ type: 'view_spread', id: [2, 'n1#0/1'], change: ['leave', 'n2#0' as Origin] },
        ...{ decidedAtMs: NOW_MS, convergenceMs: 5, heard: [['n2' as NodeId, 5]] },
      },
    ]);
    node.sent({ dest: 'n2', kind: 'mail', bytes: 9, departedAtMs: NOW_MS, traceparents: [traceparent] });
    await node.flush();
    const kinds = { SERVER, PRODUCER, CONSUMER, INTERNAL };
    for (const { name, kind, attributes, events } of NODE_SPANS) {
      const span = traced.only(name);
      assert.equal(span.kind, kinds[kind]);
      assert.deepEqual(Object.keys(span.attributes).sort(), Object.keys(attributes).sort());
      assert.deepEqual(
        span.events.map((event) => event.name),
        Object.keys(events),
      );
    }
  });

  it('ends a write with an error when it is still pending after the convergence timeout', async () => {
    const node = await traced.start({ convergenceTimeoutMs: 500 }, { OTEL_BSP_SCHEDULE_DELAY: '5' });
    const traceparent = traced.write();
    traced.nowMs = NOW_MS + 600;
    await traced.receiver.waitFor('the span of the pending write', (spans) => spans.length === 1);
    const span = traced.only('gossip.write');
    assert.deepEqual([span.status.code, span.status.message], [ERROR, 'still pending after 500 ms']);
    assert.equal(span.endNs, ns(NOW_MS + 500));
    node.record([acknowledged({ traceparent }), converged({ traceparent })]);
  });

  it('ends pending writes with an error at shutdown, and exports them', async () => {
    const node = await traced.start();
    traced.write();
    traced.nowMs = NOW_MS + 40;
    await node.shutdown(1000);
    const span = traced.only('gossip.write');
    assert.deepEqual(span.status, { code: ERROR, message: 'still pending when the node stopped' });
    assert.equal(span.endNs, ns(NOW_MS + 40));
  });
});
