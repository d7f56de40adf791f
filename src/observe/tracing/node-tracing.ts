/** A node's tracing: makes the catalogue's spans from the core's events, and exports them through the OpenTelemetry SDK. */

import { ROOT_CONTEXT, SpanKind, type Span } from '@opentelemetry/api';
import type { NodeEvent, Traceparent } from '../../core/events.ts';
import type { Sdk } from './otel-sdk.ts';
import { APPLY_SPAN, ATTRIBUTE, SEND_SPAN } from './span-catalogue.ts';
import { contextOf, hrTimeOf, spanContextOf, traceparentOf } from './span-context.ts';
import { FLUSH_INTERVAL_MS, SPAN_BATCH, SPAN_QUEUE_LIMIT, SpanQueue } from './span-queue.ts';
import type { SentMessage, Tracing, TracingOptions } from './tracing.ts';
import { viewSpan } from './view-spans.ts';
import { WriteSpans } from './write-spans.ts';

/** The same as OpenTelemetry's default. */
const LINKS_LIMIT = 128;
/** How many ended spans make the SDK begin an export, by its default. */
const SDK_BATCH = 512;
const SYSTEM = 'gossipscope';

export class NodeTracing implements Tracing {
  readonly #sdk: Sdk;
  readonly #options: TracingOptions;
  readonly #queue: SpanQueue;
  readonly #writes: WriteSpans;
  /** Spans opened in this step; empty again at its end. */
  readonly #applying = new Map<Traceparent, Span>();
  #timer: NodeJS.Timeout;

  constructor(sdk: Sdk, options: TracingOptions) {
    const { droppedSpans, log, convergenceTimeoutMs, now } = options;
    this.#sdk = sdk;
    this.#options = options;
    const limit = numberFromEnv('OTEL_BSP_MAX_QUEUE_SIZE') ?? SPAN_QUEUE_LIMIT;
    const exportedAlone = Math.min(limit, numberFromEnv('OTEL_BSP_MAX_EXPORT_BATCH_SIZE') ?? SDK_BATCH);
    this.#queue = new SpanQueue({
      forceFlush: () => sdk.forceFlush(),
      limit,
      batch: Math.max(1, Math.min(SPAN_BATCH, exportedAlone - 1)),
      dropped: droppedSpans,
      warn: (text) => log.warn(text),
    });
    this.#writes = new WriteSpans({
      sdk,
      queue: this.#queue,
      convergenceTimeoutMs,
      dropped: droppedSpans,
    });
    const intervalMs = numberFromEnv('OTEL_BSP_SCHEDULE_DELAY') ?? FLUSH_INTERVAL_MS;
    const tick = (): void => {
      this.#timer = setTimeout(tick, intervalMs).unref();
      this.#writes.expire(now());
      void this.#queue.flush();
    };
    // Nodes that begin together would all export together for ever, and each would hold up the others.
    this.#timer = setTimeout(tick, intervalMs * Math.random()).unref();
  }

  forWrite(parent: Traceparent | undefined, acceptedAtMs: number): Traceparent | undefined {
    return this.#writes.start(parent, acceptedAtMs);
  }

  forApply(parent: Traceparent, departedAtMs: number): Traceparent | undefined {
    const options = { kind: SpanKind.CONSUMER, startTime: hrTimeOf(departedAtMs) };
    const span = this.#sdk.tracer.startSpan(APPLY_SPAN.name, options, contextOf(parent));
    const traceparent = traceparentOf(span);
    if (traceparent !== undefined) this.#applying.set(traceparent, span);
    return traceparent;
  }

  record(events: readonly NodeEvent[]): void {
    for (const event of events) {
      if (event.type === 'accepted') this.#writes.accepted(event);
      else if (event.type === 'acknowledged') this.#writes.acknowledged(event);
      else if (event.type === 'converged') this.#writes.converged(event);
      else if (event.type === 'converged_among_rest') this.#writes.convergedAmongRest(event);
      else if (event.type === 'applied') this.#applied(event);
      else if (event.type === 'view_spread') viewSpan(this.#sdk, this.#queue, event);
    }
    if (this.#applying.size > 0) this.#applying.clear();
  }

  #applied(event: NodeEvent & { readonly type: 'applied' }): void {
    const { traceparent, dot, from, hops, propagationMs, departedAtMs, appliedAtMs } = event;
    const span = traceparent === undefined ? undefined : this.#applying.get(traceparent);
    if (span === undefined) return;
    span.setAttributes({
      [ATTRIBUTE.origin]: dot.origin,
      [ATTRIBUTE.seq]: dot.seq,
      [ATTRIBUTE.from]: from,
      [ATTRIBUTE.hops]: hops,
      [ATTRIBUTE.originDelayMs]: propagationMs,
      [ATTRIBUTE.system]: SYSTEM,
      [ATTRIBUTE.operation]: 'process',
    });
    // The sender's clock can be ahead of ours.
    this.#queue.end(span, hrTimeOf(Math.max(departedAtMs, appliedAtMs)));
  }

  sent({ dest, kind, bytes, departedAtMs, traceparents }: SentMessage): void {
    if (!this.#options.traceSends || traceparents.length === 0 || !this.#sdk.begins()) return;
    const at = hrTimeOf(departedAtMs);
    const links = traceparents.slice(0, LINKS_LIMIT).flatMap((traceparent) => {
      const context = spanContextOf(traceparent);
      return context === undefined ? [] : [{ context }];
    });
    const attributes = {
      [ATTRIBUTE.messageKind]: kind,
      [ATTRIBUTE.destination]: dest,
      [ATTRIBUTE.batchSize]: traceparents.length,
      [ATTRIBUTE.bodySize]: bytes,
      [ATTRIBUTE.system]: SYSTEM,
      [ATTRIBUTE.operation]: 'send',
    };
    const options = { kind: SpanKind.PRODUCER, startTime: at, links, attributes };
    const span = this.#sdk.tracer.startSpan(SEND_SPAN.name, options, ROOT_CONTEXT);
    if (traceparentOf(span) !== undefined) this.#queue.end(span, at);
  }

  flush(): Promise<void> {
    return this.#queue.flush();
  }

  async shutdown(limitMs: number): Promise<void> {
    clearTimeout(this.#timer);
    this.#writes.stop(this.#options.now());
    const done = this.#queue
      .flush()
      .then(() => this.#sdk.shutdown())
      // The queue has logged what went wrong.
      .catch(() => undefined);
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => (timer = setTimeout(resolve, limitMs)));
    await Promise.race([done, limit]);
    clearTimeout(timer);
    const { lost, unsent } = this.#queue;
    if (unsent > 0) this.#options.droppedSpans(unsent);
    if (lost > 0) {
      const text = `${lost} spans were lost: the collector did not take them by the end of this node`;
      this.#options.log.warn(text);
    }
  }
}

/** Undefined when it is not set to a positive number. */
function numberFromEnv(name: string): number | undefined {
  const value = Number(process.env[name]);
  return value > 0 ? value : undefined;
}
