/**
 * Values as text: a value is cut out of the line it came in, so that big numbers, member order and duplicate members
 * come back as they were sent. JSON.parse would change them.
 */

import { Buffer } from 'node:buffer';
import type { Inbound } from './envelope.ts';
import { DELETED, type JsonText } from './names.ts';
import { RequestError } from './errors.ts';
import type { WireValue } from './gossip.ts';

/** The text of a request's field. @throws {RequestError} malformed_request when the field is missing. */
export function valueTextOf(request: Inbound, field = 'value'): JsonText {
  const value = request.body[field];
  if (value === undefined) throw new RequestError('malformed_request', `"${field}" is missing`);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return jsonText(value);
  const own = request.texts?.[field];
  // It is kept as it is where it can be: it is no part of a longer text.
  if (own !== undefined) return isSpaced(own) ? (own as JsonText) : respace(own);
  const text = plainMember(request.line, field) ?? memberText(memberText(request.line, 'body'), field);
  // Most numbers are spelled as we would spell them; our own text is no slice that keeps the input alive.
  return typeof value === 'number' && text === String(value) ? (String(value) as JsonText) : respace(text);
}

/** The member's text where it can be found without a walk: the name stands but once in the line, and nothing is escaped. */
function plainMember(line: string, name: string): string | undefined {
  const quoted = `"${name}"`;
  const at = line.indexOf(quoted);
  if (at < 0 || line.includes(quoted, at + 1) || line.includes('\\')) return undefined;
  const start = skipSpace(line, skipSpace(line, at + quoted.length) + 1);
  return line.slice(start, valueEnd(line, start));
}

/** The text of something that JSON.stringify writes without loss. */
export function jsonText(value: string | number | boolean | null): JsonText {
  return JSON.stringify(value) as JsonText;
}

/** Whether two texts are the same JSON value: member order does not matter, numbers compare digit by digit. */
export function sameValue(a: JsonText, b: JsonText): boolean {
  return a === b || canonical(a) === canonical(b);
}

export function toWire(text: JsonText): WireValue {
  if (text === DELETED) return [];
  const first = text.charCodeAt(0);
  if (first === QUOTE || first === 0x74 || first === 0x66 || first === 0x6e)
    return JSON.parse(text) as WireValue;
  if (first === OPEN_OBJECT || first === OPEN_ARRAY) return [text];
  const number = Number(text);
  return Number.isSafeInteger(number) && String(number) === text ? number : [text];
}

export function fromWire(value: WireValue): JsonText {
  return typeof value === 'object' && value !== null ? (value[0] ?? DELETED) : jsonText(value);
}

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** The text of an object's member; of several with the same name the last, as JSON.parse takes it. `json` is valid. */
export function memberText(json: string, name: string): string {
  let found = '';
  let i = skipSpace(json, json.indexOf('{') + 1);
  while (json.charCodeAt(i) === QUOTE) {
    const keyEnd = stringEnd(json, i);
    const key = JSON.parse(json.slice(i, keyEnd)) as string;
    const start = skipSpace(json, skipSpace(json, keyEnd) + 1);
    const end = valueEnd(json, start);
    if (key === name) found = json.slice(start, end);
    i = skipSpace(json, end);
    if (json.charCodeAt(i) === COMMA) i = skipSpace(json, i + 1);
  }
  return found;
}

function skipSpace(json: string, from: number): number {
  let i = from;
  while (isSpace(json.charCodeAt(i))) i++;
  return i;
}

/** The index behind the string that begins at `from`. */
function stringEnd(json: string, from: number): number {
  let i = from + 1;
  for (let code = json.charCodeAt(i); code !== QUOTE; code = json.charCodeAt(i))
    i += code === BACKSLASH ? 2 : 1;
  return i + 1;
}

/** The index behind the value that begins at `from`. Iterative: nesting is as deep as the sender likes. */
function valueEnd(json: string, from: number): number {
  let depth = 0;
  for (let i = from; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) {
      i = stringEnd(json, i) - 1;
      if (depth === 0) return i + 1;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) depth++;
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      if (depth === 0) return i;
      if (--depth === 0) return i + 1;
    } else if (depth === 0 && (code === COMMA || isSpace(code))) return i;
  }
  return json.length;
}

/** The texts of an array's items, in order. They share the memory of `text`. @param text of an array */
export function itemsOf(text: JsonText): JsonText[] {
  return split(text) as JsonText[];
}

