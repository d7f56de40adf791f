/** Translates between the traceparents in messages and OpenTelemetry's contexts, and between our times and its. */

import {
  ROOT_CONTEXT,
  TraceFlags,
  trace,
  type Context,
  type HrTime,
  type Span,
  type SpanContext,
} from '@opentelemetry/api';
import { core } from '@opentelemetry/sdk-node';
import type { Traceparent } from '../../core/events.ts';

/** Undefined when it is not a traceparent (W3C Trace Context, section 3.2). */
export function spanContextOf(traceparent: Traceparent): SpanContext | undefined {
  const parsed = core.parseTraceParent(traceparent);
  return parsed === null ? undefined : { ...parsed, isRemote: true };
}

/** The context for children of `parent`. Without a parent, or with a malformed one, spans are roots. */
export function contextOf(parent: Traceparent | undefined): Context {
  const remote = parent === undefined ? undefined : spanContextOf(parent);
  return remote === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote);
}

/** Undefined when the span is not sampled: then no message carries it. */
export function traceparentOf(span: Span): Traceparent | undefined {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const isSampled = span.isRecording() && (traceFlags & TraceFlags.SAMPLED) !== 0;
  return isSampled ? `00-${traceId}-${spanId}-01` : undefined;
}

/**
 * As a pair, which the SDK takes as it is. A small number it would read as relative to the process's start.
 * @param ms since the epoch, to the microsecond
 */
export function hrTimeOf(ms: number): HrTime {
  const us = Math.round(ms * 1000);
  const seconds = Math.floor(us / 1e6);
  return [seconds, (us - seconds * 1e6) * 1000];
}
