/** OTLP's ExportTraceServiceRequest (opentelemetry-proto, collector/trace/v1), as far as the bench looks at it. */

/**
 * The parts of an export that are read. No schema checks them, because the bench has messages to route meanwhile: anything of
 * another shape throws, or belongs to no write.
 */
export interface ExportRequest {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
  }[];
}

export interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface WireSpan {
  readonly name: string;
  readonly traceId: string;
  readonly startTimeUnixNano: string;
  readonly attributes: readonly KeyValue[];
}
