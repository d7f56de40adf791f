/** The spans of pending writes: each is ended once, by whatever comes first. */

import assert from 'node:assert/strict';
import { tracing } from '@opentelemetry/sdk-node';
import { SpanQueue } from '../../../src/observe/tracing/span-queue.ts';
import { traceparentOf, hrTimeOf, spanContextOf } from '../../../src/observe/tracing/span-context.ts';
import { WriteSpans } from '../../../src/observe/tracing/write-spans.ts';
import { acknowledged, converged, NOW_MS, TRACE_ID, TRACEPARENT } from '../../support/node-events.ts';

function opened(): { readonly writes: WriteSpans; readonly queue: SpanQueue; readonly dropped: number[] } {
  const dropped: number[] = [];
  const queue = new SpanQueue({
    ...{ limit: 3, batch: 100, forceFlush: () => Promise.resolve(), warn: () => undefined },
    dropped: (count) => dropped.push(count),
  });
  const tracer = new tracing.BasicTracerProvider().getTracer('test');
  const sdk = { tracer, begins: () => true };
  return {
    ...{ queue, dropped },
    writes: new WriteSpans({
      sdk,
      queue,
      convergenceTimeoutMs: 500,
      dropped: (count) => dropped.push(count),
    }),
  };
}

describe('the span of a pending write', () => {
  it('ends once, at its timeout, whatever comes later', () => {
    const { writes, queue } = opened();
    const traceparent = writes.start(undefined, NOW_MS);
    assert.ok(traceparent !== undefined);
    writes.expire(NOW_MS + 499);
    assert.equal(queue.size, 0);
    for (let i = 0; i < 2; i++) writes.expire(NOW_MS + 500);
    writes.acknowledged(acknowledged({ traceparent }));
    writes.converged(converged({ traceparent }));
    const rest = {
      type: 'converged_among_rest',
      from: 1,
      to: 2,
      count: 1,
      atMs: NOW_MS,
      traceparent,
    } as const;
    writes.convergedAmongRest(rest);
    writes.stop(NOW_MS + 600);
    assert.equal(queue.size, 1);
  });

  it('ends once where it converged, or its node stopped', () => {
    const { writes, queue } = opened();
    const traceparent = writes.start(undefined, NOW_MS);
    for (let i = 0; i < 2; i++) writes.converged(converged({ traceparent }));
    writes.converged(converged({ traceparent: undefined }));
    assert.equal(queue.size, 1);
    writes.start(undefined, NOW_MS);
    for (let i = 0; i < 2; i++) writes.stop(NOW_MS);
    assert.equal(queue.size, 2);
  });

  it('is not begun where the queue is full, and that is counted', () => {
    const { writes, queue, dropped } = opened();
    for (let i = 0; i < 3; i++) writes.converged(converged({ traceparent: writes.start(undefined, NOW_MS) }));
    assert.ok(queue.isFull);
    assert.equal(writes.start(TRACEPARENT, NOW_MS), undefined);
    assert.deepEqual(dropped, [1]);
  });
});

describe('a trace context', () => {
  it('is that of somebody else, where it is one', () => {
    const [, , spanId = ''] = TRACEPARENT.split('-');
    assert.deepEqual(spanContextOf(TRACEPARENT), {
      traceId: TRACE_ID,
      spanId,
      traceFlags: 1,
      isRemote: true,
    });
    assert.equal(spanContextOf('00-xyz'), undefined);
  });

  it('goes with messages where the span is sampled, not where it is only recorded, nor once it has ended', () => {
    const under = (decision: tracing.SamplingDecision): ReturnType<typeof traceparentOf>[] => {
      const sampler = { shouldSample: () => ({ decision }), toString: () => 'fixed' };
      const span = new tracing.BasicTracerProvider({ sampler }).getTracer('test').startSpan('x');
      const before = traceparentOf(span);
      span.end();
      return [before, traceparentOf(span)];
    };
    const [sampled, ended] = under(tracing.SamplingDecision.RECORD_AND_SAMPLED);
    assert.match(sampled ?? '', /^00-[\da-f]{32}-[\da-f]{16}-01$/);
    assert.equal(ended, undefined);
    assert.deepEqual(under(tracing.SamplingDecision.RECORD), [undefined, undefined]);
    assert.deepEqual(under(tracing.SamplingDecision.NOT_RECORD), [undefined, undefined]);
  });

  it('has times as OpenTelemetry has them, to the microsecond', () => {
    assert.deepEqual(hrTimeOf(1_700_000_000_123.456), [1_700_000_000, 123_456_000]);
    assert.deepEqual(hrTimeOf(0.001), [0, 1000]);
  });
});
