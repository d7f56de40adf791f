/**
 * Reads, writes and compare-and-set on one key, as Maelstrom's three key-value services have them: what a request asks, and what
 * becomes of it when the key holds a certain value. Which value that is depends on the consistency of the service.
 *
 * Keys and values are any JSON. They are kept as they were written; two keys are the same when they are the same JSON value.
 */

import { errorBody, type ErrorName } from '../../protocol/errors.ts';
import type { JsonText } from '../../protocol/names.ts';
import { canonical, memberText, sameValue } from '../../protocol/value-text.ts';
import type { ServiceCall } from './service.ts';

export type KeyValueCall =
  | { readonly type: 'read'; readonly key: string }
  | { readonly type: 'write'; readonly key: string; readonly value: JsonText }
  | {
      readonly type: 'cas';
      readonly key: string;
      readonly from: JsonText;
      readonly to: JsonText;
      readonly creates: boolean;
    };

export interface Answer {
  /** The members of the reply's body, as JSON. */
  readonly reply: string;
  /** What the key holds from now on; undefined: what it held. */
  readonly next?: JsonText;
}

/** Undefined: it is no request of a key-value store. */
export function keyValueCallOf({ body, line }: ServiceCall): KeyValueCall | undefined {
  const { type } = body;
  if (type !== 'read' && type !== 'write' && type !== 'cas') return undefined;
  const members = memberText(line, 'body');
  // What is absent is null, as in Clojure.
  const member = (name: string): JsonText => (memberText(members, name) || 'null') as JsonText;
  const key = canonical(member('key'));
  if (type === 'read') return { type, key };
  if (type === 'write') return { type, key, value: member('value') };
  const creates = ![undefined, null, false].includes(body['create_if_not_exists'] as undefined);
  return { type, key, from: member('from'), to: member('to'), creates };
}

/** Keys that one service keeps. */
export const MAX_KEYS = 1_000_000;

/**
 * @param current what the key holds; undefined: nothing
 * @param keys how many there are already
 */
export function answer(call: KeyValueCall, current: JsonText | undefined, keys: number): Answer {
  const answered = onValue(call, current);
  if (current !== undefined || answered.next === undefined || keys < MAX_KEYS) return answered;
  return { reply: errorReply('temporarily_unavailable', `this service keeps ${MAX_KEYS} keys, and no more`) };
}

function onValue(call: KeyValueCall, current: JsonText | undefined): Answer {
  if (call.type === 'write') return { reply: '"type":"write_ok"', next: call.value };
  if (current === undefined) {
    if (call.type === 'cas' && call.creates) return { reply: '"type":"cas_ok"', next: call.to };
    return { reply: errorReply('key_does_not_exist', 'key does not exist') };
  }
  if (call.type === 'read') return { reply: `"type":"read_ok","value":${current}` };
  if (sameValue(current, call.from)) return { reply: '"type":"cas_ok"', next: call.to };
  const text = `current value ${excerpt(current)} is not ${excerpt(call.from)}`;
  return { reply: errorReply('precondition_failed', text) };
}

/** Whether a key would hold something else than before. */
export function changes(current: JsonText | undefined, { next }: Answer): boolean {
  return next !== undefined && (current === undefined || !sameValue(current, next));
}

function errorReply(error: ErrorName, text: string): string {
  return JSON.stringify(errorBody(error, text)).slice(1, -1);
}

const EXCERPT_CHARS = 200;

function excerpt(text: string): string {
  return text.length <= EXCERPT_CHARS ? text : `${text.slice(0, EXCERPT_CHARS)}…`;
}
