/** The spans of writes that may turn out to be among the slowest. All others are forgotten, so memory stays bounded. */

import type { SlowestWrite } from '../../check/audit/slowest-writes.ts';
import { dotName } from '../../protocol/names.ts';
import type { SlowWrite } from '../../report/schema/course-schema.ts';
import { boundedSpread } from '../../report/parts/bounded-spread.ts';
import type { SpanOfApplication, WriteTraceSpan } from './otlp-spans.ts';

/** Spans kept at a time, some 150 bytes each. Further ones are refused, and counted. */
export const MAX_SPANS = 200_000;
/** Below this, looking for traces to forget would be most of the work. */
const MIN_SWEEP = 1_000;

interface Trace {
  readonly origin: string;
  readonly seq: number;
  readonly traceId: string;
  readonly applications: SpanOfApplication[];
}

export interface TraceStoreOptions {
  /** Whether a write is, or may become, one of the slowest. */
  readonly mayBeSlowest: (origin: string, seq: number) => boolean;
  readonly maxSpans?: number;
}

export class TraceStore {
  /** Spans refused because too many were kept. */
  refused = 0;
  readonly #traces = new Map<string, Trace>();
  readonly #mayBeSlowest: TraceStoreOptions['mayBeSlowest'];
  readonly #maxSpans: number;
  #size = 0;
  #sweepAt = MIN_SWEEP;

  constructor({ mayBeSlowest, maxSpans = MAX_SPANS }: TraceStoreOptions) {
    this.#mayBeSlowest = mayBeSlowest;
    this.#maxSpans = maxSpans;
  }

  /** Traces and spans kept. */
  get size(): number {
    return this.#size;
  }

  add(span: WriteTraceSpan): void {
    const { origin, seq, traceId, application } = span;
    if (!this.#mayBeSlowest(origin, seq)) return;
    if (this.#size >= Math.min(this.#sweepAt, this.#maxSpans)) this.#sweep();
    if (this.#size >= this.#maxSpans) {
      this.refused++;
      return;
    }
    const name = dotName(origin, seq);
    let trace = this.#traces.get(name);
    if (trace === undefined) {
      this.#traces.set(name, (trace = { origin, seq, traceId, applications: [] }));
      this.#size++;
    }
    if (application === undefined) return;
    trace.applications.push(application);
    this.#size++;
  }

  /** The write with its tree, if it was traced. @param startMs when the load began, since the epoch */
  describe(write: SlowestWrite, startMs: number): SlowWrite {
    const { seq, key, acceptedAtMs, convergenceMs, appliedAt, laterVersions } = write;
    const trace = this.#traces.get(dotName(write.origin, seq));
    const arrivals = (trace?.applications ?? []).map(({ node, from, hops, sentAtMs, delayMs }) => ({
      node,
      from,
      sentAtMs: sentAtMs - acceptedAtMs,
      appliedAtMs: delayMs,
      hops,
    }));
    const known = new Set(arrivals.map(({ node }) => node));
    const lost = trace === undefined ? 0 : appliedAt.filter((node) => !known.has(node)).length;
    const origin = write.origin.slice(0, write.origin.lastIndexOf('#'));
    const { omitted, ...listed } = boundedSpread({ origin, arrivals, laterVersions });
    return {
      key: String(key),
      origin,
      acceptedAtMs: acceptedAtMs - startMs,
      convergenceMs,
      traceId: trace?.traceId ?? null,
      ...listed,
      arrivalsOmitted: omitted + lost,
    };
  }

  #sweep(): void {
    for (const [name, { origin, seq, applications }] of this.#traces) {
      if (this.#mayBeSlowest(origin, seq)) continue;
      this.#traces.delete(name);
      this.#size -= 1 + applications.length;
    }
    this.#sweepAt = Math.max(MIN_SWEEP, 2 * this.#size);
  }
}
