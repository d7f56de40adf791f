/** The spans of writes accepted here, open until they have converged. */

import { ROOT_CONTEXT, SpanKind, SpanStatusCode, type Span } from '@opentelemetry/api';
import type { NodeEvent, Traceparent } from '../../core/events.ts';
import type { Sdk } from './otel-sdk.ts';
import { ATTRIBUTE, HELD_EVENT, WRITE_SPAN } from './span-catalogue.ts';
import { contextOf, hrTimeOf, traceparentOf } from './span-context.ts';
import type { SpanQueue } from './span-queue.ts';

/** Traced writes that may be pending at once. A trace beyond that is not begun, and is counted. */
export const OPEN_WRITES_LIMIT = 8192;

type EventOf<T extends NodeEvent['type']> = Extract<NodeEvent, { readonly type: T }>;

interface OpenWrite {
  readonly span: Span;
  readonly acceptedAtMs: number;
}

export interface WriteSpansOptions {
  readonly sdk: Pick<Sdk, 'tracer' | 'begins'>;
  readonly queue: SpanQueue;
  readonly convergenceTimeoutMs: number;
  readonly dropped: (count: number) => void;
}

export class WriteSpans {
  readonly #options: WriteSpansOptions;
  /** In the order of acceptance. */
  readonly #open = new Map<Traceparent, OpenWrite>();

  constructor(options: WriteSpansOptions) {
    this.#options = options;
  }

  start(parent: Traceparent | undefined, acceptedAtMs: number): Traceparent | undefined {
    const { tracer, begins } = this.#options.sdk;
    const context = contextOf(parent);
    if (context === ROOT_CONTEXT && !begins()) return undefined;
    const options = { kind: SpanKind.SERVER, startTime: hrTimeOf(acceptedAtMs) };
    const span = tracer.startSpan(WRITE_SPAN.name, options, context);
    const traceparent = traceparentOf(span);
    if (traceparent === undefined) return undefined;
    // Not beginning a trace is better than cutting one off: every exported trace is whole.
    if (this.#open.size >= OPEN_WRITES_LIMIT || this.#options.queue.isFull) {
      this.#options.dropped(1);
      return undefined;
    }
    this.#open.set(traceparent, { span, acceptedAtMs });
    return traceparent;
  }

  accepted({ traceparent, dot }: EventOf<'accepted'>): void {
    if (traceparent === undefined) return;
    this.#open
      .get(traceparent)
      ?.span.setAttributes({ [ATTRIBUTE.origin]: dot.origin, [ATTRIBUTE.seq]: dot.seq });
  }

  acknowledged({ traceparent, by, heldAtMs }: EventOf<'acknowledged'>): void {
    this.#open.get(traceparent)?.span.addEvent(HELD_EVENT, { [ATTRIBUTE.replica]: by }, hrTimeOf(heldAtMs));
  }

  /** The span ends when the write had converged, not when this node heard of it. */
  converged({ traceparent, acceptedAtMs, convergenceMs, confirmedMs }: EventOf<'converged'>): void {
    const write = traceparent === undefined ? undefined : this.#open.get(traceparent);
    if (traceparent === undefined || write === undefined) return;
    this.#open.delete(traceparent);
    write.span.setAttributes({
      [ATTRIBUTE.convergenceMs]: convergenceMs,
      [ATTRIBUTE.confirmedMs]: confirmedMs,
    });
    this.#options.queue.end(write.span, hrTimeOf(acceptedAtMs + Math.max(0, convergenceMs)));
  }

  convergedAmongRest({ traceparent, atMs }: EventOf<'converged_among_rest'>): void {
    if (traceparent !== undefined && this.#open.has(traceparent))
      this.#fail(traceparent, atMs, 'a replica that it waited for was removed; all others hold it');
  }

  /** Ends the spans of writes that have been pending for too long. */
  expire(now: number): void {
    const { convergenceTimeoutMs } = this.#options;
    for (const [traceparent, { acceptedAtMs }] of this.#open) {
      if (acceptedAtMs + convergenceTimeoutMs > now) break;
      this.#fail(
        traceparent,
        acceptedAtMs + convergenceTimeoutMs,
        `still pending after ${convergenceTimeoutMs} ms`,
      );
    }
  }

  /** Ends every open span. */
  stop(now: number): void {
    for (const traceparent of this.#open.keys()) {
      this.#fail(traceparent, now, 'still pending when the node stopped');
    }
  }

  #fail(traceparent: Traceparent, endMs: number, message: string): void {
    const write = this.#open.get(traceparent);
    if (write === undefined) return;
    this.#open.delete(traceparent);
    write.span.setStatus({ code: SpanStatusCode.ERROR, message });
    this.#options.queue.end(write.span, hrTimeOf(Math.max(write.acceptedAtMs, endMs)));
  }
}
