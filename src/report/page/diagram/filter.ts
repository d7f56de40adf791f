/** Which events of a recording are asked for: by key, write, lane, type, and whether they failed. */

import { FATES } from '../../../net/journal/segment.ts';
import type { Recording } from '../../diagram/recording.ts';

export interface Filter {
  /** Empty: any. */
  readonly key: string;
  /** A write by its name, its value or a part of either; empty: any. */
  readonly write: string;
  /** Of the node or client; empty: any. */
  readonly lane: string;
  /** A kind of message, or `read`, `write`; empty: any. */
  readonly type: string;
  /** Only messages that were lost, and operations that failed. */
  readonly failed: boolean;
}

export const ANYTHING: Filter = { key: '', write: '', lane: '', type: '', failed: false };

/** Of operations, among the types of messages. */
export const OPERATION_TYPES = ['read', 'write'] as const;

const [UNDER_WAY, ARRIVED] = [FATES.indexOf('under way'), FATES.indexOf('arrived')];

export function isLost(fate: number | undefined): boolean {
  return fate !== UNDER_WAY && fate !== ARRIVED;
}

/** Rows of messages. */
export function messagesThat(recording: Recording, filter: Filter): Uint32Array {
  const { messages, loads, lanes } = recording;
  if (OPERATION_TYPES.some((type) => type === filter.type)) return new Uint32Array(0);
  const lane = filter.lane === '' ? -1 : lanes.indexOf(filter.lane);
  const kind = numberOf(recording, filter.type);
  const isKey = chosen(recording, filter.key, true);
  const isWrite = withNames(recording, chosen(recording, filter.write, false));
  const rows = new Uint32Array(messages.sent.length);
  let [found, load] = [0, 0];
  for (let row = 0; row < rows.length; row++) {
    const end = load + (messages.loads[row] ?? 0);
    let carries = isKey === undefined && isWrite === undefined;
    for (; load < end; load++)
      carries ||=
        isKey?.[loads.key[load] ?? 0] !== 0 && isWrite?.[loads.write[load] || (loads.key[load] ?? 0)] !== 0;
    if (!carries) continue;
    if (lane !== -1 && messages.from[row] !== lane && messages.to[row] !== lane) continue;
    if (kind !== 0 && messages.kind[row] !== kind) continue;
    if (filter.failed && !isLost(messages.fate[row])) continue;
    rows[found++] = row;
  }
  return rows.slice(0, found);
}

/** Rows of operations. */
export function operationsThat(recording: Recording, filter: Filter): Uint32Array {
  const { operations, lanes } = recording;
  const lane = filter.lane === '' ? -1 : lanes.indexOf(filter.lane);
  const isKey = chosen(recording, filter.key, true);
  const isWrite = withNames(recording, chosen(recording, filter.write, false));
  const isType = filter.type === '' || OPERATION_TYPES.some((type) => type === filter.type);
  const rows = new Uint32Array(isType ? operations.id.length : 0);
  let found = 0;
  for (let row = 0; row < rows.length; row++) {
    if (isKey?.[operations.key[row] ?? 0] === 0) continue;
    if (isWrite?.[operations.write[row] ?? 0] === 0 && isWrite[operations.value[row] ?? 0] === 0) continue;
    if (lane !== -1 && operations.client[row] !== lane && operations.node[row] !== lane) continue;
    if (filter.type !== '' && OPERATION_TYPES[operations.writes[row] ?? 0] !== filter.type) continue;
    if (filter.failed && operations.error[row] === 0) continue;
    rows[found++] = row;
  }
  return rows.slice(0, found);
}

/** For each text whether it is asked for; undefined: any is. */
function chosen({ texts }: Recording, wanted: string, isWhole: boolean): Uint8Array | undefined {
  if (wanted === '') return undefined;
  return Uint8Array.from(texts, (text) =>
    text !== '' && (isWhole ? text === wanted : text.includes(wanted)) ? 1 : 0,
  );
}

/** A value that is asked for asks for the write by its name, too. */
function withNames({ operations }: Recording, isWrite: Uint8Array | undefined): Uint8Array | undefined {
  if (isWrite === undefined) return undefined;
  operations.value.forEach((value, row) => {
    const write = operations.write[row] ?? 0;
    if (write !== 0 && isWrite[value] === 1) isWrite[write] = 1;
  });
  return isWrite;
}

/** 0 where any will do; -1 where there is no such text. */
function numberOf({ texts }: Recording, text: string): number {
  return text === '' ? 0 : texts.indexOf(text);
}
