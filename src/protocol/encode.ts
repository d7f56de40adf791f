/** Writes messages. Replies come out as Python's json.dumps writes them; node-to-node messages compactly. */

import { Verbatim, type GossipMessage, type Reply } from './envelope.ts';
import type { WireEntry } from './gossip.ts';

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

/** UTF-8 bytes of the line that `encodeMessage` makes, without the line's end. */
export function messageBytes(src: string, message: GossipMessage): number {
  const { entries, ...rest } = message.body;
  let body = utf8Length(JSON.stringify(rest)) - 1;
  if (entries !== undefined) body += ENTRIES_BYTES + entriesBytes(entries);
  return MEMBERS_BYTES + nameBytes(src) + nameBytes(message.dest) + body + digits(message.msgId);
}

const ENTRIES_BYTES = ',"entries":'.length;

/** Many messages carry the same entries. */
const knownBytes = new WeakMap<readonly WireEntry[], number>();

function entriesBytes(entries: readonly WireEntry[]): number {
  let bytes = knownBytes.get(entries);
  if (bytes === undefined) knownBytes.set(entries, (bytes = utf8Length(JSON.stringify(entries))));
  return bytes;
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
