/**
 * What a reply has to look like: Maelstrom's clients take a reply only with its type, its fields and no other, and a whole number as
 * `msg_id` where there is one (client.clj, `defrpc`).
 */

import type { Body } from '../protocol/envelope.ts';
import { isWholeNumber } from '../protocol/exact-json.ts';

/** A list may be null, as Maelstrom's schemas take it; an object may not. */
export type FieldForm =
  | 'anything'
  | 'a list'
  | 'a list of the operations that were asked for'
  | 'an object of lists of [offset, message]'
  | 'an object of whole numbers'
  | 'a whole number';
/** The fields of a reply, beside those that each has. */
export type ReplyForm = Readonly<Record<string, FieldForm>>;

const HOLDS: Readonly<Record<FieldForm, (value: unknown) => boolean>> = {
  anything: () => true,
  'a list': isList,
  'a list of the operations that were asked for': isList,
  'an object of lists of [offset, message]': isRecord,
  'an object of whole numbers': isRecord,
  'a whole number': isWholeNumber,
};

function isList(value: unknown): boolean {
  return value === null || Array.isArray(value);
}

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Why Maelstrom's clients would not take the reply, in words; undefined: they do. */
export function replyFault(request: string, { type, ...fields }: Body, form: ReplyForm): string | undefined {
  if (type !== `${request}_ok`) return `its type is ${type === '' ? 'missing' : JSON.stringify(type)}`;
  for (const [name, wanted] of Object.entries({ ...form, in_reply_to: 'a whole number' as const })) {
    if (!(name in fields)) return `"${name}" is missing`;
    if (!HOLDS[wanted](fields[name])) return `"${name}" is not ${wanted}`;
  }
  for (const [name, value] of Object.entries(fields)) {
    if (name === 'msg_id' && !isWholeNumber(value))
      return '"msg_id" is not a whole number; it may be left out, and null is not that';
    if (name !== 'msg_id' && name !== 'in_reply_to' && !(name in form))
      return `"${name}" does not belong in it`;
  }
  return undefined;
}

/** The form as people would write it. */
export function formText(request: string, form: ReplyForm): string {
  const fields = Object.entries({ ...form, in_reply_to: 'the msg_id of the request' });
  const members = fields.map(([name, wanted]) => `"${name}": (${wanted})`);
  return `{"type": "${request}_ok", ${members.join(', ')}}, and perhaps "msg_id": (a whole number)`;
}
