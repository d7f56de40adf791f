/** Takes trace ids out of trace contexts, for exemplars and logs, without loading OpenTelemetry. */

import type { Traceparent } from '../../core/events.ts';

/** W3C Trace Context, section 3.2: version, trace id, parent id, flags. */
const SAMPLED = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-[\da-f][13579bdf](?:-|$)/;

/**
 * The 32 hex digits that name a sampled trace; undefined when the context is not sampled or not well-formed. What it
 * returns always fits into an exemplar, whose labels may hold 128 characters.
 */
export function sampledTraceId(traceparent: Traceparent | undefined): string | undefined {
  return traceparent === undefined ? undefined : SAMPLED.exec(traceparent)?.[1];
}
