/** Between the traceparents that messages carry and OpenTelemetry's contexts, and between our times and its. */

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

/** The context whose spans are children of `parent`: roots, when there is none or it is malformed. */
export function contextOf(parent: Traceparent | undefined): Context {
  const remote = parent === undefined ? undefined : spanContextOf(parent);
  return remote === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote);
}

/** Undefined when the span is not sampled: then nothing of it is to travel. */
export function traceparentOf(span: Span): Traceparent | undefined {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const isSampled = span.isRecording() && (traceFlags & TraceFlags.SAMPLED) !== 0;
  return isSampled ? `00-${traceId}-${spanId}-01` : undefined;
}

/**
 * As a pair, which the SDK takes as it is; it reads a number as relative to the process's start when it is small enough.
 * @param ms since the epoch, to the microsecond
 */
export function hrTimeOf(ms: number): HrTime {
  const us = Math.round(ms * 1000);
  const seconds = Math.floor(us / 1e6);
  return [seconds, (us - seconds * 1e6) * 1000];
}
