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
  const tail = `${inReplyTo}, "msg_id": ${msgId}`;
  return `{"src": ${quote(src)}, "dest": ${quote(dest)}, "body": {${members(message.body)}${tail}}}`;
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
    text += `${text === '' ? '' : ', '}${quote(name)}: ${spaced(member)}`;
  }
  return text;
}

// Names of fields, types and nodes repeat in every reply: their quoted form is kept, up to a bound.
const QUOTED_LIMIT = 1024;
const QUOTED_CHARS = 32;
const quoted = new Map<string, string>();

function quote(text: string): string {
  const known = quoted.get(text);
  if (known !== undefined) return known;
  const fresh = JSON.stringify(text);
  if (quoted.size < QUOTED_LIMIT && text.length <= QUOTED_CHARS) quoted.set(text, fresh);
  return fresh;
}

/** UTF-8 bytes of the line that `encodeMessage` makes, without the line's end. */
export function messageBytes(src: string, message: GossipMessage): number {
  const body = utf8Length(JSON.stringify(message.body)) - 1;
  return MEMBERS_BYTES + nameBytes(src) + nameBytes(message.dest) + body + digits(message.msgId);
}

/** Of everything between the members. */
const MEMBERS_BYTES = '{"src":,"dest":,"body":,"msg_id":}}'.length;

function nameBytes(name: string): number {
  return utf8Length(quote(name));
}

function digits(count: number): number {
  return `${count}`.length;
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
