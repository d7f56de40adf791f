/**
 * What a node asks of tracing, whether tracing is on or off. Nothing of OpenTelemetry is loaded here. Begin here:
 * `span-catalogue.ts` declares the spans, `node-tracing.ts` makes them from the core's events, `write-spans.ts` keeps those of
 * pending writes, and `span-queue.ts` hands them to the SDK (`otel-sdk.ts`).
 */

import type { NodeEvent, TraceIds, Traceparent } from '../../core/events.ts';
import type { GossipKind } from '../../protocol/gossip.ts';
import type { Logger } from '../log.ts';

export interface TracingOptions {
  readonly nodeId: string;
  readonly version: string;
  /** Milliseconds since the epoch: the clock of the events. */
  readonly now: () => number;
  /** The span of a write that is still pending after this long ends with an error. */
  readonly convergenceTimeoutMs: number;
  /** Also make a span for each message that carries traced writes. */
  readonly traceSends: boolean;
  /** Called for spans that will not be exported. */
  readonly droppedSpans: (count: number) => void;
  readonly log: Logger;
}

/** A message that left. */
export interface SentMessage {
  readonly dest: string;
  readonly kind: GossipKind;
  readonly bytes: number;
  readonly departedAtMs: number;
  /** One for each traced entry that it carries. */
  readonly traceparents: readonly Traceparent[];
}

/** `forWrite` and `forApply` open spans; the events of the same step say what became of them. */
export interface Tracing extends TraceIds {
  /** Called once per step, with all its events. */
  record(events: readonly NodeEvent[]): void;
  /** Does nothing unless `traceSends` is on. */
  sent(message: SentMessage): void;
  /** Exports what has ended so far. Never rejects. */
  flush(): Promise<void>;
  /** Ends open spans with an error, exports what it can within the limit, and stops. Never rejects. */
  shutdown(limitMs: number): Promise<void>;
}
