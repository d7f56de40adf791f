/** A recording as bytes, and back: the page carries it, and its viewer reads it with the same code. */

import { ByteReader, ByteWriter } from './columns.ts';
import type { LoadColumns, MessageColumns, OperationColumns, Recording } from './recording.ts';

/** Columns whose neighbours are close to each other. */
const DELTA: ReadonlySet<string> = new Set(['sent', 'invoked', 'id', 'write', 'value']);

export function encode(recording: Recording): Uint8Array<ArrayBuffer> {
  const { messages, loads, operations, ...rest } = recording;
  const writer = new ByteWriter();
  writer.text(JSON.stringify(rest));
  for (const columns of [messages, loads, operations]) {
    const all = Object.entries(columns) as [string, Float64Array][];
    writer.number(all[0]?.[1].length ?? 0);
    for (const [name, values] of all.sort(byName)) writer.column(values, DELTA.has(name));
  }
  return writer.bytes();
}

export function decode(bytes: Uint8Array): Recording {
  const reader = new ByteReader(bytes);
  const rest = JSON.parse(reader.text()) as Omit<Recording, 'messages' | 'loads' | 'operations'>;
  const read = <T extends object>(make: (length: number) => T): T => {
    const columns = make(reader.number());
    const all = Object.entries(columns) as [string, Float64Array][];
    for (const [name, values] of all.sort(byName)) reader.column(values, DELTA.has(name));
    return columns;
  };
  return {
    ...rest,
    messages: read(messageColumns),
    loads: read(loadColumns),
    operations: read(operationColumns),
  };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

export function messageColumns(length: number): MessageColumns {
  return {
    ...{ sent: new Float64Array(length), took: new Float64Array(length) },
    ...{ from: new Uint16Array(length), to: new Uint16Array(length), kind: new Uint32Array(length) },
    ...{ fate: new Uint8Array(length), loads: new Uint16Array(length) },
  };
}

export function loadColumns(length: number): LoadColumns {
  return { key: new Uint32Array(length), write: new Uint32Array(length) };
}

export function operationColumns(length: number): OperationColumns {
  return {
    ...{ id: new Float64Array(length), client: new Uint16Array(length), node: new Uint16Array(length) },
    ...{ invoked: new Float64Array(length), took: new Float64Array(length), writes: new Uint8Array(length) },
    ...{ key: new Uint32Array(length), value: new Uint32Array(length), write: new Uint32Array(length) },
    error: new Uint32Array(length),
  };
}
