/** Reads the spans of an export: OTLP's ExportTraceServiceRequest, as JSON or as protobuf (opentelemetry-proto, collector/trace/v1). */

import type { ExportRequest, KeyValue, WireSpan } from './export-request.ts';
import { decodeExport } from './otlp-protobuf.ts';
import { APPLY_SPAN, ATTRIBUTE, WRITE_SPAN } from '../../observe/tracing/span-catalogue.ts';

/** A span of ours that belongs to one write. */
export interface WriteTraceSpan {
  readonly traceId: string;
  /** The write's dot: the node that accepted it, in which of its lives, and the write's number there. */
  readonly origin: string;
  readonly seq: number;
  /** Undefined for the span of the write itself. */
  readonly application: SpanOfApplication | undefined;
}

export interface SpanOfApplication {
  readonly node: string;
  readonly from: string;
  readonly hops: number;
  /** Milliseconds since the epoch. */
  readonly sentAtMs: number;
  /** From the acceptance of the write, ms. */
  readonly delayMs: number;
}

export const JSON_EXPORT = 'application/json';
export const PROTOBUF_EXPORT = 'application/x-protobuf';

/** Counts all spans of the export, and returns those of writes. @throws if it is no such export */
export function readExport(
  body: Buffer,
  contentType: string,
): { readonly count: number; readonly spans: WriteTraceSpan[] } {
  const { resourceSpans } =
    contentType === PROTOBUF_EXPORT ? decodeExport(body) : (JSON.parse(body.toString()) as ExportRequest);
  let count = 0;
  const spans: WriteTraceSpan[] = [];
  for (const { resource, scopeSpans } of resourceSpans) {
    const node = String(valueIn(resource.attributes, 'service.instance.id'));
    for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
      count++;
      if (span.name === APPLY_SPAN.name || span.name === WRITE_SPAN.name) spans.push(spanOf(span, node));
    }
  }
  return { count, spans };
}

function spanOf({ name, traceId, startTimeUnixNano, attributes }: WireSpan, node: string): WriteTraceSpan {
  const text = (key: string): string => String(valueIn(attributes, key));
  const number = (key: string): number => Number(valueIn(attributes, key));
  const application = {
    node,
    from: text(ATTRIBUTE.from),
    hops: number(ATTRIBUTE.hops),
    // A double holds milliseconds since the epoch to the microsecond, but not nanoseconds.
    sentAtMs: Number(BigInt(startTimeUnixNano) / 1000n) / 1000,
    delayMs: number(ATTRIBUTE.originDelayMs),
  };
  return {
    traceId,
    origin: text(ATTRIBUTE.origin),
    seq: number(ATTRIBUTE.seq),
    application: name === APPLY_SPAN.name ? application : undefined,
  };
}

function valueIn(attributes: readonly KeyValue[], key: string): unknown {
  const found = attributes.find((attribute) => attribute.key === key);
  return found === undefined ? undefined : Object.values(found.value)[0];
}
