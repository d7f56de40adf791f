/** Writes messages. Replies come out as Python's json.dumps writes them; node-to-node messages compactly. */

import { Verbatim, type Outbound } from './envelope.ts';

/** One line, without the newline. @param src the sender's name */
export function encodeMessage(src: string, message: Outbound): string {
  if (message.gossip) return JSON.stringify({ src, dest: message.dest, body: message.body });
  return `{"src": ${quote(src)}, "dest": ${quote(message.dest)}, "body": ${spaced(message.body)}}`;
}

/** JSON with ", " and ": " between its parts. Members that are undefined are left out. */
function spaced(value: unknown): string {
  if (typeof value === 'number') return Number.isFinite(value) ? `${value}` : 'null';
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null)
    return value === undefined ? 'null' : JSON.stringify(value);
  if (value instanceof Verbatim) return value.text;
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  let text = '';
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name];
    if (member === undefined) continue;
    text += `${text === '' ? '{' : ', '}${quote(name)}: ${spaced(member)}`;
  }
  return text === '' ? '{}' : `${text}}`;
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
