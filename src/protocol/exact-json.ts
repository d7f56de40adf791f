/**
 * JSON whose numbers are kept as they are written: ids of 63 bits are not a number to JavaScript, and to a client in another
 * language 3.0 need not be 3.
 */

import { StringSpans } from './string-spans.ts';

/** A number that JavaScript would write in another way. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** Whatever its size. */
  get isWhole(): boolean {
    return /^-?\d+$/.test(this.text);
  }
}

/** Lines without such digits hold no number that would change. */
const SUSPECT = /\d{16}|\d[.eE]|-0/;
const DIGITS = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const NUMBER = new RegExp(`^${DIGITS.source}$`);
const MARK = '#exact number';
/** From here on JavaScript writes an exponent, and what it leaves as it is was written with one. */
const EXPONENT_FROM = 1e21;

/** Whether parsing might change a number in it. */
export function mayChange(json: string): boolean {
  return SUSPECT.test(json);
}

/** As JSON.parse, but for numbers that it would change: these become `ExactNumber`. @throws {SyntaxError} */
export function parseExactly(json: string): unknown {
  if (!mayChange(json)) return JSON.parse(json);
  const strings = new StringSpans(json);
  const marked = json.replace(DIGITS, (token, place: number) =>
    String(Number(token)) === token || strings.has(place) ? token : `{"${MARK}":"${token}"}`,
  );
  return JSON.parse(marked, (_, value: unknown) => {
    const text = (value as Record<string, unknown> | null)?.[MARK];
    return typeof text === 'string' && NUMBER.test(text) ? new ExactNumber(text) : value;
  });
}

/** As JSON.stringify: such numbers as they were written. */
export function exactText(value: unknown): string {
  if (value instanceof ExactNumber) return value.text;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(exactText).join(',')}]`;
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${exactText(member)}`,
  );
  return `{${members.join(',')}}`;
}

/**
 * The same text for values that are equal to Maelstrom, however they were written: the order of members and the digits of a float do
 * not matter. A float is never equal to a whole number.
 */
export function canonicalText(value: unknown): string {
  if (value instanceof ExactNumber || typeof value === 'number') {
    const text = exactText(value);
    if (!isWholeNumber(value)) return `float ${Number(text)}`;
    return text === '-0' ? '0' : text;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}:${canonicalText(member)}`,
  );
  return `{${members.sort().join(',')}}`;
}

export function isWholeNumber(value: unknown): boolean {
  if (value instanceof ExactNumber) return value.isWhole;
  return Number.isInteger(value) && Math.abs(Number(value)) < EXPONENT_FROM;
}
