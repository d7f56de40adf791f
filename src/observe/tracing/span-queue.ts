/**
 * Ended spans that wait for their export. The SDK's own queue drops spans silently when it is full, so ours stands before it: a
 * batch enters the SDK only when the previous one has left it, and what does not fit, or cannot be exported, is counted.
 */

import type { HrTime, Span } from '@opentelemetry/api';

/** Ended spans that may wait: the SDK's own default. */
export const SPAN_QUEUE_LIMIT = 2048;
/** Spans handed to the SDK at a time. */
export const SPAN_BATCH = 256;
/** Maelstrom ends nodes with SIGKILL: spans younger than this are then lost. */
export const FLUSH_INTERVAL_MS = 250;

export interface SpanQueueOptions {
  /** Exports all spans that have been ended; rejects when it cannot. */
  readonly forceFlush: () => Promise<void>;
  readonly limit: number;
  /** Below the number at which the SDK starts an export by itself: we would not learn when that one ends. */
  readonly batch: number;
  readonly dropped: (count: number) => void;
  readonly warn: (text: string) => void;
}

interface EndedSpan {
  readonly span: Span;
  readonly endTime: HrTime;
}

export class SpanQueue {
  readonly #options: SpanQueueOptions;
  #waiting: EndedSpan[] = [];
  #flushing: Promise<void> | undefined;
  #isFailing = false;
  #leaving = 0;
  #lost = 0;

  constructor(options: SpanQueueOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#waiting.length;
  }

  /** Spans that were refused or could not be exported, and those that would be lost if the process ended now. */
  get lost(): number {
    return this.#lost + this.#leaving + this.#waiting.length;
  }

  /** Of these, the ones that nobody has counted yet. */
  get unsent(): number {
    return this.#leaving + this.#waiting.length;
  }

  get isFull(): boolean {
    return this.#waiting.length >= this.#options.limit;
  }

  /** The span ends at `endTime`, whenever it is exported. */
  end(span: Span, endTime: HrTime): void {
    if (this.isFull) {
      this.#drop(1);
      return;
    }
    this.#waiting.push({ span, endTime });
    if (this.#waiting.length === this.#options.batch) void this.flush();
  }

  /** Resolves when everything that waits now has been exported or has failed. Never rejects. */
  flush(): Promise<void> {
    this.#flushing ??= this.#drain().finally(() => (this.#flushing = undefined));
    return this.#flushing;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#options.batch);
      this.#leaving = batch.length;
      for (const { span, endTime } of batch) span.end(endTime);
      await this.#options.forceFlush().then(
        () => (this.#isFailing = false),
        (error: unknown) => this.#failed(batch.length, error),
      );
      this.#leaving = 0;
    }
  }

  #failed(count: number, error: unknown): void {
    this.#drop(count);
    if (!this.#isFailing) {
      this.#options.warn(
        `spans cannot be exported: ${reasonOf(error)}; is a collector listening where OTEL_EXPORTER_OTLP_ENDPOINT says? ` +
          'OTEL_TRACES_EXPORTER=none turns tracing off',
      );
    }
    this.#isFailing = true;
  }

  #drop(count: number): void {
    this.#lost += count;
    this.#options.dropped(count);
  }
}

/** The provider rejects with a list, one error for each exporter that failed; a refused connection has no message. */
function reasonOf(error: unknown): string {
  const first: unknown = Array.isArray(error) ? error[0] : error;
  if (!(first instanceof Error)) return String(first);
  return first.message || ('code' in first ? String(first.code) : first.name);
}
