/** Writes messages. Replies come out as Python's json.dumps writes them; node-to-node messages compactly. */

import { Verbatim, type GossipMessage, type Reply } from './envelope.ts';

/** One line, without the newline. @param src the sender's name */
export function encodeMessage(src: string, message: Reply | GossipMessage): string {
  const { dest, body, msgId } = message;
  if (message.kind === 'gossip') {
    const members = JSON.stringify(body).slice(0, -1);
    return `{"src":${quote(src)},"dest":${quote(dest)},"body":${members},"msg_id":${msgId}}}`;
  }
  const inReplyTo = message.inReplyTo === undefined ? '' : `, "in_reply_to": ${message.inReplyTo}`;
  return `${opening(src, dest)}${members(message.body)}${inReplyTo}, "msg_id": ${msgId}}}`;
}

/** JSON with ", " and ": " between its parts. Members that are undefined are left out. */
function spaced(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : 'null';
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null)
    return value === undefined ? 'null' : JSON.stringify(value);
  if (value instanceof Verbatim) return value.text;
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  return `{${members(value as Record<string, unknown>)}}`;
}

function members(object: Readonly<Record<string, unknown>>): string {
  let text = '';
  for (const name in object) {
    const member = object[name];
    if (member === undefined) continue;
    text += (text === '' ? firstLabel(name) : nextLabel(name)) + spaced(member);
  }
  return text;
}

/** Texts that repeat in every reply are made once: joining pieces anew takes longer than a write to the store. */
const KEPT_LIMIT = 1024;
const KEPT_CHARS = 32;

function kept(make: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const old = known.get(text);
    if (old !== undefined) return old;
    const fresh = make(text);
    if (known.size < KEPT_LIMIT && text.length <= KEPT_CHARS) known.set(text, fresh);
    return fresh;
  };
}

const quote = kept((text) => JSON.stringify(text));
const firstLabel = kept((name) => `${quote(name)}: `);
const nextLabel = kept((name) => `, ${quote(name)}: `);

let lastOpening = { src: '', dest: '', text: '' };

/** Most replies go where the one before went. */
function opening(src: string, dest: string): string {
  if (dest !== lastOpening.dest || src !== lastOpening.src) {
    lastOpening = { src, dest, text: `{"src": ${quote(src)}, "dest": ${quote(dest)}, "body": {` };
  }
  return lastOpening.text;
}

/** UTF-8 bytes of the line that `encodeMessage` makes, without the line's end: counted without making it. */
export function messageBytes(src: string, { dest, body, msgId }: GossipMessage): number {
  const { entries } = body;
  if (entries !== undefined && entries !== last.entries) last = { entries, bytes: listBytes(entries) };
  return MEMBERS_BYTES + textBytes(src) + textBytes(dest) + jsonBytes(body) + numberBytes(msgId);
}

/** Of everything between the members; `msg_id` stands within the body. */
const MEMBERS_BYTES = '{"src":,"dest":,"body":,"msg_id":}'.length;

/** Messages with the same entries leave one after the other. */
let last: { readonly entries: readonly unknown[]; readonly bytes: number } = { entries: [], bytes: 2 };

/** UTF-8 bytes of the JSON that JSON.stringify writes. */
export function encodedBytes(value: unknown): number {
  return jsonBytes(value);
}

/** As JSON.stringify writes it. */
function jsonBytes(value: unknown): number {
  if (typeof value === 'number') return numberBytes(value);
  if (typeof value === 'string') return textBytes(value);
  if (typeof value === 'boolean') return value ? 4 : 5;
  if (typeof value !== 'object' || value === null) return 4;
  if (Array.isArray(value)) return value === last.entries ? last.bytes : listBytes(value);
  const object = value as Readonly<Record<string, unknown>>;
  let bytes = 1;
  for (const name in object) {
    const member = object[name];
    if (member !== undefined) bytes += name.length + 4 + jsonBytes(member);
  }
  return Math.max(bytes, 2);
}

function listBytes(list: readonly unknown[]): number {
  let bytes = 1;
  // No iterator: this walks through every number of every message of a simulation.
  for (let i = 0; i < list.length; i++) bytes += jsonBytes(list[i]) + 1;
  return Math.max(bytes, 2);
}

function numberBytes(value: number): number {
  if (!Number.isInteger(value) || Math.abs(value) >= 1e21) return fractionBytes(value);
  // Half of the words of a set of nodes are negative.
  let digits = value < 0 ? 2 : 1;
  const size = Math.abs(value);
  for (let limit = 10; size >= limit; limit *= 10) digits++;
  return digits;
}

/** How many numbers with a fraction are remembered: times, and mostly those of a few writes. A power of two. */
const PLACES = 1024;
const PLACES_A_UNIT = 1024;
const numbers = new Float64Array(PLACES);
const lengths = new Uint8Array(PLACES);

/** From this number on doubles are 2^-12 apart, up to the other one: times of these years, ms since the epoch, lie between them. */
const EARLIEST_MS = 2 ** 40;
const LATEST_MS = 2 ** 41;

/**
 * To find out how many digits it takes costs as much as all else in a message. Of times and ages, which are most of them, it is quick
 * to try a few.
 */
function fractionBytes(value: number): number {
  const digits = value > 0 && value < LATEST_MS ? fractionDigits(value) : undefined;
  if (digits !== undefined) return numberBytes(Math.floor(value)) + 1 + digits;
  const place = (value * PLACES_A_UNIT) & (PLACES - 1);
  if (numbers[place] === value) return lengths[place] as number;
  numbers[place] = value;
  return (lengths[place] = Number.isFinite(value) ? String(value).length : 4);
}

/** How many digits stand after the point, where that is quick to tell. */
function fractionDigits(value: number): number | undefined {
  if (Math.round(value * 10) / 10 === value) return 1;
  if (Math.round(value * 100) / 100 === value) return 2;
  if (Math.round(value * 1000) / 1000 === value) return 3;
  // Four tell any of these from all others.
  return value > EARLIEST_MS ? 4 : undefined;
}

/** Between quotes. */
function textBytes(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) return utf8Length(JSON.stringify(text));
  }
  return text.length + 2;
}

function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    // Half of a surrogate pair takes two of its four bytes; JSON.stringify leaves no single ones.
    bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2;
  }
  return bytes;
}
