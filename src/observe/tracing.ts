/** Starts tracing, where `tracingConfigured` says that somebody asked for it. OpenTelemetry is loaded from here, and only then. */

import type { NodeEvent, TraceIds, Traceparent } from '../core/events.ts';
import type { GossipKind } from '../protocol/gossip.ts';
import { consoleToStderr } from './console-to-stderr.ts';
import type { Logger } from './log.ts';

export interface TracingOptions {
  readonly nodeId: string;
  readonly version: string;
  /** Milliseconds since the epoch: the clock of the events. */
  readonly now: () => number;
  /** A write still pending after this ends its span with an error. */
  readonly convergenceTimeoutMs: number;
  /** Makes a span of each message that carries traced writes, too. */
  readonly traceSends: boolean;
  /** Told of spans that will not be exported. */
  readonly droppedSpans: (count: number) => void;
  readonly log: Logger;
}

/** A message that left. */
export interface SentMessage {
  readonly dest: string;
  readonly kind: GossipKind;
  readonly bytes: number;
  readonly departedAtMs: number;
  /** Of the traced entries that it carries. */
  readonly traceparents: readonly Traceparent[];
}

/** `forWrite` and `forApply` open spans; the events of the same step say what became of them. */
export interface Tracing extends TraceIds {
  /** Called once a step, with all its events. */
  record(events: readonly NodeEvent[]): void;
  /** Does nothing unless `traceSends` is on. */
  sent(message: SentMessage): void;
  /** Exports what has ended so far. Never rejects. */
  flush(): Promise<void>;
  /** Ends open spans with an error, exports what it can within the limit, and stops. Never rejects. */
  shutdown(limitMs: number): Promise<void>;
}

/** In place of a tracing that could not be started. */
const NO_TRACING: Tracing = {
  forWrite: () => undefined,
  forApply: () => undefined,
  record: () => undefined,
  sent: () => undefined,
  flush: () => Promise.resolve(),
  shutdown: () => Promise.resolve(),
};

/**
 * The SDK reads `OTEL_*` itself, and they win over our defaults: parent-based sampling of everything, OTLP over HTTP, a flush
 * every 250 ms (`OTEL_BSP_SCHEDULE_DELAY`), a queue of 2048 (`OTEL_BSP_MAX_QUEUE_SIZE`). Never rejects: a tracing that cannot
 * be started is logged, and the node goes on without.
 */
export async function startTracing(options: TracingOptions): Promise<Tracing> {
  consoleToStderr();
  try {
    const [{ startSdk }, { NodeTracing }] = await Promise.all([
      import('./otel-sdk.ts'),
      import('./node-tracing.ts'),
    ]);
    const sdk = startSdk(options.nodeId, options.version);
    if (sdk !== undefined) return new NodeTracing(sdk, options);
    options.log.warn(
      'no traces: OTEL_TRACES_EXPORTER names no exporter that there is (otlp, zipkin, console)',
    );
  } catch (error) {
    options.log.warn('no traces: OpenTelemetry did not start; look at the OTEL_* variables', { error });
  }
  return NO_TRACING;
}