/** Whether `respace` would change nothing. */
function isSpaced(json: string): boolean {
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) i = stringEnd(json, i) - 1;
    else if (code === COMMA || code === COLON) {
      if (json.charCodeAt(++i) !== SPACE || isSpace(json.charCodeAt(i + 1))) return false;
    } else if (isSpace(code)) return false;
  }
  return true;
}

/** Writes JSON with ", " and ": " between its parts and no other space, as Python's json.dumps does. */
export function respace(json: string): JsonText {
  let text = '';
  let copied = 0;
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) i = stringEnd(json, i) - 1;
    else if (code === COMMA || code === COLON) {
      text += json.slice(copied, i + 1) + ' ';
      copied = i + 1;
    } else if (isSpace(code)) {
      text += json.slice(copied, i);
      copied = i + 1;
    }
  }
  text += json.slice(copied);
  // A slice keeps the whole chunk of input alive that it was cut from; a copy does not.
  return Buffer.from(text).toString() as JsonText;
}

/** Levels of arrays and objects in a value that is compared with others. */
const COMPARED_LEVELS_LIMIT = 100;

/**
 * One text for all that `sameValue` takes for the same: members sorted, strings in one spelling, numbers as they are written.
 * @throws {RequestError} malformed_request where the value is nested too deeply
 */
export function canonical(text: JsonText): string {
  return new CanonicalReader(text).value(0);
}

/** Reads a valid text once, from its beginning to its end. */
class CanonicalReader {
  readonly #text: string;
  #at = 0;

  constructor(text: JsonText) {
    this.#text = text;
  }

  value(levels: number): string {
    const first = this.#next();
    if (first === QUOTE) return this.#string();
    if (first !== OPEN_OBJECT && first !== OPEN_ARRAY) {
      const start = this.#at;
      this.#at = valueEnd(this.#text, start);
      return this.#text.slice(start, this.#at);
    }
    if (levels < COMPARED_LEVELS_LIMIT)
      return first === OPEN_ARRAY ? this.#array(levels) : this.#object(levels);
    throw new RequestError(
      'malformed_request',
      `a value that is compared with others may be nested ${COMPARED_LEVELS_LIMIT} levels deep, and no deeper`,
    );
  }

  #array(levels: number): string {
    let items = '';
    for (let after = this.#pass(); after !== CLOSE_ARRAY; after = this.#next()) {
      if (after === COMMA) {
        items += ',';
        this.#pass();
      }
      items += this.value(levels + 1);
    }
    this.#at++;
    return `[${items}]`;
  }

  #object(levels: number): string {
    const members = new Map<string, string>();
    for (let after = this.#pass(); after !== CLOSE_OBJECT; after = this.#next()) {
      if (after === COMMA) this.#pass();
      this.#next();
      const name = this.#string();
      this.#next();
      this.#at++;
      members.set(name, this.value(levels + 1));
    }
    this.#at++;
    const sorted = [...members].sort(([a], [b]) => (a < b ? -1 : 1));
    // Not joined: that would copy a long value once for each level around it.
    return `{${sorted.reduce((text, [name, value], i) => `${text}${i > 0 ? ',' : ''}${name}:${value}`, '')}}`;
  }

  #string(): string {
    const start = this.#at;
    this.#at = stringEnd(this.#text, start);
    return JSON.stringify(JSON.parse(this.#text.slice(start, this.#at)));
  }

  /** Steps over one character. @returns what stands behind it and the space there */
  #pass(): number {
    this.#at++;
    return this.#next();
  }

  #next(): number {
    this.#at = skipSpace(this.#text, this.#at);
    return this.#text.charCodeAt(this.#at);
  }
}

/** The items of an array, or the members of an object, as texts. */
function split(text: string): string[] {
  const parts: string[] = [];
  let start = 1;
  let depth = 0;
  for (let i = 1; i < text.length - 1; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) i = stringEnd(text, i) - 1;
    else if (code === OPEN_OBJECT || code === OPEN_ARRAY) depth++;
    else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) depth--;
    else if (code === COMMA && depth === 0) {
      parts.push(text.slice(start, i).trim());
      start = i + 1;
    }
  }
  const last = text.slice(start, -1).trim();
  if (last !== '') parts.push(last);
  return parts;
}
