/** The span of each change of the members that this node decided: made whole when the last member has said that it has the view. */

import { ROOT_CONTEXT, SpanKind } from '@opentelemetry/api';
import type { NodeEvent } from '../../core/events.ts';
import { nodeOf } from '../../core/store/dot.ts';
import type { Sdk } from './otel-sdk.ts';
import { ATTRIBUTE, HAS_VIEW_EVENT, VIEW_SPAN } from './span-catalogue.ts';
import { hrTimeOf, traceparentOf } from './span-context.ts';
import type { SpanQueue } from './span-queue.ts';

export function viewSpan(
  { tracer, begins }: Pick<Sdk, 'tracer' | 'begins'>,
  queue: SpanQueue,
  { id, change, decidedAtMs, convergenceMs, heard }: NodeEvent & { readonly type: 'view_spread' },
): void {
  if (!begins()) return;
  const [kind, life] = change;
  const options = {
    kind: SpanKind.INTERNAL,
    startTime: hrTimeOf(decidedAtMs),
    attributes: {
      [ATTRIBUTE.view]: id[0],
      [ATTRIBUTE.change]: kind,
      [ATTRIBUTE.member]: nodeOf(life),
      [ATTRIBUTE.convergenceMs]: convergenceMs,
    },
  };
  const span = tracer.startSpan(VIEW_SPAN.name, options, ROOT_CONTEXT);
  if (traceparentOf(span) === undefined) return;
  for (const [replica, afterMs] of heard)
    span.addEvent(HAS_VIEW_EVENT, { [ATTRIBUTE.replica]: replica }, hrTimeOf(decidedAtMs + afterMs));
  queue.end(span, hrTimeOf(decidedAtMs + convergenceMs));
}
