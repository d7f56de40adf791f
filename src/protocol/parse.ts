/** Turns a line into a message once; nothing behind it looks at raw input again. */

import type { Body, Inbound, MsgId, ParsedLine } from './envelope.ts';
import type { Address, JsonText, Key } from './names.ts';
import { RequestError } from './errors.ts';
import { plainWrite } from './plain-write.ts';
import { excessIn, senderIn } from './validate/outline.ts';
import { memberText } from './value-text.ts';

const EXCERPT_CHARS = 120;

type Parsed =
  | { readonly ok: true; readonly object: Record<string, unknown> }
  | (ParsedLine & { readonly ok: false });

/** A line's object, if it holds one. */
export function parseJson(line: string): Parsed {
  const excess = excessIn(line);
  if (excess !== undefined) {
    const text = `a line holds at most ${excess}: send large data as one string`;
    return { ok: false, reason: 'over_limit', text, ...senderIn(line) };
  }
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch (error) {
    return {
      ok: false,
      reason: 'not_json',
      text: `not JSON (${(error as Error).message}): ${excerpt(line)}`,
    };
  }
  if (!isObject(message)) {
    return {
      ok: false,
      reason: 'not_a_message',
      text: `a message is a JSON object, this is: ${excerpt(line)}`,
    };
  }
  return { ok: true, object: message };
}

/** Never throws: whatever the line is, the result says what to do with it. */
export function parseLine(line: string): ParsedLine {
  const plain = plainWrite(line);
  const parsed: Parsed = plain === undefined ? parseJson(line) : { ok: true, object: plain };
  if (!parsed.ok) return parsed;
  const { src, dest, body } = parsed.object;
  if (typeof src !== 'string' || src === '') {
    return { ok: false, reason: 'no_src', text: `"src" must be a non-empty string: ${excerpt(line)}` };
  }
  if (!isObject(body))
    return malformed(src, '"body" must be an object, as in {"type": "read", "msg_id": 1, …}');
  const { type, msg_id: id } = body as { type?: unknown; msg_id?: unknown };
  const msgId = msgIdOf(id, line);
  if (msgId === null) return malformed(src, '"msg_id" must be a whole number of at most 30 digits');
  if (typeof type !== 'string')
    return malformed(src, '"type" must be a string, as in {"type": "read"}', msgId);
  if (typeof dest !== 'string')
    return malformed(src, '"dest" must be a string: the name of this node', msgId);
  return { ok: true, message: { src, dest, body: body as Body, msgId, line } };
}

/** Its sender is known, and is told. */
function malformed(src: Address, text: string, msgId?: MsgId): ParsedLine {
  return { ok: false, reason: 'malformed', text, src, msgId };
}

const WHOLE = /^-?\d{1,30}$/;

/** Many serialisers write null for what is absent. @returns null: it is no number that a reply can refer to */
function msgIdOf(id: unknown, line: string): MsgId | undefined | null {
  if (id === undefined || id === null) return undefined;
  if (Number.isSafeInteger(id)) return id as number;
  if (typeof id !== 'number') return null;
  const text = memberText(memberText(line, 'body'), 'msg_id');
  return WHOLE.test(text) ? (text as JsonText) : null;
}

/** A request's key. @throws {RequestError} malformed_request */
export function keyOf(request: Inbound, field = 'key'): Key {
  return checkKey(request.body[field], `"${field}"`);
}

/** @param name what the key is called, for people. @throws {RequestError} malformed_request */
export function checkKey(key: unknown, name: string): Key {
  if (typeof key === 'string') return key;
  if (typeof key !== 'number') {
    throw new RequestError('malformed_request', `${name} must be a string or a number`);
  }
  if (Number.isSafeInteger(key) || (Number.isFinite(key) && !Number.isInteger(key))) return key;
  throw new RequestError(
    'malformed_request',
    `${name} is a number that cannot be told from its neighbours (beyond 2^53): send it as a string`,
  );
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function excerpt(line: string): string {
  return line.length <= EXCERPT_CHARS ? line : `${line.slice(0, EXCERPT_CHARS)}… (${line.length} characters)`;
}
