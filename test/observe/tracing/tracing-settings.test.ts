/** What `OTEL_*` sets of the way of spans out of a node, and what is said where it is set wrong. */

import assert from 'node:assert/strict';
import { diag } from '@opentelemetry/api';
import { SPAN_BATCH } from '../../../src/observe/tracing/span-queue.ts';
import { converged, NOW_MS, TRACEPARENT } from '../../support/node-events.ts';
import { TracedNode } from '../../support/traced-node.ts';

/** No flush by time while a test lasts. */
const NEVER = { OTEL_BSP_SCHEDULE_DELAY: '3600000' };

describe('of the export of spans', () => {
  let traced: TracedNode;

  beforeEach(async () => {
    traced = await TracedNode.open();
  });

  afterEach(() => traced.close());

  /** Ends so many spans, and says how many wait where none has left. */
  const leaves = async (env: Readonly<Record<string, string>>, count: number): Promise<void> => {
    const node = await traced.start({}, { ...NEVER, ...env });
    const end = (): void => node.record([converged({ traceparent: traced.write() })]);
    for (let i = 1; i < count; i++) end();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(traced.receiver.spans.length, 0);
    end();
    await traced.receiver.waitFor('a batch', (spans) => spans.length === count);
  };

  it('a batch leaves by itself, one smaller than the SDK would begin an export by itself with', async () => {
    await leaves({ OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '6' }, 5);
  });

  it('a batch is one at the least', () => leaves({ OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1' }, 1));

  it('a batch fits into the queue', () => leaves({ OTEL_BSP_MAX_QUEUE_SIZE: '4' }, 3));

  it('a batch has its own size where nothing is set, or what is no number above 0', () =>
    leaves({ OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '-3', OTEL_BSP_MAX_QUEUE_SIZE: '0' }, SPAN_BATCH));

  it('it is said what is wrong with the attributes of the resource', async () => {
    await traced.start({}, { OTEL_RESOURCE_ATTRIBUTES: 'nonsense', OTEL_LOG_LEVEL: ' ' });
    assert.equal(traced.warnings.length, 1);
    assert.match(
      traced.warnings[0] ?? '',
      /^OpenTelemetry: OTEL_RESOURCE_ATTRIBUTES is left out: EnvDetector failed/,
    );
  });

  it('it is said which sampler there is not, and nothing where all is right', async () => {
    await traced.start({}, { OTEL_TRACES_SAMPLER: 'coin' });
    assert.match(traced.warnings.join(), /^OpenTelemetry: .*coin/);
  });

  it('the SDK says it itself where it is told to', async () => {
    await traced.start({}, { OTEL_TRACES_SAMPLER: 'coin', OTEL_LOG_LEVEL: 'NONE' });
    assert.deepEqual(traced.warnings, []);
  });

  it('spans of messages have what the message was, and are begun as often as traces are', async () => {
    const message = {
      dest: 'n2',
      kind: 'mail',
      bytes: 99,
      departedAtMs: NOW_MS,
      traceparents: [TRACEPARENT, 'x'],
    } as const;
    const node = await traced.start({ traceSends: true });
    node.sent(message);
    await node.flush();
    const { attributes, links, startNs, endNs } = traced.only('gossip.send');
    assert.deepEqual(attributes, {
      ...{
        'gossip.message.kind': 'mail',
        'messaging.destination.name': 'n2',
        'messaging.system': 'gossipscope',
      },
      ...{
        'messaging.operation.type': 'send',
        'messaging.batch.message_count': 2,
        'messaging.message.body.size': 99,
      },
    });
    assert.deepEqual(
      [links.length, startNs, endNs],
      [1, BigInt(NOW_MS) * 1_000_000n, BigInt(NOW_MS) * 1_000_000n],
    );
  });

  it('no span of a message or of a view begins where no trace does', async () => {
    const none = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' };
    for (const env of [none, { OTEL_TRACES_SAMPLER: 'always_off', OTEL_BSP_MAX_QUEUE_SIZE: '1' }]) {
      const node = await traced.start({ traceSends: true }, { ...NEVER, ...env });
      node.sent({ dest: 'n2', kind: 'mail', bytes: 9, departedAtMs: NOW_MS, traceparents: [TRACEPARENT] });
      node.record([
        {
          ...{ type: 'view_spread', id: [2, 'n1#0/1'], change: ['leave', 'n2#0' as never] },
          ...{ decidedAtMs: NOW_MS, convergenceMs: 5, heard: [] },
        },
      ]);
      await node.shutdown(1000);
    }
    assert.deepEqual([traced.receiver.spans, traced.dropped], [[], 0], 'nor does any take room in the queue');
  });

  it('what the SDK says later is not told again', async () => {
    await traced.start();
    diag.error('spans cannot be exported');
    assert.deepEqual(traced.warnings, []);
  });
});
