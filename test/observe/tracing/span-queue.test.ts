/** The queue before the SDK's own: what waits in it, what leaves it when, and that nothing is lost without being counted. */

import assert from 'node:assert/strict';
import { tracing } from '@opentelemetry/sdk-node';
import { SpanQueue, type SpanQueueOptions } from '../../../src/observe/tracing/span-queue.ts';

/** A queue of real spans, and exports that end when the test says so. */
class Tried {
  readonly exported: string[] = [];
  readonly dropped: number[] = [];
  readonly warnings: string[] = [];
  readonly queue: SpanQueue;
  readonly #exporter = new tracing.InMemorySpanExporter();
  readonly #tracer = new tracing.BasicTracerProvider({
    spanProcessors: [new tracing.SimpleSpanProcessor(this.#exporter)],
  }).getTracer('test');
  /** What ends the export that is under way. */
  #end: { readonly done: () => void; readonly failed: (reason: unknown) => void } | undefined;

  constructor(limits: Partial<SpanQueueOptions> = {}) {
    this.queue = new SpanQueue({
      forceFlush: () => {
        this.exported.push(this.ended);
        return new Promise((done, failed) => (this.#end = { done, failed }));
      },
      ...{ limit: 100, batch: 50, ...limits },
      dropped: (count) => this.dropped.push(count),
      warn: (text) => this.warnings.push(text),
    });
  }

  end(...names: string[]): this {
    for (const name of names) this.queue.end(this.#tracer.startSpan(name, { startTime: [1, 0] }), [2, 5]);
    return this;
  }

  /** Those that have entered the SDK since the export before. */
  get ended(): string {
    const spans = this.#exporter.getFinishedSpans();
    for (const { endTime } of spans) assert.deepEqual(endTime, [2, 5]);
    const names = spans.map(({ name }) => name).join(' ');
    this.#exporter.reset();
    return names;
  }

  /** The export ends, and the queue has seen it. @param reasons why it failed, if it did */
  async exports(...reasons: readonly unknown[]): Promise<void> {
    const end = this.#end ?? assert.fail('nothing is exported');
    this.#end = undefined;
    if (reasons.length === 0) end.done();
    else end.failed(reasons[0]);
    await new Promise((resolve) => setImmediate(resolve));
  }

  get counts(): Pick<SpanQueue, 'size' | 'lost' | 'unsent' | 'isFull'> {
    const { size, lost, unsent, isFull } = this.queue;
    return { size, lost, unsent, isFull };
  }
}

describe('the queue of ended spans', () => {
  it('hands over a batch when the one before has left, and says what would be lost meanwhile', async () => {
    const tried = new Tried({ batch: 3, limit: 100 });
    tried.end('a', 'b');
    assert.deepEqual([tried.exported, tried.counts], [[], { size: 2, lost: 2, unsent: 2, isFull: false }]);
    tried.end('c', 'd', 'e', 'f', 'g');
    assert.deepEqual(tried.exported, ['a b c'], 'a whole batch leaves by itself');
    assert.deepEqual(tried.counts, { size: 4, lost: 7, unsent: 7, isFull: false });
    const flushed = tried.queue.flush();
    await tried.exports();
    assert.deepEqual(tried.exported, ['a b c', 'd e f']);
    await tried.exports();
    assert.deepEqual([tried.exported.at(-1), tried.counts.unsent], ['g', 1]);
    await tried.exports();
    await flushed;
    assert.deepEqual(tried.counts, { size: 0, lost: 0, unsent: 0, isFull: false });
    await tried.queue.flush();
    assert.equal(tried.exported.length, 3, 'nothing is left to export');
    tried.end('h');
    void tried.queue.flush();
    assert.equal(tried.exported.at(-1), 'h', 'it goes on after it was empty');
  });

  it('takes as many as its limit, and counts each of the rest', () => {
    const tried = new Tried({ limit: 2 }).end('a');
    assert.equal(tried.counts.isFull, false);
    tried.end('b');
    assert.equal(tried.counts.isFull, true);
    tried.end('c', 'd');
    assert.deepEqual([tried.dropped, tried.counts], [[1, 1], { size: 2, lost: 4, unsent: 2, isFull: true }]);
  });

  it('counts a batch that could not be exported, and says so once until one could', async () => {
    const tried = new Tried().end('a', 'b');
    const export_ = async (...reasons: readonly unknown[]): Promise<void> => {
      const flushed = tried.end('x').queue.flush();
      await tried.exports(...reasons);
      await flushed;
    };
    await export_(new Error('no room'));
    assert.deepEqual([tried.dropped, tried.counts.lost, tried.counts.unsent], [[3], 3, 0]);
    await export_(new Error('no room'));
    assert.deepEqual([tried.dropped, tried.warnings.length], [[3, 1], 1]);
    assert.equal(
      tried.warnings[0],
      'spans cannot be exported: no room; is a collector listening where OTEL_EXPORTER_OTLP_ENDPOINT says? ' +
        'OTEL_TRACES_EXPORTER=none turns tracing off',
    );
    await export_();
    assert.equal(tried.counts.lost, 4);
    await export_(new Error('no room'));
    assert.equal(tried.warnings.length, 2);
  });

  it('names the reason, as far as there is one', async () => {
    for (const [reason, text] of [
      [[new Error('first'), new Error('second')], 'first'],
      [Object.assign(new Error(''), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
      [new TypeError(''), 'TypeError'],
      ['text', 'text'],
    ] as const) {
      const tried = new Tried().end('a');
      void tried.queue.flush();
      await tried.exports(reason);
      assert.ok(tried.warnings[0]?.startsWith(`spans cannot be exported: ${text}; `), tried.warnings[0]);
    }
  });
});
