/** Events as a node makes them, with the fields that a test does not care about filled in. */

import type { NodeEvent } from '../../src/core/events.ts';
import type { NodeId, Origin } from '../../src/protocol/names.ts';

type EventOf<T extends NodeEvent['type']> = Extract<NodeEvent, { readonly type: T }>;

export const NOW_MS = 1_700_000_000_000;
export const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
export const TRACEPARENT = `00-${TRACE_ID}-b7ad6b7169203331-01`;

const dot = { origin: 'n1#a' as Origin, seq: 1 };

export function accepted(fields: Partial<EventOf<'accepted'>> = {}): EventOf<'accepted'> {
  return { type: 'accepted', dot, acceptedAtMs: NOW_MS, traceparent: undefined, ...fields };
}

export function acknowledged(fields: Partial<EventOf<'acknowledged'>> = {}): EventOf<'acknowledged'> {
  return {
    ...{ type: 'acknowledged', dot, by: 'n2' as NodeId, heldAtMs: NOW_MS + 10, traceparent: TRACEPARENT },
    ...fields,
  };
}

export function converged(fields: Partial<EventOf<'converged'>> = {}): EventOf<'converged'> {
  return {
    ...{
      type: 'converged',
      dot,
      acceptedAtMs: NOW_MS,
      convergenceMs: 10,
      confirmedMs: 20,
      traceparent: undefined,
    },
    ...fields,
  };
}

export function applied(fields: Partial<EventOf<'applied'>> = {}): EventOf<'applied'> {
  return {
    ...{ type: 'applied', dot, from: 'n1' as NodeId, hops: 1, propagationMs: 10, traceparent: undefined },
    ...{ departedAtMs: NOW_MS + 2, appliedAtMs: NOW_MS + 10 },
    ...fields,
  };
}
