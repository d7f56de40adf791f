/** What a node needs of tracing, whether it runs or not. Loads nothing of OpenTelemetry. */

import type { NodeEvent, TraceIds, Traceparent } from '../../core/events.ts';
import type { GossipKind } from '../../protocol/gossip.ts';
import type { Logger } from '../log.ts';

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
