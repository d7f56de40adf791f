/**
 * The JSON of a record, as JSON.stringify writes it. Most records are writes, and most of what JSON.stringify does for one is to find the
 * digits of its three times: here those of one second share what they begin with.
 */

import type { Change, EntryChange } from '../../core/journal/change.ts';
import { toRecord } from './record.ts';

const MICROS_A_SECOND = 1e6;
/** Before it, each microsecond has a number of its own, and so has each thousandth of a millisecond. */
const LATEST_MICROS = 2 ** 51;

const THREE_DIGITS = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, '0'));
/** Thousandths: no zeros at the end. */
const FRACTIONS = THREE_DIGITS.map((digits) => (digits === '000' ? '' : `.${digits.replace(/0+$/, '')}`));

let second = { number: 0, text: '' };
let last = { origin: '', text: '""' };

export function recordText(change: Change): string {
  return change.type === 'entry' ? entryText(change) : JSON.stringify(toRecord(change));
}

function entryText({ entry, values, isClaimed }: EntryChange): string {
  const { origin, seq, clockUs, acceptedAtMs, keys } = entry.stamp;
  const { heldAtMs, arrival, hops, from, traceparent } = entry;
  if (last.origin !== origin) last = { origin, text: JSON.stringify(origin) };
  const accepted = millisText(acceptedAtMs);
  const held = heldAtMs === acceptedAtMs ? accepted : millisText(heldAtMs);
  const sender = from === undefined ? 0 : JSON.stringify(from);
  const names = keys.length === 1 ? JSON.stringify(keys[0]) : keys.map((key) => JSON.stringify(key)).join();
  const stored = values.length === 1 ? valueText(values[0] ?? null) : values.map(valueText).join();
  const trace = traceparent === undefined ? '' : `,${JSON.stringify(traceparent)}`;
  return `["e",${isClaimed ? 1 : 0},${last.text},${seq},${microsText(clockUs)},${accepted},${held},${arrival},${hops},${sender},[${names}],[${stored}]${trace}]`;
}

function valueText(value: EntryChange['values'][number]): string {
  if (value === null) return '0';
  return value === true ? '1' : JSON.stringify(value);
}

/** Milliseconds since the epoch. */
function millisText(ms: number): string {
  const micros = Math.round(ms * 1000);
  return micros / 1000 === ms && isTime(micros) ? digits(micros, FRACTIONS) : JSON.stringify(ms);
}

/** Microseconds since the epoch. */
function microsText(micros: number): string {
  return isTime(micros) ? digits(micros, THREE_DIGITS) : JSON.stringify(micros);
}

function isTime(micros: number): boolean {
  return micros >= MICROS_A_SECOND && micros < LATEST_MICROS;
}

/** @param lastThree how the last three digits are written */
function digits(micros: number, lastThree: readonly string[]): string {
  const number = Math.floor(micros / MICROS_A_SECOND);
  if (second.number !== number) second = { number, text: String(number) };
  // The remainder of a number beyond 32 bits takes long to find.
  const rest = micros - number * MICROS_A_SECOND;
  const millis = Math.floor(rest / 1000);
  return `${second.text}${THREE_DIGITS[millis]}${lastThree[rest - millis * 1000]}`;
}
