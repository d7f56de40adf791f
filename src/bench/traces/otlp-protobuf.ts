/**
 * Reads an export as protobuf (opentelemetry-proto, collector/trace/v1), with the fields that the bench needs; all others are
 * skipped. It is the form that the SDK exports in, and that most collectors take, unless OTEL_EXPORTER_OTLP_PROTOCOL says otherwise.
 */

import Pbf from 'pbf';
import type { ExportRequest, KeyValue, WireSpan } from './export-request.ts';

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };
type Fields<T> = Readonly<Record<number, (into: T, pbf: Pbf) => void>>;

interface ResourceSpans {
  resource: { attributes: KeyValue[] };
  scopeSpans: { spans: WireSpan[] }[];
}

const ANY_VALUE: Fields<Record<string, unknown>> = {
  1: (value, pbf) => (value['stringValue'] = pbf.readString()),
  2: (value, pbf) => (value['boolValue'] = pbf.readBoolean()),
  3: (value, pbf) => (value['intValue'] = pbf.readVarint(true)),
  4: (value, pbf) => (value['doubleValue'] = pbf.readDouble()),
};

const KEY_VALUE: Fields<Writable<KeyValue>> = {
  1: (pair, pbf) => (pair.key = pbf.readString()),
  2: (pair, pbf) => (pair.value = message(pbf, ANY_VALUE, {})),
};

const SPAN: Fields<Writable<WireSpan> & { attributes: KeyValue[] }> = {
  1: (span, pbf) => (span.traceId = Buffer.from(pbf.readBytes()).toString('hex')),
  5: (span, pbf) => (span.name = pbf.readString()),
  // A number could not hold it.
  7: (span, pbf) => {
    span.startTimeUnixNano = String(pbf.dataView.getBigUint64(pbf.pos, true));
    pbf.pos += 8;
  },
  9: (span, pbf) => span.attributes.push(message(pbf, KEY_VALUE, { key: '', value: {} })),
};

const SCOPE_SPANS: Fields<{ spans: WireSpan[] }> = {
  2: (scope, pbf) =>
    scope.spans.push(
      message(pbf, SPAN, { name: '', traceId: '', startTimeUnixNano: '0', attributes: [] as KeyValue[] }),
    ),
};

const RESOURCE: Fields<{ attributes: KeyValue[] }> = {
  1: (resource, pbf) => resource.attributes.push(message(pbf, KEY_VALUE, { key: '', value: {} })),
};

const RESOURCE_SPANS: Fields<ResourceSpans> = {
  1: (all, pbf) => (all.resource = message(pbf, RESOURCE, { attributes: [] })),
  2: (all, pbf) => all.scopeSpans.push(message(pbf, SCOPE_SPANS, { spans: [] })),
};

/** @throws if it is no such export */
export function decodeExport(body: Uint8Array): ExportRequest {
  const read = { resourceSpans: [] as ResourceSpans[] };
  // A copy: Pbf takes a view for the whole of its buffer, and small ones share theirs.
  return new Pbf(new Uint8Array(body)).readFields((field, into, pbf) => {
    const all: ResourceSpans = { resource: { attributes: [] }, scopeSpans: [] };
    if (field === 1) into.resourceSpans.push(message(pbf, RESOURCE_SPANS, all));
  }, read);
}

/** What no field reads, Pbf skips. */
function message<T>(pbf: Pbf, fields: Fields<T>, into: T): T {
  return pbf.readMessage((field, target) => fields[field]?.(target, pbf), into);
}
