/**
 * A message on its way, as the network sees it: Maelstrom looks at the envelope of what a node prints, and leaves bodies between
 * nodes alone. So any body passes: without a type, with ids that are null or text, or with no member at all.
 */

import type { Body } from './envelope.ts';
import type { Line } from './framing.ts';
import { ExactNumber, isWholeNumber, mayChange, parseExactly } from './exact-json.ts';
import { withControlsEscaped } from './loose-json.ts';
import { isObject, parseJson } from './parse.ts';

export interface Passing {
  readonly src: string;
  readonly dest: string;
  /** `type` is empty where the body names none. */
  readonly body: Body;
  /** What is handed on. */
  readonly line: string;
  /** It is no JSON by the letter, and was mended as Maelstrom's parser does. */
  readonly isMended?: boolean;
}

/** A line as it was read, also where it is no UTF-8. @returns what is wrong with it, in words; where it is a message, that */
export function readPassing(line: Line): Passing | string {
  if (typeof line === 'string') return parsePassing(line);
  const message = line.readable === undefined ? line.text : parsePassing(line.readable);
  return typeof message === 'string' ? message : { ...message, isMended: true };
}

/** @returns what is wrong with the line, in words; where it is a message, that */
export function parsePassing(line: string): Passing | string {
  if (line.trim() === '') return 'a blank line; each line is one message';
  const parsed = parseJson(line);
  if (!parsed.ok && parsed.reason === 'not_json') {
    const escaped = withControlsEscaped(line);
    const mended = escaped === line ? undefined : parsePassing(escaped);
    if (typeof mended === 'object') return { ...mended, isMended: true };
  }
  if (!parsed.ok)
    return /\}\s*\{"/.test(line)
      ? `two messages in one line, without a newline between: ${line}`
      : parsed.text;
  const { src, dest, body, id, ...others } = parsed.object;
  if (typeof src !== 'string') return `"src" must be the name of the sender: ${line}`;
  if (typeof dest !== 'string') return `"dest" must be the name of the receiver: ${line}`;
  if (body !== null && !isObject(body)) return `"body" must be an object: ${line}`;
  if (id !== undefined && !isWholeNumber(id)) return `"id" must be a whole number: ${line}`;
  const [other] = Object.keys(others);
  if (other !== undefined) return `a message has "src", "dest" and "body", and no "${other}": ${line}`;
  return { src, dest, body: bodyOf(body), line };
}

/** Its body, with every number as the sender wrote it: for clients, who compare them. */
export function exactBody({ line, body }: Passing): Body {
  if (!mayChange(line)) return body;
  return bodyOf((parseExactly(line) as { readonly body: Record<string, unknown> | null }).body);
}

/** Mostly it is the very body: each message of the bench passes here. */
function bodyOf(body: Record<string, unknown> | null): Body {
  return typeof body?.['type'] === 'string' ? (body as Body) : { ...body, type: '' };
}

/** `in_reply_to`, if it is a whole number as Maelstrom's clients send them; text: it is something else, or null: there is none. */
export function repliesTo(body: Body): number | string | null {
  const id = body['in_reply_to'] ?? null;
  if (typeof id === 'number' && Number.isInteger(id)) return id;
  if (id === null) return null;
  return id instanceof ExactNumber ? id.text : JSON.stringify(id);
}
