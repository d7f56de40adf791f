/** When spans end, where it is not the usual: clocks that differ, members that go, and a node that stops before all is exported. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import type { NodeId, Origin } from '../../../src/protocol/names.ts';
import { applied, converged, NOW_MS, TRACEPARENT } from '../../support/node-events.ts';
import { TracedNode } from '../../support/traced-node.ts';

const ERROR = 2;
const ns = (ms: number): bigint => BigInt(ms) * 1_000_000n;

describe('a span ends', () => {
  let traced: TracedNode;

  beforeEach(async () => {
    traced = await TracedNode.open();
  });

  afterEach(() => traced.close());

  it('when it began, where differing clocks would have it end before', async () => {
    const node = await traced.start();
    node.record([converged({ traceparent: traced.write(), convergenceMs: -5 })]);
    const traceparent = node.forApply(TRACEPARENT, NOW_MS + 9);
    node.record([applied({ traceparent, departedAtMs: NOW_MS + 9, appliedAtMs: NOW_MS + 2 })]);
    traced.write();
    traced.nowMs = NOW_MS - 50;
    await node.shutdown(1000);
    assert.deepEqual(
      traced.receiver.spans.map(({ name, startNs, endNs }) => [name, endNs - startNs]),
      [['gossip.write', 0n], ['gossip.apply', 0n], ['gossip.write', 0n]], // oxfmt-ignore
    );
  });

  it('with an error where the replica that it waited for was removed', async () => {
    const node = await traced.start();
    const rest = { type: 'converged_among_rest', from: 1, to: 2, count: 1, atMs: NOW_MS + 70 } as const;
    node.record([{ ...rest, traceparent: traced.write() }]);
    node.record([{ ...rest, traceparent: undefined }, { ...rest, traceparent: TRACEPARENT }]); // oxfmt-ignore
    await node.flush();
    const { status, endNs } = traced.only('gossip.write');
    assert.deepEqual(status, {
      code: ERROR,
      message: 'a replica that it waited for was removed; all others hold it',
    });
    assert.equal(endNs, ns(NOW_MS + 70));
  });

  it('at the convergence timeout to the millisecond, and not before', async () => {
    await traced.start({ convergenceTimeoutMs: 500 }, { OTEL_BSP_SCHEDULE_DELAY: '5' });
    traced.write(undefined, NOW_MS);
    traced.write(undefined, NOW_MS + 1);
    traced.nowMs = NOW_MS + 500;
    await traced.receiver.waitFor('the first', (spans) => spans.length > 0);
    traced.nowMs = NOW_MS + 501;
    await traced.receiver.waitFor('the second', (spans) => spans.length > 1);
    assert.deepEqual(
      traced.receiver.spans.map(({ endNs }) => endNs),
      [ns(NOW_MS + 500), ns(NOW_MS + 501)],
    );
    assert.equal(traced.receiver.requests.length, 2, 'each at its own time');
  });

  it('when the last member has the view, with an event for each at its time', async () => {
    const node = await traced.start();
    const spread = { type: 'view_spread', id: [4, 'n1#0/1'], decidedAtMs: NOW_MS, convergenceMs: 9 } as const;
    const heard = [['n2' as NodeId, 3], ['n3' as NodeId, 9]] as const; // oxfmt-ignore
    node.record([{ ...spread, change: ['join', 'n3#7' as Origin], heard }]);
    await node.flush();
    const { startNs, endNs, attributes, events } = traced.only('gossip.view');
    assert.deepEqual([startNs, endNs], [ns(NOW_MS), ns(NOW_MS + 9)]);
    assert.deepEqual(attributes, {
      ...{ 'gossip.view': 4, 'gossip.change': 'join', 'gossip.member': 'n3', 'gossip.convergence_ms': 9 },
    });
    assert.deepEqual(
      events.map(({ timeNs, attributes: { 'gossip.replica': replica } }) => [replica, timeNs]),
      [['n2', ns(NOW_MS + 3)], ['n3', ns(NOW_MS + 9)]], // oxfmt-ignore
    );
  });

  it('unseen, and is counted, where the collector does not take it before the node stops', async () => {
    const silent = createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const limits = { OTEL_EXPORTER_OTLP_TIMEOUT: '250' };
    const node = await traced.start({}, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, ...limits });
    traced.write();
    await node.shutdown(50);
    assert.equal(traced.dropped, 1);
    assert.deepEqual(traced.warnings, [
      '1 spans were lost: the collector did not take them by the end of this node',
    ]);
    // The SDK gives up, and what it has registered goes with it.
    await node.flush();
    silent.close();
  });

  it('and nothing is said of spans that were lost where none was', async () => {
    const dropped: number[] = [];
    const node = await traced.start({ droppedSpans: (count) => dropped.push(count) });
    node.record([converged({ traceparent: traced.write() })]);
    await node.shutdown(1000);
    assert.deepEqual([dropped, traced.warnings, traced.receiver.spans.length], [[], [], 1]);
  });
});
